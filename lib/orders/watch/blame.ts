import { chanceOfNoneNext } from '@/lib/orders/expected/distributions'
import type { OrderWay } from '@/lib/orders/expected/order-way'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import { isAnsweredAgain } from '@/lib/orders/failing/answered-again'
import { areOneStep } from '@/lib/orders/failing/together'
import { everyPage, seemsWell, type Trouble } from '@/lib/orders/failing/trouble'
import { isByKnown, isByOne, isWithoutFiles } from '@/lib/orders/failing/who-meets'
import { areAsMany, areFewer, type LetIn } from '@/lib/orders/missing/let-in'
import type { Cost } from '@/lib/orders/missing/losses'
import { isRecovered } from '@/lib/orders/missing/recovery'
import { hourMs, minuteMs } from '@/lib/time'
import type { Candidate } from './shop-state'
import { isSent } from './site-wide'

// The chance of so few orders from when a request begins to fail.
const suspicious = 0.005
// By what is usual alone, so much is far from that, whatever the visits say.
const likely = 0.1
const maxSuspectMs = 24 * hourMs
const maxSuspects = 20
const leastMet = 3
const leastMetBeside = 5
const leastMetOfFile = 20
const leastShareBeside = 0.1
const visitsAMinute = 200
// A file's cost only ranks it.
const visitsOfFileAMinute = 20
const longestMs = 30 * minuteMs
const veryUnlikely = 0.001
/** Pages hardly ever lose most of what is on them by intention, and another status is often one. */
const unlikelyWhenShort = 0.05
/** Where as many are refused as are missing. */
const unlikely = 0.02
const leastGoneMs = 5 * minuteMs
// What is answered otherwise is trouble when surely so many of the visits that met it, and such a part of them, do not order.
const leastLost = 2
const leastPartLost = 1 / 3
const mostOfServed = 0.25
/** Where others are answered as ever, no more may ask for it than are to be expected, or orders must be missing as well. */
const mostAnswered = 0.1
const hardlyChance = 0.1
const mostAsked = 1.1

// Errors on the way to an order are trouble from such a share of the answers on, or so many orders surely lost.
const highShare = 0.1
const leastSlowShare = 0.25
const leastCost = 0.5

const idOf = ({ key, failure }: Pick<Trouble, 'key' | 'failure'>) => `${failure} ${key}`

interface Parts {
  record: ShopRecord
  way: OrderWay
  letIn: LetIn
  costOf: (troubles: readonly Trouble[]) => Cost
  /** Whether so many have come since a moment that some would have asked for a request. */
  areDue: (request: { key: string }, sinceMs: number) => boolean
  /** Whether every page sends people to few other places, and nobody gets in. */
  isShut: () => boolean
}

/** Which of the requests that fail is what keeps orders from coming. */
export function newBlame({ record, way, letIn, costOf, areDue, isShut }: Parts) {
  /** What has mattered does so until it is over. */
  let mattering = new Set<string>()
  /** What people meet who came on earlier days. */
  let byKnown = new Set<string>()
  /** What one client alone meets, or programs do. */
  let ofOthers = new Set<string>()
  let suspected: string | null = null
  let blamed: string | null = null
  // What a trouble with thousands of visits cost is not counted anew each minute.
  const costs = new Map<string, { cost: Cost; atMs: number }>()

  /** Whether visits go on and no longer meet what they met before: it is not even asked for. */
  function isGone(candidate: Candidate): boolean {
    const { visits: met, sinceMs, lastMs, key, step, failure, isCallback } = candidate
    if (isCallback || key === everyPage || record.minute - lastMs < leastGoneMs) return false
    // Nobody may get to a step at all: that it is not asked for any more is no sign that it is mended.
    const isPassed = step !== -1 || way.isOfWay(key)
    if (isPassed && !isRecovered(record, sinceMs)) return false
    // Others’ orders say nothing of who needs it.
    if (isPassed && failure === 'error' && !areDue({ key }, lastMs)) return false
    // The visits that met the first failure came some time before it.
    const before = Math.max(met, record.visitsIn(sinceMs - leastGoneMs, lastMs))
    const since = record.visitsIn(lastMs + minuteMs, record.minute)
    // How many of the visits meet it is known no better than how many of the requests fail.
    const answered = Math.max(0, before - met) + since
    return isAnsweredAgain({ failed: met, answered, answeredSince: since })
  }

  /** Whether all are answered so and none orders, where nearly all who asked for the same did. */
  function isOrderedByNone(candidate: Candidate): boolean {
    const { visits: met, ordered, outcomes, key, step, sinceMs } = candidate
    if (record.sharedBy !== null || met < leastMet || ordered > 0) return false
    if (outcomes.answered > mostAnswered * outcomes.failed) return false
    const least = candidate.failure === 'short' ? unlikelyWhenShort : veryUnlikely
    const before =
      step === -1 ? way.outcomes(key) : record.history.conversionsBefore(step + 1, sinceMs)
    return chanceOfNoneNext(met, { did: before.ordered, all: before.came }) < least
  }

  /** Whether visits that met an answer below 400 fail to order, who would have. */
  function isMissed(candidate: Candidate): boolean {
    const { visits: met, ordered, lost, outcomes, sinceMs } = candidate
    // Then visits say nothing.
    if (record.sharedBy !== null || met < leastMet) return false
    if (isOrderedByNone(candidate)) return true
    if (lost.low < Math.max(leastLost, leastPartLost * (ordered + lost.estimate))) return false
    if (outcomes.answered <= mostAnswered * outcomes.failed) return true
    const { minute } = record
    // Bots that are answered so come beside those who order as ever.
    const each = (ordered + lost.estimate) / met
    const expected = record.expected(sinceMs, minute)
    if (expected && each * (met + outcomes.answered) <= mostAsked * expected.mean) return true
    const seen = record.ordersIn(sinceMs, minute)
    return record.evidence(sinceMs, minute, seen).chance < hardlyChance
  }

  const isOfOrders = ({ step, key }: Candidate) => step !== -1 || way.isAskedByBuyers(key)

  /** An answer below 400 that is not the usual one is how the site is now, as long as orders come. */
  const isChange = (candidate: Candidate): boolean =>
    (candidate.failure === 'otherwise' || candidate.failure === 'short') &&
    (!isOfOrders(candidate) ||
      (record.sharedBy === null &&
        record.ordersIn(candidate.sinceMs, record.minute) > 0 &&
        candidate.lost.low === 0 &&
        !isOrderedByNone(candidate)))

  /** Whether a program's call fails every time, and not only for what it tried again at once. */
  const isDead = ({ failure, outcomes, sinceMs, lastMs }: Candidate): boolean =>
    failure === 'error' &&
    outcomes.answered === 0 &&
    outcomes.failed >= leastMet &&
    lastMs - sinceMs >= leastGoneMs

  /** Whether people are refused wherever they come, and not bots beside them. */
  function areRefused(candidate: Candidate): boolean {
    const { among, sinceMs, visits: met } = candidate
    const { minute: nowMs } = record
    if (met < leastMet) return false
    // What has been told is so until it is over.
    if (byKnown.has(idOf(candidate)) || mattering.has(idOf(candidate))) return true
    if (among) return letIn.areMissing(among, { sinceMs, nowMs, met })
    const expected = record.history.usualVisits(sinceMs, nowMs)
    const served = record.visitsIn(sinceMs, nowMs)
    if (expected === null) return false
    const all = { met, served, expected }
    return areFewer(all, areAsMany(all) ? unlikely : veryUnlikely)
  }

  /** A circle is more than an answer that is not the usual one, and refused on every page more than on one. */
  const isToldBy = ({ failure, key, visits: met }: Candidate, all: readonly Candidate[]): boolean =>
    (failure === 'otherwise' &&
      all.some((one) => one.key === key && one.failure !== failure && 2 * one.visits >= met)) ||
    (failure === 'refused' &&
      key !== everyPage &&
      all.some((one) => one.key === everyPage && one.visits >= met))

  function candidateOf(trouble: Trouble): Candidate {
    const { affected, ...said } = trouble
    const id = idOf(trouble)
    const before = costs.get(id)
    const aMinute = trouble.isStatic ? visitsOfFileAMinute : visitsAMinute
    const freshMs = Math.min(longestMs, (affected.length / aMinute) * minuteMs)
    const isFresh = before && record.minute - before.atMs < freshMs
    const cost = isFresh ? before.cost : costOf([trouble])
    if (!isFresh) costs.set(id, { cost, atMs: record.minute })
    return { ...said, ...cost }
  }

  /** Whether orders came in spite of what fails, until another request began to: that stopped them, though it may have cost less so far. */
  function isStopAfter(main: Candidate, { sinceMs, step, visits: met, outcomes, lost }: Candidate) {
    return (
      sinceMs > main.sinceMs &&
      step !== -1 &&
      met >= leastMet &&
      lost.low > 0 &&
      outcomes.answered <= mostAnswered * outcomes.failed &&
      record.ordersIn(sinceMs, record.minute) === 0 &&
      record.ordersIn(main.sinceMs, sinceMs) > 0
    )
  }

  const isSlow = ({ failure }: Candidate) => failure === 'slow'

  /** Under load some answers are slow, which few notice. */
  const isOften = ({ outcomes: { failed, answered }, lost }: Candidate) =>
    failed >= leastSlowShare * (failed + answered) || lost.low > 0

  /** Whether those who meet it order in spite of it, as ever. */
  const areServed = ({ ordered, lost: { low, estimate } }: Candidate) =>
    ordered >= leastMet && low === 0 && estimate < mostOfServed * (ordered + estimate)

  /** A few stray errors or refusals among many good answers are no trouble, unless they surely cost orders. */
  const isHighOrCostly = ({ outcomes: { failed, answered }, lost }: Candidate) =>
    failed >= highShare * (failed + answered) || lost.low >= leastCost

  /** Whether hardly any of the shop's people meet it. */
  const isOfOthers = (trouble: Trouble) =>
    (record.sharedBy === null && isByOne(trouble)) ||
    (way.isWithFiles(trouble.key) && isWithoutFiles(trouble))

  /** Whether enough visits meet a failure that the shop is in trouble. */
  function matters(candidate: Candidate): boolean {
    const { key, step, isStatic, visits: met, sinceMs, failure, isOneOfMany, lost } = candidate
    if (ofOthers.has(idOf(candidate))) return false
    // Only programs ask so.
    if (candidate.method === 'HEAD') return false
    // One page of many that is refused or not there any more is no trouble of the shop by itself.
    if (isStatic || (isOneOfMany && failure !== 'error')) return false
    if (key === everyPage) return true
    if (step === -1 && areServed(candidate)) return false
    if (mattering.has(idOf(candidate))) return true
    if (candidate.isCallback) return isDead(candidate)
    const isBeside = step === -1 && !way.isOnWay(key)
    const isByBuyers = failure === 'loop' && isBeside && isOfOrders(candidate)
    if (isSent(candidate) && met >= leastMet && isShut()) return true
    if (seemsWell(failure) || isByBuyers) return isMissed(candidate)
    if (failure === 'slow' && !isOften(candidate)) return false
    if (step !== -1 || way.isOnWay(key))
      return failure === 'error' || (failure === 'refused' && !candidate.among)
        ? isHighOrCostly(candidate)
        : met >= leastMet
    if (failure === 'error' && way.leadsToOrders(key))
      return met >= leastMet && isHighOrCostly(candidate)
    // Where no order is known, no request is beside the way.
    if (record.orders.total === 0 && failure === 'error') return met >= leastMet
    const all = record.visitsIn(sinceMs, record.minute)
    return met >= leastMetBeside && met >= leastShareBeside * all && lost.low > 0
  }

  /** Whether those who met a file that is not served surely order less, and their orders are missing among all. */
  function isNeeded({ isStatic, visits: met, ordered, lost, sinceMs }: Candidate): boolean {
    if (!isStatic || met < leastMetOfFile || record.sharedBy !== null) return false
    if (lost.low < Math.max(leastLost, leastPartLost * (ordered + lost.estimate))) return false
    const seen = record.ordersIn(sinceMs, record.minute)
    return seen + lost.low <= mostAsked * record.evidence(sinceMs, record.minute, seen).mean
  }

  function findSuspect(candidates: readonly Candidate[]): Candidate | null {
    const { minute, lastTrouble } = record
    let best: Candidate | null = null
    let least = suspicious
    for (const candidate of candidates.slice(0, maxSuspects)) {
      // Many behind one address are one visit.
      const met = record.sharedBy === null ? candidate.visits : candidate.failures
      if (met < leastMet || minute - candidate.sinceMs > maxSuspectMs) continue
      const fromMs = Math.max(candidate.sinceMs, lastTrouble.untilMs)
      const seen = record.ordersIn(fromMs, minute)
      if (!record.mayMiss(fromMs, minute, seen, likely)) continue
      const { chance } = record.evidence(fromMs, minute, seen)
      if (chance >= least) continue
      best = candidate
      least = chance
    }
    return best ?? candidates.find(isNeeded) ?? null
  }

  return {
    /** The requests that still fail, the most expensive first. */
    candidatesOf(troubles: readonly Trouble[]): Candidate[] {
      if (troubles.length === 0) costs.clear()
      byKnown = new Set(troubles.filter(isByKnown).map(idOf))
      ofOthers = new Set(troubles.filter(isOfOthers).map(idOf))
      return troubles
        .map(candidateOf)
        .filter((candidate) => candidate.key !== everyPage || areRefused(candidate))
        .filter((candidate) => !isGone(candidate) && !isChange(candidate))
        .filter((candidate, _, all) => !isToldBy(candidate, all))
        .sort((a, b) => b.lost.estimate - a.lost.estimate || b.visits - a.visits)
    },
    /** `sinceMs`: when its trouble began; `seemsOver`: nothing that matters has failed for some minutes. */
    culpritAmong(
      candidates: readonly Candidate[],
    ): { culprit: Candidate; sinceMs: number; seemsOver: boolean } | null {
      const all = candidates.filter(matters)
      mattering = new Set(all.map(idOf))
      const [dearest = null] = all
      const before = all.find((candidate) => idOf(candidate) === blamed)
      // What slows down together is one trouble, and so are the forms of one step: it keeps its name until another has surely cost more.
      const isOne =
        before && dearest && ((isSlow(before) && isSlow(dearest)) || areOneStep(before, dearest))
      const main = isOne && dearest.lost.low <= before.lost.estimate ? before : dearest
      const culprit = (main && all.find((one) => isStopAfter(main, one))) ?? main
      blamed = culprit && idOf(culprit)
      if (!culprit) return null
      const isOfIt = (one: Candidate) => one === culprit || (isSlow(culprit) && isSlow(one))
      const sinceMs = Math.min(...all.filter(isOfIt).map((one) => one.sinceMs))
      return { culprit, sinceMs, seemsOver: all.every(({ seemsOver }) => seemsOver) }
    },
    /** A request that fails beside the way matters when orders have failed to come since it does. */
    suspectAmong(candidates: readonly Candidate[]): Candidate | null {
      const before = candidates.find((candidate) => idOf(candidate) === suspected)
      suspected = null
      if (before && isRecovered(record, before.sinceMs)) record.explain()
      const suspect =
        before && record.lastTrouble.untilMs < record.minute ? before : findSuspect(candidates)
      suspected = suspect && idOf(suspect)
      return suspect
    },
  }
}
