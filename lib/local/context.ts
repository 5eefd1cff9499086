import { newTails, type Tails } from '@/lib/local/live-tail/sessions'
import { newQueries, type Queries } from '@/lib/local/queries/started-queries'
import type { Store } from '@/lib/local/store/store'
import type { Announce } from './state-transition'

/** What every operation works on. */
export interface EngineContext {
  store: Store
  /** Epoch ms. */
  clock: () => number
  /** Where what went wrong is told. */
  say: (text: string) => void
  queries: Queries
  /** Refuse events that are too old, too new or expired, as AWS does; old logs could not be loaded then. */
  rejectOldEvents: boolean
  /** The log group that files are followed into. */
  followed: string | null
  tails: Tails
  /** Who is told of alarms hears of it here. */
  announce: Announce
  /** Grows with each PutMetricData, so that alarms are judged by what has come. */
  metricData: { puts: number }
}

interface ContextOptions extends Pick<EngineContext, 'store' | 'clock' | 'say'> {
  rejectOldEvents?: boolean
  followed?: string | null
  queryDeadlineMs?: number
  tails?: Tails
  announce?: Announce
}

export function newContext({
  queryDeadlineMs,
  rejectOldEvents = false,
  followed = null,
  tails = newTails(),
  announce = async () => {},
  ...rest
}: ContextOptions): EngineContext {
  return {
    ...rest,
    rejectOldEvents,
    followed,
    tails,
    announce,
    metricData: { puts: 0 },
    queries: newQueries(queryDeadlineMs),
  }
}
