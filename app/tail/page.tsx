import type { Metadata } from 'next'
import { Tail } from '@/components/tail/tail'
import { cloudwatchMode } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { maxPatternLength } from '@/lib/tail'
import type { Params } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'
import './tail.css'

export const metadata: Metadata = { title: 'Live tail' }

export default async function TailPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { params, view, nowMs, window, zone, source } = await begin(searchParams)
  const first = await settleWithin(maxWaitMs, { source })
  const pattern = typeof params.pattern === 'string' ? params.pattern : ''
  const mode = cloudwatchMode()
  return (
    <Tail
      first={first}
      mode={mode}
      pattern={pattern.slice(0, maxPatternLength)}
      // Where it costs money, the viewer starts it.
      on={params.live === undefined ? mode === 'local' : params.live === 'on'}
      view={view}
      window={window}
      zone={zone}
      nowMs={nowMs}
    />
  )
}
