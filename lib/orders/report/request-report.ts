import { counted, full, moment } from '@/lib/format'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-state'
import { amongCounts } from '@/lib/orders/words/among-words'
import { againSentence, culpritSentence, overSentence } from '@/lib/orders/words/culprit-words'
import { missedText } from '@/lib/orders/words/missed'
import { moneyFor } from '@/lib/orders/words/money'
import { slowSentence } from '@/lib/orders/words/slow-words'
import { newPathPattern } from '@/lib/shop/path-pattern'
import type { Site } from '@/lib/site'

/** What is said of a request that fails now, on its own page. */
export interface RequestReport {
  candidate: Candidate
  headline: string
  details: string[]
  /** Absent where it is not what troubles the shop. */
  tone?: 'trouble' | 'unknown'
}

interface Context {
  site: Pick<Site, 'currency' | 'averageOrder'>
  /** IANA name of the zone that times are said in. */
  zone: string
}

const maxSaid = 3

/** "8 visits met it, and none of them has ordered since." */
function metSentence({ visits, ordered, among }: Candidate): string {
  if (among) return amongCounts(among)
  if (visits === 0) return 'Only programs send it: no visit met it.'
  const all = `${counted(visits, 'visit')} met it`
  if (ordered === 0)
    return `${all}, and ${visits === 1 ? 'has not' : 'none of them has'} ordered since.`
  return `${all}, and ${full(ordered)} of them ordered all the same.`
}

/** What it cost by itself, and no more than all that fails did. */
function lostOf({ lost }: Candidate, state: ShopState) {
  if (state.lost === null) return null
  return lost.estimate <= state.lost.estimate ? lost : state.lost
}

function missedSentence(candidate: Candidate, state: ShopState, site: Context['site']): string {
  const lostOrders = lostOf(candidate, state)
  const text = missedText({ lostOrders, lostMoney: moneyFor(lostOrders, site) })
  return text && `${text[0]?.toUpperCase()}${text.slice(1)}.`
}

function reportOn(candidate: Candidate, state: ShopState, { site, zone }: Context): RequestReport {
  const { culprit, atMs, slowness } = state
  const at = (ms: number) => moment(ms, atMs, zone)
  const isCulprit = candidate.key === culprit?.key && candidate.failure === culprit.failure
  const isOver = isCulprit ? state.seemsOver : candidate.seemsOver
  const isSlow = isCulprit && slowness && !candidate.among
  const said = isSlow
    ? slowSentence(candidate, slowness, {
        since: at(candidate.sinceMs),
        until: isOver ? at(candidate.lastMs) : null,
      })
    : culpritSentence(candidate, isOver, at)
  const isTrouble = isCulprit || (culprit !== null && candidate.failure === culprit.failure)
  const details = [
    isOver ? said : '',
    againSentence(candidate, atMs, zone),
    state.sharedBy === null || candidate.among ? metSentence(candidate) : '',
    missedSentence(candidate, state, site),
  ]
  return {
    candidate,
    headline: isOver ? overSentence(candidate, at) : said,
    details: details.filter((text) => text !== ''),
    ...(isTrouble && { tone: isOver ? 'unknown' : 'trouble' }),
  }
}

/** What is said now of the requests to a path: each that fails, the most expensive first. */
export const requestReports = (
  state: ShopState,
  request: string,
  context: Context,
): RequestReport[] =>
  state.candidates
    .filter(({ path }) => path !== '' && newPathPattern(path).matches(request))
    .slice(0, maxSaid)
    .map((candidate) => reportOn(candidate, state, context))
