import type { EveryPage } from '@/lib/orders/failing/every-page'
import { standsOut } from '@/lib/orders/failing/many-pages'
import { togetherMs } from '@/lib/orders/failing/together'
import type { Candidate } from './shop-state'

export interface SiteWide {
  /** The last time that every page failed; null before any. */
  everyPage: EveryPage | null
  /** The last time that pages all over the site failed, each now and then; null before any. */
  manyPages: EveryPage | null
  /** The last time that every page sent people elsewhere than before; null before any. */
  everySent: EveryPage | null
}

const isError = ({ failure }: Candidate) => failure === 'error'
export const isSent = ({ failure }: Candidate) => failure === 'otherwise' || failure === 'loop'

/** When all of it began: with the first of the pages that failed in this way then. */
function beginningOf({ sinceMs }: EveryPage, culprit: Candidate, candidates: readonly Candidate[]) {
  const isAlike = isSent(culprit) ? isSent : isError
  const its = [...candidates, culprit].filter(
    (one) => isAlike(one) && one.among === null && Math.abs(one.sinceMs - sinceMs) < togetherMs,
  )
  return Math.min(sinceMs, ...its.map((one) => one.sinceMs))
}

/** What is wrong with all pages, as far as it explains the culprit. */
function sharedBy(culprit: Candidate, wide: SiteWide, atMs: number): EveryPage | null {
  if (isSent(culprit)) return wide.everySent
  if (!isError(culprit)) return null
  const { everyPage: every } = wide
  const { manyPages: many } = wide
  if (!many?.share) return every
  const { failed, answered } = culprit.outcomes
  if (standsOut({ failed, asked: failed + answered }, many.share)) return every
  if (!every) return many
  if (many.untilMs !== null || every.untilMs !== null)
    return (many.untilMs ?? atMs) > (every.untilMs ?? atMs) ? many : every
  // Between two good answers every page may fail for a while, now as before.
  const isNew = every.sinceMs - many.sinceMs > togetherMs && atMs - every.sinceMs < togetherMs
  return isNew ? many : every
}

/** What fails because every page does is not to be blamed for it, and began when that did. */
export function siteWide(
  culprit: Candidate,
  candidates: readonly Candidate[],
  wide: SiteWide,
  atMs: number,
): EveryPage | null {
  if (culprit.among) return null
  const everyPage = sharedBy(culprit, wide, atMs)
  if (!everyPage) return null
  // It fails on by itself.
  if (everyPage.untilMs !== null && culprit.lastMs > everyPage.untilMs) return null
  const isTogether = culprit.sinceMs > everyPage.sinceMs - togetherMs
  if (everyPage.untilMs !== null && !isTogether) return null
  return isTogether
    ? { ...everyPage, sinceMs: beginningOf(everyPage, culprit, candidates) }
    : everyPage
}
