import type { Estimate } from '@/lib/orders/expected/distributions'
import type { Slowness } from '@/lib/orders/failing/answer-times'
import type { Closed } from '@/lib/orders/failing/closed-days'
import type { EveryPage } from '@/lib/orders/failing/every-page'
import type { ServerErrors } from '@/lib/orders/failing/server-errors'
import type { Trouble } from '@/lib/orders/failing/trouble'
import type { OrdersApart } from '@/lib/orders/missing/orders-apart'
import type { RenamedOrder } from '@/lib/orders/missing/renamed-order'
import type { SilentSource } from '@/lib/orders/missing/sources'
import type { Torn } from '@/lib/orders/missing/torn-visits'
import type { Near } from '@/lib/setup/proposal'

export type SituationKind =
  | 'ok'
  | 'orders-stopped'
  | 'orders-low'
  | 'failing'
  | 'no-traffic'
  | 'quiet'
  | 'not-configured'
  | 'not-understood'
  | 'unknown'

/** A request that fails, with what it cost. */
export interface Candidate extends Omit<Trouble, 'affected'> {
  /** Visits that met it. */
  visits: number
  /** How many of them ordered afterwards. */
  ordered: number
  lost: Estimate
}

/** What was wrong, ended and came back. Times are epoch ms. */
export interface ComesBack {
  /** How often it has been wrong. */
  times: number
  /** When it first was. */
  sinceMs: number
  /** When it was last seen. */
  lastMs: number
  /** The longest time in which it was well, until it was said again. */
  longestMs: number
  /** Until when it may come back as it did. */
  untilMs: number
  /** What fails; null for a silence, for orders that stop without an error, and where it is not the same each time. */
  culprit: Candidate | null
  /** Now this was wrong, and now that. */
  areSeveral: boolean
  isSilence: boolean
}

/** How the shop is doing at a moment, from the log until then. Times are epoch ms. */
export interface ShopState {
  atMs: number
  kind: SituationKind
  /** When the trouble began; null when there is none. */
  sinceMs: number | null
  /** The requests that fail, the most expensive first. */
  candidates: readonly Candidate[]
  culprit: Candidate | null
  /** What is blamed has not failed for some minutes, and it is too early to say that it is over. */
  seemsOver: boolean
  lost: Estimate | null
  /** Since the trouble began or, without trouble, in the last hour. */
  visits: number
  orders: number
  expected: Estimate | null
  lastLineMs: number | null
  lastOrderMs: number | null
  /** When a trouble that is over was last seen, if no order has come since it began; null when orders have come. */
  unprovenMs: number | null
  /** The same once lines come again as usual after a silence, visits went past what had failed, or it was answered well, until the next order; null otherwise. */
  resumedMs: number | null
  /** Visits that have gone past what had failed; 0 after a silence. */
  passed: number
  /** How often what had failed was answered well since the last failure; 0 where that does not end it. */
  answered: number
  /** The culprit does not explain that none orders: it answers most of them well. */
  isMore?: true
  /** When orders stopped that had been low since the trouble began. */
  stoppedMs?: number
  /** Since when orders are missing, where it is too early to say that they stopped; null otherwise. */
  lateMs: number | null
  /** Requests that are usual in the time since the last line. */
  usualRequests: number | null
  /** Visits that are usual since the trouble began, where people stay away; null otherwise. */
  usualVisits: number | null
  /** The share of orders that come from one address, so that visits cannot be told apart; null otherwise. */
  sharedBy: number | null
  isOpen: boolean
  /** Lines of the last hour, and those of them that could not be read as requests. */
  lines: number
  others: number
  /** What does not count as orders, since programs sent it. */
  apart?: OrdersApart
  /** Since when people have asked for nothing, where that is longer than they ever pause by chance. */
  unvisitedMs?: number
  /** What was wrong several times and is not now, while it may come back as it did. */
  comesBack?: ComesBack
  /** Server errors of the last minutes, where nothing else is wrong and they are more than strays. */
  serverErrors?: ServerErrors
  /** What is over was a silence. */
  wasSilent?: true
  /** Log files or log streams that are silent while others go on. */
  silent?: readonly SilentSource[]
  /** That every page fails as the culprit does. */
  everyPage?: EveryPage
  /** Every page is as on the same weekday before, when the shop opened again by itself. */
  closed?: Closed
  /** How slow the culprit is, where it is slow and the log says how long answers take. */
  slowness?: Slowness
  /** The log lacks lines: nothing is known of orders that are missing. `isSelling`: but as many come as ever. */
  torn?: Torn & { isSelling?: true }
  /** What comes in the place of orders, since `fromMs`: nothing is known of them then. */
  renamed?: RenamedOrder & { fromMs: number }
  /** What is to be an order while none has come, and the requests that are like it. */
  unmatched?: { order: string; nearest: readonly Near[] }
}
