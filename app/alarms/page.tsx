import type { Metadata } from 'next'
import { Alarms } from '@/components/alarms/alarms'
import { alarmsQuestions } from '@/components/alarms/questions'
import { type Params, writeView } from '@/lib/view'
import { askAll, begin } from '../begin'

export const metadata: Metadata = { title: 'Alarms' }

export default async function AlarmsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const begun = await begin(searchParams)
  const { frame } = begun
  const first = await askAll(alarmsQuestions, begun)
  return <Alarms key={writeView(frame.view)} first={first} {...frame} />
}
