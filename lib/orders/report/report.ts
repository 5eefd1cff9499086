import { clock, counted, full, moment, percent } from '@/lib/format'
import { notUnderstood } from '@/lib/log-state'
import type { Estimate } from '@/lib/orders/expected/distributions'
import { type AmongJson, amongJson } from '@/lib/orders/failing/among'
import type { Closed } from '@/lib/orders/failing/closed-days'
import { type Untold, untoldOf } from '@/lib/orders/failing/trouble'
import type { Candidate, ShopState, SituationKind } from '@/lib/orders/watch/shop-watch'
import { amongCounts } from '@/lib/orders/words/among-words'
import { closedSentence, maybeClosedSentence } from '@/lib/orders/words/closed-words'
import { comesBackSentences } from '@/lib/orders/words/comes-back-words'
import { againSentence, culpritSentence, overSentence } from '@/lib/orders/words/culprit-words'
import { everyPageSentence } from '@/lib/orders/words/every-page-words'
import { expectedWords, usualWords } from '@/lib/orders/words/expected-words'
import { lasting, onOrAt } from '@/lib/orders/words/lasting'
import { missedText } from '@/lib/orders/words/missed'
import { type Money, moneyFor } from '@/lib/orders/words/money'
import type { NamedRequest } from '@/lib/orders/words/request-name'
import { silentSentence } from '@/lib/orders/words/silent-words'
import { slowSentence } from '@/lib/orders/words/slow-words'
import type { Site } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import { visible } from '@/lib/visible'

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

interface Context {
  site: Pick<Site, 'currency' | 'averageOrder'>
  /** IANA name of the zone that times are said in. */
  zone: string
}

/** "about 61 orders missed (47–76): €519 (€400–€646)" */
const missing = (lostOrders: Estimate | null, context: Context): string =>
  missedText({ lostOrders, lostMoney: moneyFor(lostOrders, context.site) })

function missed(lostOrders: Estimate | null, context: Context): string {
  const text = missing(lostOrders, context)
  return text && `${text[0]?.toUpperCase()}${text.slice(1)}.`
}

/** Whoever sells while the log does not arrive misses nothing. */
function missedIfDown(lostOrders: Estimate | null, context: Context): string {
  const text = missing(lostOrders, context)
  return text && `If the site is down: ${text}.`
}

/** What has been no order so far, with the nearest of what came. */
function unmatchedSentences({ unmatched }: ShopState): string[] {
  if (!unmatched)
    return ['No request has been an order so far.', 'Say what an order is: see Set-up.']
  const near = unmatched.nearest.map(
    ({ text, requests, why }) => `${visible(text)} (${counted(requests, 'request')}: ${why})`,
  )
  return [
    `No request so far fits ${visible(unmatched.order)}.`,
    near.length > 0 ? `Nearest: ${near.join('; ')}.` : '',
    'Say what an order is: see Set-up.',
  ]
}

/** Fewer are not worth a sentence; the page lists them all the same. */
const leastApart = 3

/** Of requests that would be orders, had their clients asked for anything else. */
function apartSentence({ apart, sinceMs, kind }: ShopState): string {
  if (!apart || apart.since < leastApart || kind === 'no-traffic') return ''
  const span = sinceMs === null ? 'in the last hour' : 'since'
  return `${counted(apart.since, 'request')} ${span} that would be orders came from clients that asked for nothing else before, as programs do: they do not count.`
}

/** A pause may still be usual for the hour when somebody wants to know of it. */
const longPauseMs = 5 * minuteMs

/** Of a trouble whose lines have not come for a while. */
function pauseSentence({ kind, atMs, lastLineMs }: ShopState, zone: string): string {
  if (kind === 'no-traffic' || lastLineMs === null || atMs - lastLineMs < longPauseMs) return ''
  return `The log’s newest line is from ${moment(lastLineMs, atMs, zone)}, ${lasting(atMs - lastLineMs)} ago.`
}

const openingHoursTell = 'Opening hours, set at Set-up or in the site file, tell it before.'

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

/** Says in words how the shop is doing, from its state alone. */
export function reportOf(state: ShopState, context: Context): Report {
  const { atMs, silent } = state
  const report = withErrors(shopReport(state, context), state, context)
  if (!silent) return report
  const sentence = silentSentence(silent, atMs, (ms) => moment(ms, atMs, context.zone))
  const { tone, headline, details } = report
  if (tone !== 'calm') return { ...report, details: [...details, sentence] }
  const why = 'A server is down, or its log does not arrive.'
  return unknownReport(atMs, sentence, [why, headline, ...details])
}

/** So many visits meet what always fails, and did lately, that it is no stray. */
const leastMet = 3
const latelyMs = 15 * minuteMs

/** A request that has answered with a server error to everybody for a while, whatever it costs. */
const failsForAll = ({ failure, isStatic, isCallback, seemsOver, answered, visits }: Candidate) =>
  failure === 'error' &&
  !isStatic &&
  !isCallback &&
  !seemsOver &&
  answered === 0 &&
  visits >= leastMet

/** What fails is not called calm, though no order is known to be lost by it. */
function withErrors(report: Report, state: ShopState, { zone }: Context): Report {
  const { serverErrors, candidates, atMs } = state
  if (report.tone !== 'calm') return report
  const errors = candidates.filter(({ failure, seemsOver }) => failure === 'error' && !seemsOver)
  const dead = errors.find((one) => failsForAll(one) && atMs - one.lastMs < latelyMs)
  if (!serverErrors && !dead) return report
  const worst = dead ?? errors[0]
  const all = serverErrors
    ? [
        `${full(serverErrors.failed)} of ${counted(serverErrors.asked, 'request')} in the last 6 minutes were answered with a server error.`,
      ]
    : []
  const named = worst ? [culpritSentence(worst, false, (ms) => moment(ms, atMs, zone))] : []
  const [headline = '', ...more] = [...named, ...all]
  const but = 'No order is known to be lost by it.'
  return {
    ...report,
    tone: 'unknown',
    headline,
    details: [...more, but, report.headline, ...report.details],
  }
}

/** How the shop is doing, as far as all of its logs arrive. */
function shopReport(state: ShopState, context: Context): Report {
  const { zone } = context
  const { atMs, kind, sinceMs, culprit, lost, visits, orders, expected, lastOrderMs } = state
  const at = (ms: number) => moment(ms, atMs, zone)
  const apart =
    state.sharedBy === null
      ? ''
      : `Visits cannot be told apart: ${percent(state.sharedBy)} of orders come from one address, as behind a proxy. What is expected and missed is by what is usual at these hours. Let the server log the visitor’s own address.`
  const report = (tone: Report['tone'], headline: string, ...details: string[]): Report => ({
    atMs,
    kind,
    tone,
    headline,
    details: [
      ...details,
      apartSentence(state),
      tone === 'trouble' ? pauseSentence(state, zone) : '',
      apart,
    ].filter((text) => text !== ''),
    sinceMs: tone === 'trouble' ? sinceMs : null,
    culprit: culprit && {
      method: culprit.method,
      request: culprit.path,
      ...(culprit.route !== '' && { route: culprit.route }),
      status: culprit.status,
      ...(culprit.usualStatus !== null && { before: culprit.usualStatus }),
      ...untoldOf(culprit.failure),
      ...(culprit.among && { among: amongJson(culprit.among) }),
    },
    lostOrders: lost,
    lostMoney: moneyFor(lost, context.site),
    ...(state.everyPage && { pages: state.everyPage.share ? 'many' : 'every' }),
    ...(state.stoppedMs !== undefined && { stoppedMs: state.stoppedMs }),
  })
  const { slowness } = state
  // Of a group, the others' answers tell more than the time that its own take.
  const isSlow = culprit && slowness && !culprit.among
  const blamed = culprit ? culpritSentence(culprit, state.seemsOver, at) : ''
  const named = isSlow
    ? slowSentence(culprit, slowness, {
        since: at(slowness.isEverything ? (sinceMs ?? culprit.sinceMs) : culprit.sinceMs),
        until: state.seemsOver ? at(culprit.lastMs) : null,
      })
    : blamed
  const { everyPage } = state
  const blame = everyPage ? everyPageSentence(everyPage, at) : named
  // What one page of all was answered, and before all failed, says little of the others.
  const isOfOthers =
    everyPage?.share || (everyPage && culprit && culprit.lastMs < everyPage.sinceMs)
  const again = culprit && !isOfOthers ? againSentence(culprit, atMs, zone) : ''
  const meeting = culprit?.among ? amongCounts(culprit.among) : ''
  // What is counted may not be from the time on that was named last.
  const isStoppedLater = kind === 'orders-stopped' && culprit !== null && orders > 0
  const isSlowLater = isSlow && !slowness.isEverything && culprit.sinceMs !== sinceMs
  const isOfOthersBefore =
    kind === 'failing' && !everyPage && (sinceMs ?? atMs) < (culprit?.sinceMs ?? 0)
  const isFromBefore = isStoppedLater || isSlowLater || isOfOthersBefore
  const from = isFromBefore ? `since ${at(sinceMs ?? atMs)}` : 'since'
  const toCome = expectedWords(expected)
  const came = `${counted(visits, 'visit')} ${from}, ${counted(orders, 'order')}${toCome && `, ${toCome}`}.`
  const away =
    state.usualVisits === null
      ? ''
      : `People stay away: ${counted(visits, 'visit')} since ${at(sinceMs ?? atMs)}; usually ${full(Math.round(state.usualVisits))} come in that time.`
  /** What still came after the trouble began does not move its beginning. */
  function stopped(): string {
    if (state.stoppedMs !== undefined) {
      const fell = `Orders have been low since ${at(sinceMs ?? atMs)}`
      const stop = lastOrderMs === state.stoppedMs ? 'stopped' : 'all but stopped'
      return `${fell}, and ${stop} ${onOrAt(at(state.stoppedMs))}.`
    }
    if (orders === 0) return `Orders stopped ${onOrAt(at(sinceMs ?? atMs))}.`
    if (culprit && lastOrderMs !== null) return `Orders stopped ${onOrAt(at(lastOrderMs))}.`
    return `Orders all but stopped ${onOrAt(at(sinceMs ?? atMs))}.`
  }
  const ofOrders = [away, came, missed(lost, context), blame, again, meeting]
  const also = state.isMore
    ? 'Visitors who are answered well do not order either: something else is wrong too.'
    : ''
  // Of visits that cannot be told apart the number says nothing.
  const isApart = state.sharedBy === null && visits >= orders
  if (culprit && state.seemsOver && kind !== 'not-configured')
    return {
      ...report('unknown', overSentence(culprit, at), again, blame, came, missed(lost, context)),
      kind: 'quiet',
    }
  const closedReport = (closed: Closed) =>
    closed.isUsual
      ? report('calm', closedSentence(closed, { atMs, zone }), openingHoursTell)
      : report('unknown', maybeClosedSentence(closed, { atMs, zone }), openingHoursTell)
  const isLongAgo = lastOrderMs !== null && atMs - lastOrderMs > hourMs && expected?.low === 0
  const { torn } = state
  if (torn && state.isOpen && (kind === 'ok' || kind === 'quiet'))
    return {
      ...report(
        'unknown',
        `Since ${at(torn.sinceMs)} only ${percent(torn.share)} of the usual lines come, and visits in pieces: the log may be sampled or incomplete.`,
        came,
      ),
      kind: 'quiet',
    }
  const isClosed = !state.isOpen && (kind === 'quiet' || (kind === 'ok' && orders === 0))
  if (isClosed) return report('calm', 'Closed now: no orders are expected.')
  switch (kind) {
    case 'no-traffic': {
      const silent = atMs - (state.lastLineMs ?? atMs)
      const usual = state.usualRequests
      return report(
        'trouble',
        `Nothing has been logged since ${at(state.lastLineMs ?? atMs)} (${lasting(silent)}).`,
        usual === null ? '' : `Usually ${counted(Math.round(usual), 'request')} come in that time.`,
        'The site is down, or its log does not arrive.',
        missedIfDown(lost, context),
      )
    }
    case 'orders-stopped':
      return report('trouble', stopped(), ...ofOrders, also)
    case 'orders-low':
      return report('trouble', `Orders have been low since ${at(sinceMs ?? atMs)}.`, ...ofOrders)
    case 'failing':
      return report('trouble', blame, again, meeting, came, missed(lost, context))
    case 'not-understood':
      return report(
        'unknown',
        notUnderstood(state.lines, state.lines - state.others, ' of the last hour'),
        'Only lines that are understood as requests count.',
      )
    case 'not-configured':
      if (state.renamed) {
        const { order, request, visits: made, fromMs, isWay } = state.renamed
        return report(
          'unknown',
          `We do not know whether orders come in: none by ${visible(order)} since ${at(fromMs)}, but ${visible(request)} comes in its place.`,
          isWay
            ? `${counted(made, 'visit')} made it since, at the pace of orders and after pages that did not come before; nobody asks for the steps before the order any more.`
            : `${counted(made, 'visit')} made it since, at the pace of orders and after the same step; it did not come before.`,
          isWay
            ? 'If it is the order now, change the last steps at Set-up.'
            : 'If it is the order now, change the last step at Set-up.',
        )
      }
      return report(
        culprit && !state.seemsOver ? 'trouble' : 'unknown',
        `We do not know yet what an order is on this site.${blame && ` ${blame}`}`,
        again,
        meeting,
        ...unmatchedSentences(state),
      )
    case 'quiet':
      if (state.closed) return closedReport(state.closed)
      if (state.comesBack) {
        const { headline, details } = comesBackSentences(state.comesBack, at)
        return report('unknown', headline, ...details, came)
      }
      if (state.unprovenMs !== null && lastOrderMs !== null)
        return report(
          'unknown',
          `No order since ${at(lastOrderMs)}: it is not known yet whether the shop sells again.`,
          `${state.wasSilent ? 'Lines come in again' : 'What was wrong has not been seen'} since ${at(state.unprovenMs)}. The next order will show whether it is over.`,
          `${counted(visits, 'visit')} in the last hour.`,
        )
      if (state.lateMs !== null)
        return report(
          'unknown',
          `No order since ${at(state.lateMs)}: it is not known yet whether that is more than chance.`,
          came,
          'The next visits will show.',
        )
      if (state.unvisitedMs !== undefined)
        return report(
          'unknown',
          `No visitor since ${at(state.unvisitedMs)} (${lasting(atMs - state.unvisitedMs)}): it is not known whether visitors get in.`,
          'Programs still ask for pages; people hardly ever pause for so long at this hour.',
          lastOrderMs === null ? '' : `The last order came ${onOrAt(at(lastOrderMs))}.`,
        )
      if (state.resumedMs !== null && (state.passed > 0 || state.answered > 0))
        return report(
          'calm',
          'The way to an order is open again; no order yet.',
          `What failed has not failed since ${at(state.resumedMs)}${
            state.passed > 0
              ? `, and ${counted(state.passed, 'visit')} went past it`
              : `: it has been answered well ${full(state.answered)} times in a row`
          }.`,
          lastOrderMs === null ? '' : `The last order came ${onOrAt(at(lastOrderMs))}.`,
          `${counted(visits, 'visit')} in the last hour.`,
        )
      if (state.resumedMs !== null && visits > 0)
        return report(
          'calm',
          `Requests come in again since ${at(state.resumedMs)}, as many as usual; no order yet.`,
          lastOrderMs === null ? '' : `The last order came ${onOrAt(at(lastOrderMs))}.`,
          `${counted(visits, 'visit')} in the last hour.`,
        )
      if (state.lines === 0 && state.lastLineMs !== null)
        return report(
          'unknown',
          `Nothing has been logged since ${at(state.lastLineMs)} (${lasting(atMs - state.lastLineMs)}): it is not known whether visitors could order.`,
          'So long a pause is usual at this hour.',
          lastOrderMs === null ? '' : `The last order came ${onOrAt(at(lastOrderMs))}.`,
        )
      // Without visits, no orders say nothing of the shop.
      if (visits === 0)
        return report(
          'unknown',
          'Nobody has visited in the last hour: it is not known whether visitors could order.',
          lastOrderMs === null ? '' : `The last order came ${onOrAt(at(lastOrderMs))}.`,
          'The next visits will show.',
        )
      return report(
        'calm',
        `No orders in the last hours${lastOrderMs === null ? '' : `; the last came ${onOrAt(at(lastOrderMs))}`}. That is no more than chance.`,
        `${counted(visits, 'visit')} in the last hour.`,
      )
    case 'ok':
      return report(
        'calm',
        isLongAgo
          ? `The last order came ${onOrAt(at(lastOrderMs))}; so few are usual for ${counted(visits, 'visit')}.`
          : orders === 0 && lastOrderMs !== null
            ? `No order in the last hour, the last ${onOrAt(at(lastOrderMs))}${expected ? ': that is no more than chance' : ''}.`
            : `Orders are coming in, the last ${onOrAt(at(lastOrderMs ?? atMs))}.`,
        `${counted(orders, 'order')}${isApart ? ` from ${counted(visits, 'visit')}` : ''} in the hour to ${clock(atMs, zone)}${
          expected && expected.high > 0 ? `; ${usualWords(expected, orders)}` : ''
        }.`,
      )
    case 'unknown':
      return unknownReport(atMs, nothingYet)
  }
}
