import type { Step, StepReader } from '@/lib/shop/steps'
import { hourMs, minuteMs } from '@/lib/time'
import { newVisits, type Seen, type Visit, type VisitRequest } from '@/lib/visits/visits'
import { newDelays } from './delays'
import { chanceOfAtMost, chanceOfNone, type Estimate, missing } from './distributions'
import { type Failure, newFailing, type Trouble } from './failing'
import { newGaps } from './gaps'
import { type ClockOf, newHistory } from './history'
import { pathShape } from './request-key'

export interface ShopWatchOptions {
  steps: readonly Step[]
  stepReader: StepReader
  /** Whether orders can come at a moment. */
  isOpen: (ms: number) => boolean
  clockOf: ClockOf
  /** Sees the state of each minute. */
  onMinute?: (state: ShopState) => void
}

export type SituationKind =
  | 'ok'
  | 'orders-stopped'
  | 'orders-low'
  | 'failing'
  | 'no-traffic'
  | 'quiet'
  | 'not-configured'
  | 'not-understood'
  | 'unknown'

/** A request that fails, with what it cost. */
export interface Candidate extends Omit<Trouble, 'affected'> {
  /** Visits that met it. */
  visits: number
  /** How many of them ordered afterwards. */
  ordered: number
  lost: Estimate
}

/** How the shop is doing at a moment, from the log until then. Times are epoch ms. */
export interface ShopState {
  atMs: number
  kind: SituationKind
  /** When the trouble began; null when there is none. */
  sinceMs: number | null
  /** The requests that fail, the most expensive first. */
  candidates: readonly Candidate[]
  culprit: Candidate | null
  lost: Estimate | null
  /** Since the trouble began or, without trouble, in the last hour. */
  visits: number
  orders: number
  expected: Estimate | null
  lastLineMs: number | null
  lastOrderMs: number | null
  /** Requests that are usual in the time since the last line. */
  usualRequests: number | null
  isOpen: boolean
  /** Lines of the last hour, and those of them that could not be read as requests. */
  lines: number
  others: number
}

const keptMinutes = 36 * 60
const maxOrderMs = 60 * minuteMs
/** A false alarm of a kind comes once in about so many days. */
const daysBetweenFalseAlarms = 400
const surelyStopped = 3
// The chance of so few orders from when a request begins to fail.
const suspicious = 0.005
// Visits that should have met it since it was last seen.
const surelyGone = 5
const maxSuspectMs = 24 * hourMs
const lowWindowsMs = [hourMs, 3 * hourMs] as const
const slowMs = 1_500
const slowFactor = 4
const loopRepeats = 3
// A larger share of lines that are not understood may be the ones that fail.
const maxOthers = 0.05
const sameOutcomeMs = 5 * minuteMs
const maxTimed = 5_000

type Ongoing = {
  kind: 'orders-stopped' | 'orders-low'
  sinceMs: number
}

/** Follows a shop's requests, which must come in the order of their times, and says at any minute how it is doing. */
export function newShopWatch({ steps, stepReader, isOpen, clockOf, onMinute }: ShopWatchOptions) {
  // Who may order: all visits, then those who asked for each step.
  const sources = steps.length + 1
  const visits = newVisits(stepReader, steps.length)
  const history = newHistory(sources, clockOf)
  const delays = Array.from({ length: sources }, newDelays)
  const failing = newFailing()
  const lineGaps = newGaps(clockOf)
  const usualDurations = new Map<string, { log: number; count: number }>()

  // By minute, of the last day and a half.
  const came = Array.from({ length: sources }, () => new Float64Array(keptMinutes))
  const others = new Float64Array(keptMinutes)
  const requests = new Float64Array(keptMinutes)
  const ordersAt: number[] = []
  let firstMinute: number | null = null
  let minute = 0
  let lastLineMs: number | null = null
  let lastOrderMs: number | null = null
  let lastHour = 0
  let totalOrders = 0
  let ongoing: Ongoing | null = null
  /** Until when what was missing has been explained by a trouble that is over. */
  let explainedMs = 0
  let state: ShopState | null = null

  const slot = (ms: number) => Math.floor(ms / minuteMs) % keptMinutes
  const within = (ms: number) => ms > minute - (keptMinutes - 1) * minuteMs

  function countCame(source: number, ms: number) {
    const row = came[source] as Float64Array
    row[slot(ms)] = (row[slot(ms)] as number) + 1
    history.came(source, ms)
  }

  function countOrder(visit: Visit, ms: number) {
    totalOrders += 1
    lastOrderMs = ms
    ordersAt.push(ms)
    if (ordersAt.length > 20_000) ordersAt.splice(0, 10_000)
    history.order(ms)
    if (visit.orders > 1) return
    const begun = [visit.startMs, ...visit.askedMs]
    for (const [source, fromMs] of begun.entries()) {
      if (Number.isNaN(fromMs)) continue
      history.ordered(source, fromMs)
      delays[source]?.add(ms - fromMs)
    }
  }

  function isSlow(key: string, durationMs: number | null): boolean {
    if (durationMs === null || durationMs < 0) return false
    const log = Math.log(Math.max(1, durationMs))
    const usual = usualDurations.get(key)
    if (!usual) {
      if (usualDurations.size < maxTimed) usualDurations.set(key, { log, count: 1 })
      return false
    }
    const slow =
      usual.count >= 50 && durationMs > Math.max(slowMs, slowFactor * Math.exp(usual.log))
    if (!slow) {
      usual.count = Math.min(2_000, usual.count + 1)
      usual.log += (log - usual.log) / usual.count
    }
    return slow
  }

  function failureOf(
    request: VisitRequest,
    { visit, isStatic, step }: Seen,
    key: string,
  ): Failure | null {
    const { status, durationMs } = request
    const slow = !isStatic && isSlow(key, status < 400 ? durationMs : null)
    if (status >= 500) return 'error'
    if (status === 404 || status === 410) return 'gone'
    if (status >= 400) return 'refused'
    if (status >= 300 && status !== 304 && step !== -1 && visit.repeats >= loopRepeats)
      return 'loop'
    return slow ? 'slow' : null
  }

  function seeOutcome(request: VisitRequest, seen: Seen) {
    const { visit, step, isStatic } = seen
    const { kind } = visit.verdict()
    const key =
      step === -1 ? `${request.method} ${pathShape(request.path)}` : `${step} ${request.method}`
    const failure = failureOf(request, seen, key)
    const outcome = failure ?? ''
    const before = visit.met.get(key)
    if (before?.outcome === outcome && request.timeMs - before.atMs < sameOutcomeMs) return
    if (failure !== null || before !== undefined || visit.met.size < 50)
      visit.met.set(key, { outcome, atMs: request.timeMs })
    const { method, path, status, timeMs: atMs } = request
    failing.see({
      key,
      method,
      path,
      step,
      isStatic,
      status,
      failure,
      visit,
      atMs,
      isPerson: kind === 'person',
    })
  }

  /** Orders that should have come in (fromMs, toMs] from those of a source who came before. */
  function expectedFrom(source: number, fromMs: number, toMs: number) {
    const row = came[source] as Float64Array
    const { share } = delays[source] as ReturnType<typeof newDelays>
    let mean = 0
    let certain = 0
    let spread = 0
    const first = Math.max(
      fromMs - maxOrderMs,
      fromMs >= explainedMs ? explainedMs : 0,
      minute - (keptMinutes - 1) * minuteMs,
    )
    for (let at = Math.floor(first / minuteMs) * minuteMs; at < toMs; at += minuteMs) {
      const count = row[slot(at)] as number
      if (count === 0 || !isOpen(at)) continue
      const rate = history.conversion(source, at)
      const middle = at + minuteMs / 2
      const each = rate.rate * (share(toMs - middle) - share(fromMs - middle))
      mean += count * each
      // Almost all who have come so far order: that none did is less likely than the mean says.
      certain -= count * Math.log1p(-Math.min(0.98, each))
      spread += count * each * rate.spread
    }
    return { mean, certain, spread: mean > 0 ? spread / mean : 0 }
  }

  const openOrders = (fromMs: number, toMs: number) => {
    let [mean, spread] = [0, 0]
    for (let from = fromMs; from < toMs; ) {
      const end = Math.min(toMs, (Math.floor(from / hourMs) + 1) * hourMs)
      if (isOpen(from)) {
        const usual = history.usualOrders(from, end)
        if (!usual) return null
        mean += usual.rate
        spread += usual.rate * usual.spread
      }
      from = end
    }
    return { mean, spread: mean > 0 ? spread / mean : 0 }
  }

  function ordersIn(fromMs: number, toMs: number): number {
    let count = 0
    for (let at = ordersAt.length - 1; at >= 0; at -= 1) {
      const ms = ordersAt[at] as number
      if (ms <= fromMs) break
      if (ms <= toMs) count += 1
    }
    return count
  }

  function sumOf(row: Float64Array, fromMs: number, toMs: number): number {
    let sum = 0
    for (
      let at = Math.max(fromMs, minute - (keptMinutes - 1) * minuteMs);
      at < toMs;
      at += minuteMs
    )
      sum += row[slot(at)] as number
    return sum
  }

  /** The strongest evidence that the orders of (fromMs, toMs] are missing: the smallest chance of so few, and what was expected. */
  function evidence(fromMs: number, toMs: number, seen: number) {
    const usual = openOrders(fromMs, toMs)
    let best = { chance: 1, mean: 0, spread: 0 }
    for (let source = 0; source < sources; source += 1) {
      const { mean, certain, spread } = expectedFrom(source, fromMs, toMs)
      if (mean === 0) continue
      // Fewer come by chance from the visits, or at this hour: the smaller expectation counts.
      const isUsualLess = usual !== null && usual.mean < mean
      const least = isUsualLess ? usual.mean : mean
      const wide = isUsualLess ? Math.max(usual.spread, spread) : spread
      const weight = isUsualLess ? least : seen === 0 ? certain : least
      const chance = seen === 0 ? chanceOfNone(weight, wide) : chanceOfAtMost(seen, least, wide)
      if (chance < best.chance) best = { chance, mean: least, spread: wide }
    }
    return best
  }

  /** What visits that met one of some troubles would have ordered: each counts once, from where it would have ordered most surely. */
  function costOf(troubles: readonly Trouble[]) {
    const met = new Map<Visit, { atMs: number; each: number; spread: number }>()
    for (const { step, affected } of troubles) {
      const source = step + 1
      const { share } = delays[source] as ReturnType<typeof newDelays>
      for (const { visit, atMs } of affected) {
        if (visit.verdict().kind !== 'person') continue
        const rate = history.conversion(source, atMs)
        const each = isOpen(atMs) ? rate.rate * share(minute - atMs) : 0
        const before = met.get(visit)
        met.set(visit, {
          atMs: Math.min(atMs, before?.atMs ?? atMs),
          each: Math.max(each, before?.each ?? 0),
          spread: rate.spread,
        })
      }
    }
    let [mean, spread, ordered] = [0, 0, 0]
    for (const [visit, { atMs, each, spread: one }] of met) {
      mean += each
      spread += each * one
      if (visit.lastOrderMs > atMs) ordered += 1
    }
    const lost = missing(mean, ordered, mean > 0 ? spread / mean : 0)
    return { visits: met.size, ordered, lost }
  }

  const candidateOf = (trouble: Trouble): Candidate => {
    const { affected: _, ...said } = trouble
    return { ...said, ...costOf([trouble]) }
  }

  /** Whether visits go on and no longer meet what they met before: it is not even asked for. */
  function isGone({ visits: met, sinceMs, lastMs }: Candidate): boolean {
    const all = came[0] as Float64Array
    const before = Math.max(met, sumOf(all, sinceMs, lastMs))
    return before > 0 && (met / before) * sumOf(all, lastMs + minuteMs, minute) > surelyGone
  }

  /** Whether enough visits meet a failure that the shop is in trouble. */
  function matters(candidate: Candidate): boolean {
    const { step, isStatic, visits: met, sinceMs, failure } = candidate
    if (isStatic) return false
    if (step !== -1) return failure === 'error' || met >= 3
    const all = sumOf(came[0] as Float64Array, sinceMs, minute)
    return met >= 5 && met >= 0.1 * all
  }

  /** A request that fails beside the way to an order matters when orders have failed to come since it does. */
  function suspectAmong(candidates: readonly Candidate[]): Candidate | null {
    let best: Candidate | null = null
    let least = suspicious
    for (const candidate of candidates) {
      const { visits: met, sinceMs } = candidate
      if (met < 3 || minute - sinceMs > maxSuspectMs) continue
      const { chance } = evidence(sinceMs, minute, ordersIn(sinceMs, minute))
      if (chance >= least) continue
      best = candidate
      least = chance
    }
    return best
  }

  const ordersADay = () => {
    const days = Math.max(1, Math.min(14, (minute - (firstMinute ?? minute)) / (24 * hourMs)))
    return Math.max(
      1,
      totalOrders / Math.max(days, (minute - (firstMinute ?? minute)) / (24 * hourMs)),
    )
  }

  /** Whether orders have stopped or become few without a request that fails. */
  function dwindled(): Ongoing | null {
    if (lastOrderMs === null || totalOrders < 5) return null
    const chances = daysBetweenFalseAlarms * (ordersADay() + 10)
    const silentFrom = Math.max(lastOrderMs, explainedMs)
    const silent = evidence(silentFrom, minute, 0)
    if (silent.chance < 1 / chances) return { kind: 'orders-stopped', sinceMs: lastOrderMs }
    for (const ms of lowWindowsMs) {
      const from = Math.max(minute - ms, explainedMs)
      if (firstMinute === null || from < firstMinute) continue
      const { chance } = evidence(from, minute, ordersIn(from, minute))
      if (chance < 1 / (daysBetweenFalseAlarms * 40)) return { kind: 'orders-low', sinceMs: from }
    }
    return null
  }

  /** Whether orders come again as they should. */
  function isOver({ kind, sinceMs }: Ongoing): boolean {
    const window = kind === 'orders-stopped' ? 20 * minuteMs : hourMs
    const from = Math.max(sinceMs, minute - window)
    const seen = ordersIn(from, minute)
    const { mean } = evidence(from, minute, seen)
    return seen >= 2 && seen >= 0.5 * mean
  }

  /** What happens in a trouble says nothing about what is usual. */
  function trouble(sinceMs: number) {
    for (let at = sinceMs; at < minute; at += hourMs) history.trouble(at)
    history.trouble(minute)
  }

  function explain(sinceMs: number) {
    trouble(sinceMs)
    explainedMs = minute
    ongoing = null
  }

  function noTraffic(): boolean {
    if (lastLineMs === null) return false
    const limit = lineGaps.limit(lastLineMs, minute)
    return limit !== null && minute - lastLineMs > limit
  }

  function tick(): ShopState {
    failing.settle(minute)
    const isOpenNow = isOpen(minute)
    const othersNow = sumOf(others, minute - hourMs, minute)
    const troubles = failing.troubles()
    const candidates = troubles
      .map(candidateOf)
      .filter((candidate) => !isGone(candidate))
      .sort((a, b) => b.lost.estimate - a.lost.estimate || b.visits - a.visits)
    const base = {
      atMs: minute,
      candidates,
      culprit: null,
      lost: null,
      lastLineMs,
      lastOrderMs,
      usualRequests: null,
      isOpen: isOpenNow,
      sinceMs: null,
      lines: othersNow + sumOf(requests, minute - hourMs, minute),
      others: othersNow,
    }
    const since = (fromMs: number) => ({
      visits: sumOf(came[0] as Float64Array, fromMs, minute),
      orders: ordersIn(fromMs, minute),
    })
    const expectedSince = (fromMs: number, seen: number) => {
      const { mean, spread } = evidence(fromMs, minute, seen)
      return {
        expected: { ...missing(mean, 0, spread), estimate: mean },
        lost: missing(mean, seen, spread),
      }
    }
    if (lastLineMs === null)
      return { ...base, kind: 'unknown', visits: 0, orders: 0, expected: null }
    if (noTraffic()) {
      explainedMs = minute
      const usual = openOrders(lastLineMs, minute)
      const lost = usual ? missing(usual.mean, 0, usual.spread) : null
      trouble(lastLineMs)
      return {
        ...base,
        kind: 'no-traffic',
        sinceMs: lastLineMs,
        usualRequests: history.usualLines(lastLineMs, minute),
        lost,
        expected: lost,
        visits: 0,
        orders: 0,
      }
    }
    const culprit = candidates.find(matters) ?? null
    if (culprit) {
      explain(culprit.sinceMs)
      const counts = since(culprit.sinceMs)
      const { expected } = expectedSince(culprit.sinceMs, counts.orders)
      // Those who were on their way when it began may still order.
      const silent = evidence(Math.max(culprit.sinceMs, lastOrderMs ?? 0), minute, 0)
      const few = counts.orders <= 0.1 * Math.max(expected.estimate, culprit.lost.estimate)
      const stopped = few && silent.mean >= surelyStopped
      return {
        ...base,
        kind: stopped ? 'orders-stopped' : 'failing',
        sinceMs: culprit.sinceMs,
        culprit,
        lost: costOf(troubles.filter(({ failure }) => failure === culprit.failure)).lost,
        expected,
        ...counts,
      }
    }
    const suspect = suspectAmong(candidates)
    if (suspect) {
      explain(suspect.sinceMs)
      const counts = since(suspect.sinceMs)
      return {
        ...base,
        kind: counts.orders === 0 ? 'orders-stopped' : 'orders-low',
        sinceMs: suspect.sinceMs,
        culprit: suspect,
        ...expectedSince(suspect.sinceMs, counts.orders),
        ...counts,
      }
    }
    if (ongoing && isOver(ongoing)) ongoing = null
    ongoing ??= dwindled()
    if (ongoing) {
      trouble(ongoing.sinceMs)
      const counts = since(ongoing.sinceMs)
      return {
        ...base,
        ...ongoing,
        ...expectedSince(ongoing.sinceMs, counts.orders),
        ...counts,
      }
    }
    const counts = since(minute - hourMs)
    if (base.others > maxOthers * base.lines)
      return { ...base, kind: 'not-understood', ...counts, expected: null }
    const { expected } = expectedSince(minute - hourMs, 0)
    if (totalOrders === 0) return { ...base, kind: 'not-configured', ...counts, expected: null }
    const isQuiet = counts.orders === 0 && ordersIn(minute - 3 * hourMs, minute) === 0
    return { ...base, kind: isQuiet ? 'quiet' : 'ok', ...counts, expected }
  }

  function clearMinute() {
    for (const row of [...came, others, requests]) row[slot(minute)] = 0
  }

  /** Goes on to a moment; each full minute that passes is looked at. */
  function advance(ms: number) {
    if (firstMinute === null) {
      firstMinute = Math.floor(ms / minuteMs) * minuteMs
      minute = firstMinute
      lastHour = Math.floor(minute / hourMs)
    }
    while (minute + minuteMs <= ms) {
      minute += minuteMs
      clearMinute()
      const hour = Math.floor(minute / hourMs)
      if (hour !== lastHour) {
        lastHour = hour
        failing.endHour()
      }
      state = tick()
      onMinute?.(state)
    }
  }

  return {
    see(request: VisitRequest) {
      advance(request.timeMs)
      if (lastLineMs !== null && request.timeMs > lastLineMs && state?.kind !== 'no-traffic')
        lineGaps.add(lastLineMs, request.timeMs)
      lastLineMs = Math.max(lastLineMs ?? 0, request.timeMs)
      if (!within(request.timeMs)) return
      history.line(request.timeMs)
      requests[slot(request.timeMs)] = (requests[slot(request.timeMs)] as number) + 1
      const seen = visits.see(request)
      const { visit, step, isFirstAsk, isOrder, becameEngaged } = seen
      const isPerson = visit.verdict().kind === 'person'
      if (becameEngaged && isPerson) {
        countCame(0, Math.max(visit.startMs, minute - hourMs))
      }
      if (isFirstAsk && isPerson) countCame(step + 1, request.timeMs)
      seeOutcome(request, seen)
      if (isOrder) countOrder(visit, request.timeMs)
    },
    /** A line that is no request. */
    seeOther(timeMs: number) {
      if (firstMinute === null || !within(timeMs)) return
      advance(timeMs)
      others[slot(timeMs)] = (others[slot(timeMs)] as number) + 1
    },
    /** How the shop is doing at a moment not before the last request; moments are rounded down to a minute. */
    at(ms: number): ShopState | null {
      advance(ms)
      return state
    },
  }
}

export type ShopWatch = ReturnType<typeof newShopWatch>
