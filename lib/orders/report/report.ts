import { counted } from '@/lib/format'
import type { Estimate } from '@/lib/orders/expected/distributions'
import type { AmongJson } from '@/lib/orders/failing/among'
import type { Untold } from '@/lib/orders/failing/trouble'
import type { SituationKind } from '@/lib/orders/watch/shop-state'
import type { Money } from '@/lib/orders/words/money'
import type { NamedRequest } from '@/lib/orders/words/request-name'

/** What is said of a shop at a moment. */
export interface Report {
  atMs: number
  kind: SituationKind
  tone: 'calm' | 'trouble' | 'unknown'
  headline: string
  details: string[]
  /** When the trouble began, epoch ms. */
  sinceMs: number | null
  /** `before`: the status that was usual, where another one is what is wrong. `failure`: what was wrong, where the status does not tell. `among`: the one country, browser or referrer that meets it, where it is one. */
  culprit:
    | (NamedRequest & { status: number; before?: number; failure?: Untold; among?: AmongJson })
    | null
  lostOrders: Estimate | null
  lostMoney: Money | null
  /** Every page fails as the culprit does, or pages all over the site do, each now and then. */
  pages?: 'every' | 'many'
  /** When orders stopped that had been low since the trouble began. Epoch ms. */
  stoppedMs?: number
}

const none = { sinceMs: null, culprit: null, lostOrders: null, lostMoney: null }

/** What is said before the first request. */
export const nothingYet = 'No request has been logged yet.'

/** What is said while all that came is of clients that the site leaves out. */
export const leftOutReport = (atMs: number, requests: number): Report =>
  unknownReport(
    atMs,
    `All ${counted(requests, 'request')} so far are of clients that the set-up leaves out.`,
    [
      'Behind a proxy in one of the networks that are left out, everybody is: let the server log the visitor’s own address, or change who is no customer at Set-up.',
    ],
  )

/** What is said when nothing is known yet. */
export const unknownReport = (atMs: number, headline: string, details: string[] = []): Report => ({
  atMs,
  kind: 'unknown',
  tone: 'unknown',
  headline,
  details,
  ...none,
})
