import { moment } from '@/lib/format'
import type { SituationReading } from '@/lib/orders/reading'
import type { Candidate } from '@/lib/orders/watch/shop-state'
import { failingShare } from '@/lib/orders/words/failing-share'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import type { View } from '@/lib/view'
import { visible } from '@/lib/visible'
import type { Window } from '@/lib/window'

type NowFailing = Pick<
  Candidate,
  | 'method'
  | 'path'
  | 'route'
  | 'status'
  | 'sinceMs'
  | 'failures'
  | 'answered'
  | 'otherFailures'
  | 'among'
>

const keyOf = (method: string | null, request: string | null, status: string | number | null) =>
  `${method} ${request} ${status}`

/**
 * "every request since 10:08", as the headline counts: visits or attempts, without reloads. Where one path has all pages
 * of a shop, of the page that fails: "?route=checkout/cart: every request since 10:08".
 */
const wordsOf = (one: NowFailing, nowMs: number, zone: string) =>
  `${one.route && `${visible(one.route)}: `}${failingShare(one)} since ${moment(one.sinceMs, nowMs, zone)}`

interface Shown {
  view: Pick<View, 'country' | 'region' | 'city' | 'client' | 'status'>
  window: Window
  nowMs: number
  zone: string
}

/** What the headline says of the requests that fail now; nothing of another period, or behind a filter. */
export function nowFailing(
  situation: SituationReading | null,
  { view, window, nowMs, zone }: Shown,
): (row: Pick<FailingUrl, 'method' | 'request' | 'status'>) => string | null {
  const { country, region, city, client, status } = view
  const isFiltered = [country, region, city, client, status].some((one) => one !== undefined)
  const all: readonly NowFailing[] =
    situation?.ok && situation.state && !isFiltered ? situation.state.candidates : []
  const known = new Map(
    all
      .filter(({ sinceMs }) => sinceMs >= window.fromMs && sinceMs < window.toMs)
      // Of several pages of one path, the most expensive one.
      .toReversed()
      .map((one) => [keyOf(one.method, one.path, one.status), wordsOf(one, nowMs, zone)]),
  )
  return ({ method, request, status: answered }) =>
    known.get(keyOf(method, request, answered)) ?? null
}
