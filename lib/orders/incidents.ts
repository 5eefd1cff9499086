import { minuteMs } from '@/lib/time'
import type { Among } from './among'
import type { Estimate } from './distributions'
import { type Report, reportOf } from './report'
import { isSameAnswer, type NamedRequest, nameOf } from './request-name'
import type { Candidate, ShopState } from './shop-watch'
import { togetherMs } from './together'

/** A request that failed in an incident, with what it cost. */
export interface Blamed extends NamedRequest {
  status: number
  /** The status that was usual, where another one is what was wrong. */
  before?: number
  sinceMs: number
  failures: number
  /** Failures of the same step, or of requests alike, at other addresses: visits and loss are of all of them. */
  elsewhere: number
  visits: number
  lost: Estimate
  /** The one country, browser or referrer that met it; null where it was none. */
  among: Among | null
}

/** A trouble from its beginning to its end. Times are epoch ms. */
export interface Incident {
  /** When it was first said, as ISO 8601 to the minute. */
  id: string
  /** When it began. */
  fromMs: number
  saidMs: number
  /** Null while it lasts. */
  untilMs: number | null
  /** Nothing was logged from its end on: whether it was over then is not known. */
  endsInSilence?: true
  /** It is over, and no order had come by then. */
  endsBeforeOrder?: true | undefined
  /** Of its main kind, with what it cost at most. */
  report: Report
  visits: number
  orders: number
  expected: Estimate | null
  /** The last order when that was said; null where none came. */
  lastOrderMs: number | null
  /** The requests that failed, the most expensive first. */
  blamed: readonly Blamed[]
}

const maxBlamed = 5
const maxIncidents = 500
/** What is over so soon was hardly one. */
const leastMs = 2 * minuteMs

/** What was said at a minute. */
type Told = Pick<Incident, 'report' | 'visits' | 'orders' | 'expected' | 'lastOrderMs' | 'blamed'>

/** A kind that was said in an incident: for how long it was so, and what was said when it had cost most. */
interface Part {
  ms: number
  told: Told
}

const idOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}Z`
const costOf = ({ report }: Pick<Told, 'report'>) => report.lostOrders?.estimate ?? 0

type Context = Parameters<typeof reportOf>[1]

/** Of the requests that fail, those that began to with the trouble. */
const beganWith = ({ candidates }: ShopState, fromMs: number): Candidate[] =>
  candidates.filter(({ sinceMs }) => sinceMs >= fromMs - togetherMs)

function blamedOf(one: Candidate): Blamed {
  const { method, path: request, route, status, sinceMs, failures, visits, lost, among } = one
  const elsewhere = Math.max(0, one.outcomes.failed - failures)
  const before = one.usualStatus === null ? {} : { before: one.usualStatus }
  const counts = { failures, elsewhere, visits, lost }
  return { method, request, route, status, ...before, sinceMs, ...counts, among }
}

/** A request that failed at some time of an incident. */
interface SeenFailing {
  /** When it had cost most. */
  blamed: Blamed
  /** What it was called: of several addresses the pattern shows with time. */
  names: Set<string>
}

const isMore = (one: Blamed, than: Blamed) =>
  one.lost.estimate === than.lost.estimate
    ? one.visits >= than.visits
    : one.lost.estimate > than.lost.estimate

/** With the requests that failed when most was missed, those that failed with them in the same way at other times. */
function withOthers(blamed: readonly Blamed[], seen: Iterable<SeenFailing>): Blamed[] {
  const others = [...seen].filter(({ names }) => !blamed.some((one) => names.has(nameOf(one))))
  return [...blamed, ...others.map((one) => one.blamed)]
    .sort((a, b) => b.lost.estimate - a.lost.estimate || b.visits - a.visits)
    .slice(0, maxBlamed)
}

/** Where no cost is known, by the visits that met it. */
function isDearer(told: Told, other: Told): boolean {
  const more = costOf(told) - costOf(other)
  const [met, othersMet] = [told.blamed[0]?.visits ?? 0, other.blamed[0]?.visits ?? 0]
  return more === 0 ? met >= othersMet : more > 0
}

/** For how long what is said has been so: a stop and a silence since they began, all else while it is said. */
function lengthOf({ report }: Told, before: Part | undefined, silentMs: number): number {
  const { kind, atMs, sinceMs } = report
  const said = (before?.ms ?? 0) + minuteMs
  if (sinceMs === null || (kind !== 'no-traffic' && kind !== 'orders-stopped')) return said
  // While nothing is logged no order can come: that is the silence's.
  const since = atMs - sinceMs - (kind === 'orders-stopped' ? silentMs : 0)
  return Math.max(before?.ms ?? 0, since)
}

/** The kind that an incident was for most of its time, at the cost of all of it. */
function mainOf(parts: ReadonlyMap<string, Part>, first: Told): Told {
  let [main, dearest] = [{ ms: 0, told: first }, first]
  for (const part of parts.values()) {
    if (part.ms > main.ms) main = part
    if (costOf(part.told) > costOf(dearest)) dearest = part.told
  }
  const { report, blamed } = main.told
  const { lostOrders } = report
  const isHeld = costOf(dearest) <= (lostOrders?.high ?? 0)
  if (isHeld || dearest === main.told) return main.told
  const { lostMoney } = dearest.report
  const { visits, orders, expected } = dearest
  const cost = { lostOrders: dearest.report.lostOrders, lostMoney }
  const isBlamed = dearest.blamed.some((one) => report.culprit && isSameAnswer(one, report.culprit))
  return {
    ...main.told,
    ...{ visits, orders, expected },
    report: { ...report, ...cost },
    blamed: isBlamed ? dearest.blamed : blamed,
  }
}

/** When an incident began: earlier as more is known, later only where the same request’s beginning was put right. */
function beganMs({ fromMs }: Incident, report: Report, before: Report | null): number {
  const sinceMs = report.sinceMs ?? fromMs
  const isSame = report.culprit && before?.culprit && isSameAnswer(report.culprit, before.culprit)
  return isSame && before.sinceMs === fromMs ? sinceMs : Math.min(fromMs, sinceMs)
}

/** Puts the states of successive minutes together as incidents. */
export function newIncidentLog(context: Context) {
  const incidents: Incident[] = []
  let isOpen = false
  /** When what was wrong was not seen any more, while no order has proven that it is over. */
  let seemsOverMs: number | null = null
  /** What was said of the last incident at the minute before. */
  let saidLast: Report | null = null
  /** Of the last incident. */
  let parts = new Map<string, Part>()
  /** Of the last incident, by what they are known by. */
  let seen = new Map<string, SeenFailing>()

  /** What fails in the way of what is blamed is part of its trouble. */
  function seeFailing({ culprit }: ShopState, failing: readonly Candidate[]) {
    for (const one of failing) {
      if (one.failure !== culprit?.failure || one.visits === 0) continue
      const blamed = blamedOf(one)
      const before = seen.get(one.key)
      const names = (before?.names ?? new Set()).add(nameOf(blamed))
      const dearest = before && !isMore(blamed, before.blamed) ? before.blamed : blamed
      seen.set(one.key, { blamed: dearest, names })
    }
  }

  function seeTrouble(state: ShopState, report: Report) {
    const { atMs, visits, orders, expected, lastOrderMs } = state
    const fromMs = report.sinceMs ?? atMs
    const failing = beganWith(state, fromMs)
    const blamed = failing.slice(0, maxBlamed).map(blamedOf)
    const now = { report, visits, orders, expected, lastOrderMs, blamed }
    const last = incidents.at(-1)
    const isSilence = report.kind === 'no-traffic' && !parts.has('no-traffic')
    // After a trouble of some length, silence is another: of what it may last, nothing is the first one's.
    const hasEnded = isOpen && last && isSilence && fromMs - last.fromMs > togetherMs
    if (hasEnded) Object.assign(last, { untilMs: fromMs, endsInSilence: true })
    const begunMs = last && beganMs(last, report, saidLast)
    saidLast = report
    const comesBack = last && !isSilence && atMs - (last.untilMs ?? atMs) <= togetherMs
    const goesOn = !hasEnded && last && (isOpen || comesBack)
    isOpen = true
    seemsOverMs = null
    if (!goesOn) {
      parts = new Map()
      seen = new Map()
    }
    seeFailing(state, failing)
    const before = parts.get(report.kind)
    const ms = lengthOf(now, before, parts.get('no-traffic')?.ms ?? 0)
    const isTold = !before || isDearer(now, before.told)
    parts.set(report.kind, { ms, told: isTold ? now : before.told })
    if (!goesOn) {
      incidents.push({ id: idOf(atMs), fromMs, saidMs: atMs, untilMs: null, ...now })
      if (incidents.length > maxIncidents) incidents.shift()
      return
    }
    const main = mainOf(parts, now)
    Object.assign(last, main, {
      blamed: withOthers(main.blamed, seen.values()),
      untilMs: null,
      endsBeforeOrder: undefined,
      fromMs: begunMs ?? fromMs,
    })
  }

  return {
    see(state: ShopState) {
      const report = reportOf(state, context)
      if (report.tone === 'trouble') return seeTrouble(state, report)
      const last = incidents.at(-1)
      if (!isOpen || !last) return
      if (state.unprovenMs !== null || state.seemsOver) {
        seemsOverMs ??= state.atMs
        return
      }
      last.untilMs = seemsOverMs ?? state.atMs
      if (state.resumedMs !== null) last.endsBeforeOrder = true
      if (last.untilMs - last.saidMs < leastMs) incidents.pop()
      isOpen = false
    },
    /** The newest first. */
    incidents: (): readonly Incident[] => incidents.toReversed(),
  }
}
