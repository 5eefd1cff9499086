import type { Metadata } from 'next'
import { Setup } from '@/components/setup/setup'
import { watchedSite } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { readSetup } from '@/lib/situation/setup'
import type { Params } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'Set-up' }

export default async function SetupPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { frame, source, asking } = await begin(searchParams, [], 'admin')
  const first = await settleWithin(maxWaitMs, { setup: asking(readSetup), source })
  return <Setup first={first} site={watchedSite()} {...frame} />
}
