import type { Metadata } from 'next'
import { AlarmPage } from '@/components/alarms/alarm-page'
import { readAlarm } from '@/lib/aws/alarm-detail'
import { type Params, writeView } from '@/lib/view'
import { answersOf, begin } from '../../begin'

interface Props {
  params: Promise<{ name: string }>
  searchParams: Promise<Params>
}

/** A segment as it was before it became part of an address; as it is when it never was one. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decoded((await params).name) }
}

export default async function OneAlarm({ params, searchParams }: Props) {
  const { frame, source, left, asking } = await begin(searchParams)
  const name = decoded((await params).name)
  const { window: range, nowMs } = frame
  const alarm = asking(() => readAlarm(name, { range, nowMs, signal: left }))
  const first = await answersOf({ source }, { alarm })
  return <AlarmPage key={`${name} ${writeView(frame.view)}`} name={name} first={first} {...frame} />
}
