import type { Metadata } from 'next'
import * as z from 'zod'
import { Spending } from '@/components/spending/spending'
import { readSpending } from '@/lib/aws/spending'
import { settleWithin } from '@/lib/settle'
import type { Params } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'Spending' }

const dates = z.iso.date()

export default async function SpendingPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { params, frame, source } = await begin(searchParams, [], 'operator')
  const { data: day } = dates.safeParse(params.day)
  const first = await settleWithin(maxWaitMs, { source })
  return <Spending day={day} first={{ ...first, spending: readSpending(day) }} {...frame} />
}
