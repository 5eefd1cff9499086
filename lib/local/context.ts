import { newTails, type Tails } from '@/lib/local/live-tail/sessions'
import type { QueryContext } from '@/lib/local/queries/run-query'
import { newQueries } from '@/lib/local/queries/started-queries'
import type { QueueNotifications } from './state-transition'

/** What every operation works on. */
export interface EngineContext extends QueryContext {
  /** Refuse events that are too old, too new or expired, as AWS does; old logs could not be loaded then. */
  rejectOldEvents: boolean
  /** The log group that files are followed into. */
  followed: string | null
  tails: Tails
  /** Queues notifications about a state transition. */
  queueNotifications: QueueNotifications
  /** Why alarms could not be evaluated last: single ones by their names, or all of them. */
  evaluation: { problems: ReadonlyMap<string, string>; failure: string | null }
  /** Grows with each PutMetricData, so that alarms are evaluated on what has arrived. */
  metricData: { puts: number }
}

type ContextOptions = Pick<EngineContext, 'store' | 'clock' | 'log'> &
  Partial<Omit<EngineContext, 'queries' | 'metricData' | 'evaluation'>> & {
    queryDeadlineMs?: number
  }

export function newContext({
  queryDeadlineMs,
  rejectOldEvents = false,
  followed = null,
  tails = newTails(),
  queueNotifications = async () => {},
  ...rest
}: ContextOptions): EngineContext {
  return {
    ...rest,
    rejectOldEvents,
    followed,
    tails,
    queueNotifications,
    evaluation: { problems: new Map(), failure: null },
    metricData: { puts: 0 },
    queries: newQueries(queryDeadlineMs),
  }
}
