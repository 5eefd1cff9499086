import { minuteMs } from '@/lib/time'
import type { Culprit, Incident } from './incidents'
import { isAllClear, isTrouble, type Said } from './said'
import type { Scenario } from './scenario'
import { patternOf } from './shop'
import { clearWithinMs, expectedIn, isOpenAt, lostUntil, type Truth, visitsIn } from './truth'
import { zoneOffsets } from './zone'

export interface IncidentScore {
  scenario: Scenario
  incident: Incident
  /** Null when it was never said. */
  said: Heard | null
  expectedOrders: number
  lostOrders: number
  /** Between 8 and 22 by the shop's clock, while it is open. */
  isByDay: boolean
  /** Visits usual in its first five minutes, and in the fifteen after it. */
  usual: { first: number; after: number }
  /** Requests of these fifteen minutes that it would have met. */
  metAfter: number
  /** Instants before it began, and those of them in trouble. */
  before: { instants: number; troubled: number }
}

/** What was said of an incident, at the first and the last instant of trouble while it lasted. */
export interface Heard {
  afterMinutes: number
  afterExpected: number
  afterLost: number
  /** All-clears while it lasted and the shop was open. */
  calmInstants: number
  /** Instants from the first trouble to its end, and those of them at which it was not known. */
  lasting: { instants: number; unknown: number }
  /** How long after its end trouble was still said, 0 for not at all. */
  troubledMinutes: number
  /** Null when no all-clear came in two hours. */
  clearMinutes: number | null
  /** Trouble came back after the all-clear, within the two hours that are looked at. */
  isAgain: boolean
  isCulpritRight: boolean
  /** How far `since` lies from when the log can say that it began, and from its true start. */
  sinceOffMinutes: number
  sinceOffStartMinutes: number
  lost: { truth: number; low: number; estimate: number; high: number } | null
  lostThen: number
}

const pathOf = (request: string) => request.replace(/^[a-z]+:\/\/[^/]+/i, '').split('?')[0] ?? ''
const bare = (path: string) => (path.length > 1 ? path.replace(/\/$/, '') : path)

function fits(pattern: string, path: string): boolean {
  if (bare(pattern) === bare(path)) return true
  const parts = bare(pattern)
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`).test(bare(path))
}

/** A page such as a pattern stands for. */
const anyOf = (pattern: string) => pattern.replaceAll('*', '1')

/** Whether a pattern that was named stands for the culprit's pages, and for none of the others. */
const standsFor = (named: string, culprit: string, others: readonly string[]) =>
  named.includes('*') &&
  fits(named, anyOf(culprit)) &&
  !others.some((other) => other !== culprit && fits(named, anyOf(other)))

/**
 * Method, path and status are right; a query only has to be where several pages share a path and one is named.
 * `others` are the paths of all pages of the shop.
 */
export function isCulprit(
  culprit: Culprit,
  named: Said['culprit'],
  others: readonly string[] = [],
): boolean {
  if (!named || named.status !== culprit.status) return false
  if (named.method !== null && named.method !== culprit.method) return false
  const query = named.request.split('?')[1]
  if (culprit.query && query !== undefined && !query.includes(culprit.query)) return false
  const path = pathOf(named.request)
  return fits(culprit.path, path) || standsFor(path, culprit.path, others)
}

const offMinutes = (atMs: number | null, fromMs: number, toMs: number) =>
  atMs === null ? Number.POSITIVE_INFINITY : Math.max(0, fromMs - atMs, atMs - toMs) / minuteMs

export function scoreIncident(truth: Truth, said: readonly Said[]): IncidentScore {
  const { scenario } = truth
  const { incident } = scenario
  if (!incident) throw new Error('A healthy day has no incident to score')
  const { startMs, endMs } = incident
  const before = said.filter(({ atMs }) => atMs < startMs)
  const during = said.filter(({ atMs }) => atMs >= startMs && atMs < endMs)
  const troubles = during.filter(isTrouble)
  const [first] = troubles
  const last = troubles.at(-1)
  const hour = ((startMs + zoneOffsets(scenario.shop.zone)(startMs)) / 3_600_000) % 24
  return {
    scenario,
    incident,
    said: first && last ? heard(truth, incident, said, first, last) : null,
    expectedOrders: expectedIn(truth, { fromMs: startMs, toMs: endMs }),
    lostOrders: lostUntil(truth, endMs),
    isByDay: hour >= 8 && hour < 22 && isOpenAt(truth, startMs),
    usual: {
      first: visitsIn(truth, { fromMs: startMs, toMs: startMs + 5 * minuteMs }),
      after: visitsIn(truth, { fromMs: endMs, toMs: endMs + clearWithinMs }),
    },
    metAfter: truth.metAfter,
    before: { instants: before.length, troubled: before.filter(isTrouble).length },
  }
}

function heard(
  truth: Truth,
  incident: Incident,
  said: readonly Said[],
  first: Said,
  last: Said,
): Heard {
  const { startMs, endMs, culprits } = incident
  const paths = Object.values(truth.scenario.shop.pages).map(({ path }) => patternOf(path))
  const clear = said.find((one) => one.atMs >= endMs && isAllClear(one))
  const lasting = said.filter(({ atMs }) => atMs >= first.atMs && atMs < endMs)
  const lastTrouble = said.findLast((one) => isTrouble(one) && (!clear || one.atMs < clear.atMs))
  const { fromMs, toMs } = truth.onset ?? { fromMs: startMs, toMs: startMs }
  const lostThen = lostUntil(truth, last.atMs)
  return {
    afterMinutes: (first.atMs - startMs) / minuteMs,
    afterExpected: expectedIn(truth, { fromMs: startMs, toMs: first.atMs }),
    afterLost: lostUntil(truth, first.atMs),
    calmInstants: said.filter(
      (one) =>
        one.atMs > first.atMs && one.atMs < endMs && isAllClear(one) && isOpenAt(truth, one.atMs),
    ).length,
    lasting: {
      instants: lasting.length,
      unknown: lasting.filter(({ tone }) => tone === 'unknown').length,
    },
    troubledMinutes: lastTrouble ? Math.max(0, lastTrouble.atMs - endMs) / minuteMs : 0,
    clearMinutes: clear ? (clear.atMs - endMs) / minuteMs : null,
    isAgain: clear !== undefined && said.some((one) => one.atMs > clear.atMs && isTrouble(one)),
    isCulpritRight: culprits.some((culprit) => isCulprit(culprit, last.culprit, paths)),
    sinceOffMinutes: offMinutes(last.sinceMs, fromMs, toMs),
    sinceOffStartMinutes: offMinutes(last.sinceMs, startMs, startMs),
    lost: last.lostOrders && { truth: lostThen, ...last.lostOrders },
    lostThen,
  }
}
