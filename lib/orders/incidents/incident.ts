import type { Estimate } from '@/lib/orders/expected/distributions'
import type { Report } from '@/lib/orders/report/report'
import type { Blamed } from './blamed'

/** A trouble from its beginning to its end. Times are epoch ms. */
export interface Incident {
  /** When it was first said, as ISO 8601 to the minute. */
  id: string
  /** When it began. */
  fromMs: number
  saidMs: number
  /** When what was wrong was last seen; null while it is not known to be over. */
  untilMs: number | null
  /** When it was last seen so far, while it has yet to be shown that it is over. */
  seemsOverMs?: number | undefined
  /** When it was known to be over; left out where it goes on, where the log fell silent, or something else was wrong by then. */
  clearMs?: number | undefined
  /** Since when nothing was logged any more, where that was before it was known to be over. */
  silentFromMs?: number | undefined
  /** It is over, and no order had come by then. */
  endsBeforeOrder?: true | undefined
  /** Of its main kind, with what all of it cost. */
  report: Report
  /** People's visits from its beginning to its end. */
  visits: number
  orders: number
  expected: Estimate | null
  /** The last order when that was said; null where none came. */
  lastOrderMs: number | null
  /** The requests that failed, the most expensive first. */
  blamed: readonly Blamed[]
}
