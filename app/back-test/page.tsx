import type { Metadata } from 'next'
import { BackTest } from '@/components/back-test/back-test'
import { readAlarms } from '@/lib/aws/alarms'
import { settleWithin } from '@/lib/settle'
import { hasTrial, readTrial } from '@/lib/trial'
import { type Params, writeView } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'When would it have fired?' }

export default async function BackTestPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { params, view, nowMs, window, zone, source } = await begin(searchParams)
  const first = await settleWithin(maxWaitMs, {
    alarms: readAlarms({ nowMs, fromMs: window.fromMs }),
    source,
  })
  return (
    <BackTest
      key={writeView(view)}
      trial={readTrial(params)}
      asked={hasTrial(params)}
      first={first}
      view={view}
      window={window}
      zone={zone}
      nowMs={nowMs}
    />
  )
}
