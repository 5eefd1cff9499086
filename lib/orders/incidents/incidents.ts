import type { Estimate } from '@/lib/orders/expected/distributions'
import type { Came } from '@/lib/orders/expected/shop-record'
import type { Among } from '@/lib/orders/failing/among'
import { togetherMs } from '@/lib/orders/failing/together'
import { type Untold, untoldOf } from '@/lib/orders/failing/trouble'
import { type Report, reportOf } from '@/lib/orders/report/report'
import { agreeing } from '@/lib/orders/watch/agreeing'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-watch'
import { moneyFor } from '@/lib/orders/words/money'
import { isSameAnswer, type NamedRequest, nameOf } from '@/lib/orders/words/request-name'
import { newPathPattern } from '@/lib/shop/path-pattern'
import { minuteMs } from '@/lib/time'

/** A request that failed in an incident, with what it cost. */
export interface Blamed extends NamedRequest {
  status: number
  /** The status that was usual, where another one is what was wrong. */
  before?: number
  /** What was wrong, where the status does not tell. */
  failure?: Untold
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
  /** From when on what was wrong was not seen any more, while an order has yet to show that it is over. */
  seemsOverMs?: number | undefined
  /** Nothing was logged from its end on: whether it was over then is not known. */
  endsInSilence?: true
  /** It is over, and no order had come by then. */
  endsBeforeOrder?: true | undefined
  /** Of its main kind, with what all of it cost. */
  report: Report
  /** People's visits from its beginning to its end. */
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
interface Told extends Pick<Incident, 'report' | 'lastOrderMs' | 'blamed'> {
  sinceMs: number
  /** Whether it is known how many orders to expect. */
  isExpecting: boolean
  /** Visits that met what fails in the same way as the culprit. */
  met: number
}

/** A kind that was said in an incident: for how long it was so, and what was said of most of it. */
interface Part {
  ms: number
  told: Told
}

const idOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}Z`
const costOf = ({ report }: Pick<Told, 'report'>) => report.lostOrders?.estimate ?? 0

type Context = Parameters<typeof reportOf>[1] & {
  /** What came in a time, and what was to be expected of it. */
  over: (fromMs: number, toMs: number) => Came
}

/** Of the requests that fail, those that began to with the trouble. */
const beganWith = ({ candidates }: ShopState, fromMs: number): Candidate[] =>
  candidates.filter(({ sinceMs }) => sinceMs >= fromMs - togetherMs)

function blamedOf(one: Candidate): Blamed {
  const { method, path: request, route, status, sinceMs, failures, visits, lost, among } = one
  const elsewhere = Math.max(0, one.outcomes.failed - failures)
  const before = one.usualStatus === null ? {} : { before: one.usualStatus }
  const counts = { failures, elsewhere, visits, lost }
  return {
    method,
    request,
    route,
    status,
    ...before,
    ...untoldOf(one.failure),
    sinceMs,
    ...counts,
    among,
  }
}

/** A request that failed at some time of an incident. */
interface SeenFailing {
  /** When most visits had met it. */
  blamed: Blamed
  /** What it was called: of several addresses the pattern shows with time. */
  names: Set<string>
}

/** The later number is the better one: who met a failure may order after all. */
const isFullerRow = (one: Blamed, than: Blamed) =>
  one.visits >= than.visits || one.lost.estimate > than.lost.estimate

/** Whether a request is one of those that another one's pattern stands for. */
const isOfPattern = (one: Blamed, { method, status, request, route = '' }: Blamed) =>
  request.includes('*') &&
  route === '' &&
  one.method === method &&
  one.status === status &&
  newPathPattern(request).matches(one.request)

const isNamedBy = (other: Blamed, one: Blamed) =>
  isSameAnswer(other, one) || isOfPattern(other, one)

/** With the requests that failed when most was missed, those that failed with them in the same way at other times. */
function withOthers(blamed: readonly Blamed[], seen: Iterable<SeenFailing>): Blamed[] {
  const all = [...blamed]
  for (const { names, blamed: other } of seen)
    if (!all.some((one) => names.has(nameOf(one)) || isNamedBy(other, one))) all.push(other)
  return all
}

const plus = (a: Estimate | null, b: Estimate | null): Estimate | null =>
  a && b
    ? { low: a.low + b.low, estimate: a.estimate + b.estimate, high: a.high + b.high }
    : (a ?? b)

/** One request cost no more than all that fails did. */
const atMost = (lost: Estimate, ofAll: Estimate | null): Estimate =>
  ofAll && ofAll.estimate < lost.estimate ? ofAll : lost

function bothAmong(before: Among | null, now: Among | null): Among | null {
  if (!before || !now || before.by !== now.by || before.value !== now.value) return now ?? before
  const sum = (a: Among['others'], b: Among['others']) => ({
    visits: a.visits + b.visits,
    met: a.met + b.met,
  })
  return { ...now, ...sum(before, now), others: sum(before.others, now.others) }
}

/** What failed, was well for some minutes, and failed again. */
const bothTimes = (before: Blamed, now: Blamed): Blamed => ({
  ...now,
  sinceMs: before.sinceMs,
  failures: before.failures + now.failures,
  elsewhere: before.elsewhere + now.elsewhere,
  visits: before.visits + now.visits,
  lost: plus(before.lost, now.lost) ?? now.lost,
  among: bothAmong(before.among, now.among),
})

/** With what had failed before, in troubles that were over by then. */
function withEarlier(blamed: readonly Blamed[], earlier: readonly Blamed[]): Blamed[] {
  const again = blamed.map((one) => {
    const before = earlier.find((other) => isSameAnswer(other, one))
    return before ? bothTimes(before, one) : one
  })
  return [...again, ...earlier.filter((one) => !again.some((other) => isNamedBy(one, other)))]
}

/** Whether what is said now is of as much as what was said before, or of something dearer. */
const isFuller = (now: Told, before: Told) =>
  (now.met >= before.met && now.sinceMs <= before.sinceMs) || costOf(now) > costOf(before)

/** For how long what is said has been so: a stop and a silence since they began, all else while it is said. */
function lengthOf({ report }: Told, before: Part | undefined, silentMs: number): number {
  const { kind, atMs, sinceMs } = report
  const said = (before?.ms ?? 0) + minuteMs
  if (sinceMs === null || (kind !== 'no-traffic' && kind !== 'orders-stopped')) return said
  // While nothing is logged no order can come: that is the silence's.
  const since = atMs - sinceMs - (kind === 'orders-stopped' ? silentMs : 0)
  return Math.max(before?.ms ?? 0, since)
}

/** The kind that an incident was for most of its time. */
function mainOf(parts: ReadonlyMap<string, Part>, first: Told): Told {
  let main = { ms: 0, told: first }
  for (const part of parts.values()) if (part.ms > main.ms) main = part
  return main.told
}

/** When an incident began: earlier as more is known, later only where the same request’s beginning was put right, and never after it was said. */
function beganMs({ fromMs, saidMs }: Incident, report: Report, before: Report | null): number {
  const sinceMs = report.sinceMs ?? fromMs
  const isSame = report.culprit && before?.culprit && isSameAnswer(report.culprit, before.culprit)
  return isSame && before.sinceMs === fromMs && sinceMs <= saidMs
    ? sinceMs
    : Math.min(fromMs, sinceMs)
}

/** What is known of an incident beside what is told of it. */
interface Memory {
  parts: Map<string, Part>
  /** What was said of most of the trouble that there is. */
  fullest: Told | null
  /** By what they are known by. */
  seen: Map<string, SeenFailing>
  /** Of troubles that were over before: what was lost, and what failed. */
  lostBefore: Estimate | null
  blamedBefore: readonly Blamed[]
}

const newMemory = (): Memory => ({
  parts: new Map(),
  fullest: null,
  seen: new Map(),
  lostBefore: null,
  blamedBefore: [],
})

/** Puts the states of successive minutes together as incidents. */
export function newIncidentLog(context: Context) {
  const incidents: Incident[] = []
  let isOpen = false
  /** Until when states have been seen. */
  let seenMs = 0
  /** When what was wrong was not seen any more, while no order has proven that it is over. */
  let seemsOverMs: number | null = null
  /** What was said of the last incident at the minute before. */
  let saidLast: Report | null = null
  /** Of the last incident. */
  let memory = newMemory()

  /** What fails in the way of what is blamed is part of its trouble. */
  function seeFailing({ culprit }: ShopState, failing: readonly Candidate[]) {
    for (const one of failing) {
      if (one.failure !== culprit?.failure || one.visits === 0) continue
      const blamed = blamedOf(one)
      const before = memory.seen.get(one.key)
      const names = (before?.names ?? new Set()).add(nameOf(blamed))
      const fullest = before && !isFullerRow(blamed, before.blamed) ? before.blamed : blamed
      memory.seen.set(one.key, { blamed: fullest, names })
    }
  }

  function toldOf(state: ShopState, report: Report, failing: readonly Candidate[]): Told {
    const { atMs, sinceMs, expected, lastOrderMs, culprit } = state
    const alike = failing.filter(({ failure }) => failure === culprit?.failure)
    return {
      report,
      lastOrderMs,
      blamed: failing.slice(0, maxBlamed).map(blamedOf),
      sinceMs: sinceMs ?? atMs,
      isExpecting: expected !== null,
      met: alike.reduce((sum, { visits }) => sum + visits, 0),
    }
  }

  /** Whether nothing of what is wrong now was wrong when something was said last. */
  function isAnother({ culprit, candidates }: ShopState, { sinceMs }: Told): boolean {
    if (saidLast === null) return false
    const alike = candidates.filter(({ failure }) => failure === culprit?.failure)
    return Math.min(sinceMs, ...alike.map((one) => one.sinceMs)) >= saidLast.atMs
  }

  /** Takes what is said now into what the last incident cost. */
  function addCost(state: ShopState, now: Told) {
    const { fullest, lostBefore } = memory
    if (fullest && isAnother(state, now)) {
      memory.lostBefore = plus(lostBefore, fullest.report.lostOrders)
      memory.blamedBefore = incidents.at(-1)?.blamed ?? []
      memory.seen = new Map()
      memory.fullest = now
    } else if (!fullest || isFuller(now, fullest)) memory.fullest = now
  }

  /** Of the last incident: of its main kind, at the cost of all of it. */
  function tell(incident: Incident, now: Told) {
    const { parts, seen, lostBefore, blamedBefore, fullest } = memory
    const { report, blamed, lastOrderMs } = mainOf(parts, now)
    const lostOrders = plus(lostBefore, fullest?.report.lostOrders ?? null)
    const cost = { lostOrders, lostMoney: moneyFor(lostOrders, context.site) }
    const { culprit } = report
    const all = withEarlier(withOthers(fullest?.blamed ?? [], seen.values()), blamedBefore)
    const own = blamed.filter((one) => culprit && isSameAnswer(one, culprit))
    const isListed = own.some((one) => all.some((other) => isSameAnswer(one, other)))
    Object.assign(incident, {
      lastOrderMs,
      report: { ...report, ...cost },
      blamed: [...all, ...(isListed ? [] : own)]
        .map((one) => ({ ...one, lost: atMost(one.lost, lostOrders) }))
        .sort((a, b) => b.lost.estimate - a.lost.estimate || b.visits - a.visits)
        .slice(0, maxBlamed),
    })
  }

  /** Counts what came in all of its time. */
  function count(incident: Incident) {
    const came = context.over(incident.fromMs, incident.untilMs ?? seenMs)
    const { visits, orders } = came
    const { lostOrders } = incident.report
    const expected = memory.fullest?.isExpecting
      ? agreeing(came.expected, orders, lostOrders)
      : null
    Object.assign(incident, { visits, orders, expected })
  }

  function end(incident: Incident, untilMs: number, more: Partial<Incident> = {}) {
    Object.assign(incident, { untilMs, seemsOverMs: undefined, ...more })
    count(incident)
    isOpen = false
  }

  /** Whether what is wrong now is another request, or another answer, than in an incident that was over or seemed so. */
  function isNext({ report, blamed, untilMs }: Incident, state: ShopState, now: Told): boolean {
    const { culprit } = now.report
    if (!culprit || !report.culprit || (untilMs === null && seemsOverMs === null)) return false
    const isKnown = (one: Blamed) => now.blamed.some((other) => isNamedBy(one, other))
    return isAnother(state, now) && !isSameAnswer(culprit, report.culprit) && !blamed.some(isKnown)
  }

  function seeTrouble(state: ShopState, report: Report) {
    const { atMs } = state
    const fromMs = report.sinceMs ?? atMs
    const failing = beganWith(state, fromMs)
    const now = toldOf(state, report, failing)
    const last = incidents.at(-1)
    const isSilence = report.kind === 'no-traffic' && !memory.parts.has('no-traffic')
    // After a trouble of some length, silence is another: of what it may last, nothing is the first one's.
    const isOtherSilence = isOpen && last && isSilence && fromMs - last.fromMs > togetherMs
    const isOther = last && isNext(last, state, now)
    const comesBack = last && !isSilence && !isOther && atMs - (last.untilMs ?? atMs) <= togetherMs
    const goesOn = last && !isOtherSilence && !isOther && (isOpen || comesBack)
    if (isOtherSilence) end(last, fromMs, { endsInSilence: true })
    else if (isOther && isOpen) end(last, seemsOverMs ?? atMs)
    isOpen = true
    seemsOverMs = null
    if (!goesOn) memory = newMemory()
    addCost(state, now)
    seeFailing(state, failing)
    const { parts } = memory
    const before = parts.get(report.kind)
    const ms = lengthOf(now, before, parts.get('no-traffic')?.ms ?? 0)
    const isTold = !before || isFuller(now, before.told)
    parts.set(report.kind, { ms, told: isTold ? now : before.told })
    if (goesOn) {
      const begunMs = beganMs(last, report, saidLast)
      tell(last, now)
      const goingOn = { untilMs: null, seemsOverMs: undefined, endsBeforeOrder: undefined }
      Object.assign(last, { ...goingOn, fromMs: begunMs })
    } else {
      const { visits, orders, expected } = state
      const { lastOrderMs, blamed } = now
      const told = { report, visits, orders, expected, lastOrderMs, blamed }
      incidents.push({ id: idOf(atMs), fromMs, saidMs: atMs, untilMs: null, ...told })
      if (incidents.length > maxIncidents) incidents.shift()
    }
    saidLast = report
  }

  /** What has not failed for some minutes may cost less than it did then: who met it may order after all. */
  function seeOver(incident: Incident, state: ShopState, report: Report) {
    if (!state.seemsOver || state.sinceMs === null) return
    const failing = beganWith(state, state.sinceMs)
    const now = toldOf(state, report, failing)
    seeFailing(state, failing)
    addCost(state, now)
    tell(incident, now)
  }

  return {
    see(state: ShopState) {
      seenMs = state.atMs
      const report = reportOf(state, context)
      if (report.tone === 'trouble') return seeTrouble(state, report)
      const last = incidents.at(-1)
      if (!isOpen || !last) return
      if (state.unprovenMs !== null || state.seemsOver || state.comesBack) {
        seemsOverMs ??= state.atMs
        last.seemsOverMs = seemsOverMs
        return seeOver(last, state, report)
      }
      const untilMs = seemsOverMs ?? state.atMs
      end(last, untilMs, state.resumedMs === null ? {} : { endsBeforeOrder: true })
      if (untilMs - last.saidMs < leastMs) incidents.pop()
    },
    /** The newest first. */
    incidents(): readonly Incident[] {
      const last = incidents.at(-1)
      if (isOpen && last) count(last)
      return incidents.toReversed()
    },
  }
}
