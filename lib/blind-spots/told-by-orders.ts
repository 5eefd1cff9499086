import { newPathPattern } from '@/lib/shop/path-pattern'
import type { Step } from '@/lib/shop/steps'
import type { TimeRange } from '@/lib/time'
import type { FailingIncident } from './incidents'
import { overlap } from './ranges'

/** Requests that were to blame when orders were missing. */
export interface Blame extends TimeRange {
  requests: readonly { request: string; status: number }[]
}

/** Whether a lack of orders tells of requests that failed: they are on the way to an order, or were to blame for one. */
export function newToldByOrders(steps: readonly Step[], blame: readonly Blame[]) {
  const onTheWay = steps
    .flatMap(({ match }) => match)
    .flatMap(({ path }) => (path === undefined ? [] : [newPathPattern(path)]))
  return (incident: Pick<FailingIncident, 'request' | 'status' | 'fromMs' | 'toMs'>): boolean => {
    const { request, status } = incident
    if (request === null) return false
    if (onTheWay.some(({ matches }) => matches(request))) return true
    return blame.some(
      (one) =>
        overlap(one, incident) &&
        one.requests.some(
          (blamed) =>
            String(blamed.status) === status && newPathPattern(blamed.request).matches(request),
        ),
    )
  }
}
