import type { newAnswerTimes } from '@/lib/orders/failing/answer-times'
import type { EveryPage } from '@/lib/orders/failing/every-page'
import { standsOut } from '@/lib/orders/failing/many-pages'
import { togetherMs } from '@/lib/orders/failing/together'
import type { Candidate, ShopState } from './shop-state'

export interface SiteWide {
  answerTimes: Pick<ReturnType<typeof newAnswerTimes>, 'slowness'>
  /** The last time that every page failed; null before any. */
  everyPage: EveryPage | null
  /** The last time that pages all over the site failed, each now and then; null before any. */
  manyPages: EveryPage | null
  /** The last time that every page sent people elsewhere than before; null before any. */
  everySent: EveryPage | null
}

function withSlowness(state: ShopState, { answerTimes }: SiteWide): ShopState {
  const { culprit, atMs } = state
  const slowness = culprit?.failure === 'slow' && answerTimes.slowness(culprit.key, atMs)
  return slowness ? { ...state, slowness } : state
}

const isError = ({ failure }: Candidate) => failure === 'error'
export const isSent = ({ failure }: Candidate) => failure === 'otherwise' || failure === 'loop'

/** When all of it began: with the first of the pages that failed in this way then. */
function beginningOf({ sinceMs }: EveryPage, { candidates }: ShopState, culprit: Candidate) {
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
function withEveryPage(state: ShopState, wide: SiteWide): ShopState {
  const { atMs, culprit, kind, seemsOver, sinceMs } = state
  if (!culprit || culprit.among || seemsOver) return state
  const everyPage = sharedBy(culprit, wide, atMs)
  if (!everyPage) return state
  // It fails on by itself.
  if (everyPage.untilMs !== null && culprit.lastMs > everyPage.untilMs) return state
  const isTogether = culprit.sinceMs > everyPage.sinceMs - togetherMs
  if (everyPage.untilMs !== null && !isTogether) return state
  const beganMs = isTogether ? beginningOf(everyPage, state, culprit) : everyPage.sinceMs
  const isMoved = kind === 'failing' && sinceMs !== null && isTogether
  return {
    ...state,
    everyPage: { ...everyPage, sinceMs: beganMs },
    sinceMs: isMoved ? Math.min(beganMs, sinceMs) : sinceMs,
  }
}

/** Adds what the culprit shares with the rest of the site: that all is slow, or fails. */
export const siteWide = (state: ShopState, wide: SiteWide): ShopState =>
  withEveryPage(withSlowness(state, wide), wide)
