import type { Estimate } from '@/lib/orders/expected/distributions'
import type { Among } from '@/lib/orders/failing/among'
import { type Untold, untoldOf } from '@/lib/orders/failing/trouble'
import type { Candidate } from '@/lib/orders/watch/shop-watch'
import { isSameAnswer, type NamedRequest, nameOf } from '@/lib/orders/words/request-name'
import { newPathPattern } from '@/lib/shop/path-pattern'

/** A request that failed in an incident, with what it cost. */
export interface Blamed extends NamedRequest {
  status: number
  /** The status that was usual, where another one is what was wrong. */
  before?: number
  /** What was wrong, where the status does not tell. */
  failure?: Untold
  sinceMs: number
  /** When it failed last. */
  lastMs?: number
  failures: number
  /** Failures of the same step, or of requests alike, at other addresses: visits and loss are of all of them. */
  elsewhere: number
  visits: number
  lost: Estimate
  /** The one country, browser or referrer that met it; null where it was none. */
  among: Among | null
}

export function blamedOf(one: Candidate): Blamed {
  const { method, path: request, route, status, sinceMs, lastMs } = one
  const { failures, visits, lost, among } = one
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
    lastMs,
    ...counts,
    among,
  }
}

/** A request that failed at some time of an incident. */
export interface SeenFailing {
  /** When most visits had met it. */
  blamed: Blamed
  /** What it was called: of several addresses the pattern shows with time. */
  names: Set<string>
}

/** What is told of a request, with its last failure. */
export function withLast(one: Blamed, seen: Iterable<SeenFailing>): Blamed {
  let { lastMs } = one
  for (const { names, blamed } of seen)
    if (names.has(nameOf(one)) && blamed.lastMs !== undefined)
      lastMs = Math.max(lastMs ?? 0, blamed.lastMs)
  return lastMs === undefined ? one : { ...one, lastMs }
}

/** The later number is the better one: who met a failure may order after all. */
export const isFullerRow = (one: Blamed, than: Blamed) =>
  one.visits >= than.visits || one.lost.estimate > than.lost.estimate

/** Whether a request is one of those that another one's pattern stands for. */
const isOfPattern = (one: Blamed, { method, status, request, route = '' }: Blamed) =>
  request.includes('*') &&
  route === '' &&
  one.method === method &&
  one.status === status &&
  newPathPattern(request).matches(one.request)

export const isNamedBy = (other: Blamed, one: Blamed) =>
  isSameAnswer(other, one) || isOfPattern(other, one)

/** With the requests that failed when most was missed, those that failed with them in the same way at other times. */
export function withOthers(blamed: readonly Blamed[], seen: Iterable<SeenFailing>): Blamed[] {
  const all = [...blamed]
  for (const { names, blamed: other } of seen)
    if (!all.some((one) => names.has(nameOf(one)) || isNamedBy(other, one))) all.push(other)
  return all
}

export const plus = (a: Estimate | null, b: Estimate | null): Estimate | null =>
  a && b
    ? { low: a.low + b.low, estimate: a.estimate + b.estimate, high: a.high + b.high }
    : (a ?? b)

/** One request cost no more than all that fails did. */
export const atMost = (lost: Estimate, ofAll: Estimate | null): Estimate =>
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
export function withEarlier(blamed: readonly Blamed[], earlier: readonly Blamed[]): Blamed[] {
  const again = blamed.map((one) => {
    const before = earlier.find((other) => isSameAnswer(other, one))
    return before ? bothTimes(before, one) : one
  })
  return [...again, ...earlier.filter((one) => !again.some((other) => isNamedBy(one, other)))]
}
