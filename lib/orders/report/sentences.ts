import { counted, moment } from '@/lib/format'
import type { Estimate } from '@/lib/orders/expected/distributions'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import { amongCounts } from '@/lib/orders/words/among-words'
import { againSentence, culpritSentence, likewiseSentence } from '@/lib/orders/words/culprit-words'
import { everyPageSentence } from '@/lib/orders/words/every-page-words'
import { expectedWords } from '@/lib/orders/words/expected-words'
import { missedText } from '@/lib/orders/words/missed'
import { moneyFor } from '@/lib/orders/words/money'
import { slowSentence } from '@/lib/orders/words/slow-words'
import type { Site } from '@/lib/site'

export interface ReportContext {
  site: Pick<Site, 'currency' | 'averageOrder'>
  /** IANA name of the zone that times are said in. */
  zone: string
}

/** What several kinds of reports say of a state; a sentence that does not apply is empty. */
export interface Sentences {
  /** A time, as the report says it. */
  at: (ms: number) => string
  /** What is wrong. */
  blame: string
  /** What else fails as it does. */
  likewise: string
  /** How near it is to its end. */
  again: string
  /** Who meets it, in numbers. */
  meeting: string
  /** "1,240 visits since, 0 orders, 61 expected (47–76)." */
  came: string
  /** "About 61 orders missed (47–76): €519 (€400–€646)." */
  missed: string
}

/** "about 61 orders missed (47–76): €519 (€400–€646)" */
export const missingWords = (lostOrders: Estimate | null, { site }: ReportContext): string =>
  missedText({ lostOrders, lostMoney: moneyFor(lostOrders, site) })

function missedSentence(lostOrders: Estimate | null, context: ReportContext): string {
  const text = missingWords(lostOrders, context)
  return text && `${text[0]?.toUpperCase()}${text.slice(1)}.`
}

/** Of a group, the others' answers tell more than the time that its own take. */
const slownessOf = ({ culprit, slowness }: ShopState) =>
  culprit && slowness && !culprit.among ? slowness : undefined

function blameSentence(state: ShopState, at: Sentences['at']): string {
  const { culprit, everyPage, seemsOver, sinceMs } = state
  if (everyPage) return everyPageSentence(everyPage, at)
  if (!culprit) return ''
  const slowness = slownessOf(state)
  if (!slowness) return culpritSentence(culprit, seemsOver, at)
  return slowSentence(culprit, slowness, {
    since: at(slowness.isEverything ? (sinceMs ?? culprit.sinceMs) : culprit.sinceMs),
    until: seemsOver ? at(culprit.lastMs) : null,
  })
}

/** Whether what is counted is from another time on than what was named last. */
function isFromBefore(state: ShopState): boolean {
  const { atMs, kind, culprit, orders, sinceMs, everyPage } = state
  const slowness = slownessOf(state)
  const isStoppedLater = kind === 'orders-stopped' && culprit !== null && orders > 0
  const isSlowLater =
    slowness !== undefined && !slowness.isEverything && culprit?.sinceMs !== sinceMs
  const isOfOthersBefore =
    kind === 'failing' && !everyPage && (sinceMs ?? atMs) < (culprit?.sinceMs ?? 0)
  return isStoppedLater || isSlowLater || isOfOthersBefore
}

export function sentencesOf(state: ShopState, context: ReportContext): Sentences {
  const { zone } = context
  const { atMs, candidates, culprit, everyPage, expected, lost, orders, sinceMs, visits } = state
  const at = (ms: number) => moment(ms, atMs, zone)
  // What one page of all was answered, and before all failed, says little of the others.
  const isOfOthers =
    everyPage?.share || (everyPage && culprit && culprit.lastMs < everyPage.sinceMs)
  const from = isFromBefore(state) ? `since ${at(sinceMs ?? atMs)}` : 'since'
  const toCome = expectedWords(expected, orders)
  return {
    at,
    blame: blameSentence(state, at),
    likewise: culprit && !everyPage ? likewiseSentence(culprit, candidates, at) : '',
    again: culprit && !isOfOthers ? againSentence(culprit, atMs, zone) : '',
    meeting: culprit?.among ? amongCounts(culprit.among) : '',
    came: `${counted(visits, 'visit')} ${from}, ${counted(orders, 'order')}${toCome && `, ${toCome}`}.`,
    missed: missedSentence(lost, context),
  }
}
