import type { Metadata } from 'next'
import { Alarms } from '@/components/alarms/alarms'
import { readAlarms } from '@/lib/aws/alarms'
import { readArchive, readRecipients } from '@/lib/aws/local-engine'
import { settleWithin } from '@/lib/settle'
import { type Params, writeView } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'Alarms' }

export default async function AlarmsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { view, nowMs, window, zone, source } = await begin(searchParams)
  const first = await settleWithin(maxWaitMs, {
    alarms: readAlarms({ nowMs, fromMs: window.fromMs }),
    recipients: readRecipients(),
    archive: readArchive(),
    source,
  })
  return (
    <Alarms
      key={writeView(view)}
      first={first}
      view={view}
      window={window}
      zone={zone}
      nowMs={nowMs}
    />
  )
}
