import type { newAnswerTimes } from './answer-times'
import type { EveryPage } from './page-answers'
import type { Candidate, ShopState } from './shop-state'
import { togetherMs } from './together'

export interface SiteWide {
  answerTimes: Pick<ReturnType<typeof newAnswerTimes>, 'slowness'>
  /** The last time that every page failed; null before any. */
  everyPage: EveryPage | null
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

/** What fails because every page does is not to be blamed for it, and began when that did. */
function withEveryPage(state: ShopState, wide: SiteWide): ShopState {
  const { culprit, kind, seemsOver, sinceMs } = state
  if (!culprit || culprit.among || seemsOver) return state
  const everyPage = isError(culprit) ? wide.everyPage : isSent(culprit) ? wide.everySent : null
  if (!everyPage) return state
  // It fails on by itself.
  if (everyPage.untilMs !== null && culprit.lastMs > everyPage.untilMs) return state
  const isTogether = culprit.sinceMs > everyPage.sinceMs - togetherMs
  if (everyPage.untilMs !== null && !isTogether) return state
  const beganMs = isTogether ? Math.min(everyPage.sinceMs, culprit.sinceMs) : everyPage.sinceMs
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
