import { clock, counted, full, moment, percent } from '@/lib/format'
import { notUnderstood } from '@/lib/log-state'
import { amongJson } from '@/lib/orders/failing/among'
import { untoldOf } from '@/lib/orders/failing/trouble'
import type { ShopState } from '@/lib/orders/watch/shop-state'
import { overSentence } from '@/lib/orders/words/culprit-words'
import { usualWords } from '@/lib/orders/words/expected-words'
import { lasting, onOrAt } from '@/lib/orders/words/lasting'
import { moneyFor } from '@/lib/orders/words/money'
import { hourMs, minuteMs } from '@/lib/time'
import { notConfiguredSaid } from './not-configured'
import { quietSaid } from './quiet'
import { nothingYet, type Report } from './report'
import type { Said } from './said'
import { missingWords, type ReportContext, type Sentences, sentencesOf } from './sentences'

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

const sharedSentence = ({ sharedBy }: ShopState): string =>
  sharedBy === null
    ? ''
    : `Visits cannot be told apart: ${percent(sharedBy)} of orders come from one address, as behind a proxy. What is expected and missed is by what is usual at these hours. Let the server log the visitor’s own address.`

/** What still came after the trouble began does not move its beginning. */
function stoppedSentence(state: ShopState, at: Sentences['at']): string {
  const { atMs, culprit, lastOrderMs, orders, stoppedMs } = state
  const since = at(state.sinceMs ?? atMs)
  if (stoppedMs !== undefined) {
    const stop = lastOrderMs === stoppedMs ? 'stopped' : 'all but stopped'
    return `Orders have been low since ${since}, and ${stop} ${onOrAt(at(stoppedMs))}.`
  }
  if (orders === 0) return `Orders stopped ${onOrAt(since)}.`
  if (culprit && lastOrderMs !== null) return `Orders stopped ${onOrAt(at(lastOrderMs))}.`
  return `Orders all but stopped ${onOrAt(since)}.`
}

function awaySentence({ atMs, sinceMs, usualVisits, visits }: ShopState, at: Sentences['at']) {
  if (usualVisits === null) return ''
  return `People stay away: ${counted(visits, 'visit')} since ${at(sinceMs ?? atMs)}; usually ${full(Math.round(usualVisits))} come in that time.`
}

/** Of orders that do not come as expected. */
function missingSaid(state: ShopState, headline: string, sentences: Sentences): Said {
  const { again, at, blame, came, likewise, meeting, missed } = sentences
  const also =
    state.isMore && state.kind === 'orders-stopped'
      ? 'Visitors who are answered well do not order either: something else is wrong too.'
      : ''
  return {
    tone: 'trouble',
    headline,
    details: [awaySentence(state, at), came, missed, blame, likewise, again, meeting, also],
  }
}

function silenceSaid(state: ShopState, at: Sentences['at'], context: ReportContext): Said {
  const { atMs, usualRequests } = state
  const lastMs = state.lastLineMs ?? atMs
  // Whoever sells while the log does not arrive misses nothing.
  const missing = missingWords(state.lost, context)
  return {
    tone: 'trouble',
    headline: `Nothing has been logged since ${at(lastMs)} (${lasting(atMs - lastMs)}).`,
    details: [
      usualRequests === null
        ? ''
        : `Usually ${counted(Math.round(usualRequests), 'request')} come in that time.`,
      'The site is down, or its log does not arrive.',
      missing && `If the site is down: ${missing}.`,
    ],
  }
}

function okHeadline(state: ShopState, at: Sentences['at']): string {
  const { atMs, expected, lastOrderMs, orders, visits } = state
  const isLongAgo = lastOrderMs !== null && atMs - lastOrderMs > hourMs && expected?.low === 0
  if (isLongAgo)
    return `The last order came ${onOrAt(at(lastOrderMs))}; so few are usual for ${counted(visits, 'visit')}.`
  if (orders === 0 && lastOrderMs !== null) {
    const why = expected ? ': that is no more than chance' : ''
    return `No order in the last hour, the last ${onOrAt(at(lastOrderMs))}${why}.`
  }
  return `Orders are coming in, the last ${onOrAt(at(lastOrderMs ?? atMs))}.`
}

function tornSentence({ torn }: ShopState, at: Sentences['at']): string {
  if (!torn) return ''
  return `Since ${at(torn.sinceMs)} only ${percent(torn.share)} of the usual lines come, and visits in pieces, as where a cache answers for the server: about as many orders come as are usual at these hours, but a stop would be seen late.`
}

function okSaid(state: ShopState, at: Sentences['at'], zone: string): Said {
  const { atMs, expected, orders, visits } = state
  // Of visits that cannot be told apart the number says nothing.
  const isApart = state.sharedBy === null && visits >= orders && !state.torn
  const from = isApart ? ` from ${counted(visits, 'visit')}` : ''
  const usual = expected && expected.high > 0 ? `; ${usualWords(expected, orders)}` : ''
  return {
    tone: 'calm',
    headline: okHeadline(state, at),
    details: [
      `${counted(orders, 'order')}${from} in the hour to ${clock(atMs, zone)}${usual}.`,
      tornSentence(state, at),
    ],
  }
}

/** What is said before anything else of a state that is no plain one of its kind; null for the others. */
function exceptionSaid(state: ShopState, sentences: Sentences): Said | null {
  const { again, at, blame, came, missed } = sentences
  const { culprit, isOpen, kind, orders, seemsOver, torn } = state
  if (culprit && seemsOver && kind !== 'not-configured')
    return {
      tone: 'unknown',
      headline: overSentence(culprit, at),
      details: [again, blame, came, missed],
      kind: 'quiet',
    }
  if (kind !== 'ok' && kind !== 'quiet') return null
  if (torn && isOpen && !torn.isSelling)
    return {
      tone: 'unknown',
      headline: `Since ${at(torn.sinceMs)} only ${percent(torn.share)} of the usual lines come, and visits in pieces: the log may be sampled or incomplete.`,
      details: [came],
      kind: 'quiet',
    }
  if (isOpen || (kind === 'ok' && orders > 0)) return null
  return { tone: 'calm', headline: 'Closed now: no orders are expected.', details: [] }
}

function saidOf(state: ShopState, sentences: Sentences, context: ReportContext): Said {
  const { again, at, blame, came, likewise, meeting, missed } = sentences
  const { atMs, lines, others, sinceMs } = state
  switch (state.kind) {
    case 'no-traffic':
      return silenceSaid(state, at, context)
    case 'orders-stopped':
      return missingSaid(state, stoppedSentence(state, at), sentences)
    case 'orders-low':
      return missingSaid(state, `Orders have been low since ${at(sinceMs ?? atMs)}.`, sentences)
    case 'failing':
      return { tone: 'trouble', headline: blame, details: [likewise, again, meeting, came, missed] }
    case 'not-understood':
      return {
        tone: 'unknown',
        headline: notUnderstood(lines, lines - others, ' of the last hour'),
        details: ['Only lines that are understood as requests count.'],
      }
    case 'not-configured':
      return notConfiguredSaid(state, sentences)
    case 'quiet':
      return quietSaid(state, sentences, context.zone)
    case 'ok':
      return okSaid(state, at, context.zone)
    case 'unknown':
      return { tone: 'unknown', headline: nothingYet, details: [] }
  }
}

const culpritOf = ({ culprit }: ShopState): Report['culprit'] =>
  culprit && {
    method: culprit.method,
    request: culprit.path,
    ...(culprit.route !== '' && { route: culprit.route }),
    status: culprit.status,
    ...(culprit.usualStatus !== null && { before: culprit.usualStatus }),
    ...untoldOf(culprit.failure),
    ...(culprit.among && { among: amongJson(culprit.among) }),
  }

/** How the shop is doing, as far as all of its logs arrive. */
export function shopReport(state: ShopState, context: ReportContext): Report {
  const { atMs, everyPage, kind, lost, sinceMs, stoppedMs } = state
  const sentences = sentencesOf(state, context)
  const said = exceptionSaid(state, sentences) ?? saidOf(state, sentences, context)
  const isTrouble = said.tone === 'trouble'
  const details = [
    ...said.details,
    apartSentence(state),
    isTrouble ? pauseSentence(state, context.zone) : '',
    sharedSentence(state),
  ]
  return {
    atMs,
    kind: said.kind ?? kind,
    tone: said.tone,
    headline: said.headline,
    details: details.filter((text) => text !== ''),
    sinceMs: isTrouble ? sinceMs : null,
    culprit: culpritOf(state),
    lostOrders: lost,
    lostMoney: moneyFor(lost, context.site),
    ...(everyPage && { pages: everyPage.share ? 'many' : 'every' }),
    ...(stoppedMs !== undefined && { stoppedMs }),
  }
}
