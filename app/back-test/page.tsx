import type { Metadata } from 'next'
import { BackTest } from '@/components/back-test/back-test'
import { readAlarms } from '@/lib/aws/alarms'
import { settleWithin } from '@/lib/settle'
import { hasTrial, readTrial } from '@/lib/trial'
import { type Params, writeView } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'When would it have fired?' }

export default async function BackTestPage({ searchParams }: { searchParams: Promise<Params> }) {
  const begun = await begin(searchParams)
  const { params, frame, source, left, asking } = begun
  // The form only names the alarms: they are asked once.
  const alarms = asking(() =>
    readAlarms({ nowMs: frame.nowMs, fromMs: frame.window.fromMs, signal: left }),
  )
  return (
    <BackTest
      key={writeView(frame.view)}
      trial={readTrial(params)}
      asked={hasTrial(params)}
      first={await settleWithin(maxWaitMs, { alarms, source })}
      {...frame}
    />
  )
}
