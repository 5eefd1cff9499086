import { newPathPattern } from '@/lib/shop/path-pattern'
import type { Step } from '@/lib/shop/steps'
import type { TimeRange } from '@/lib/time'
import { overlap } from './ranges'

/** How many orders were missed: 95 % range around the likeliest number. */
export interface Lost {
  low: number
  estimate: number
  high: number
}

/** An incident of the shop, as the Incidents page has it. */
export interface ToldIncident extends TimeRange {
  id: string
  /** None came any more, or something else was wrong. */
  ordersStopped: boolean
  /** In which orders were missing. */
  visits: number
  /** Null where that is not known. */
  lost: Lost | null
  /** What was to blame, the most expensive first. */
  requests: readonly { request: string; status: number }[]
}

/** A request that failed for a while. */
type Failed = TimeRange & { request: string | null; status: string | null }

/** Whether an incident blames a request that failed in its time. */
export const blames = (told: ToldIncident, { request, status, ...range }: Failed): boolean =>
  request !== null &&
  overlap(told, range) &&
  told.requests.some(
    (blamed) => String(blamed.status) === status && newPathPattern(blamed.request).matches(request),
  )

/** Whether a lack of orders tells of requests that failed: they are on the way to an order, or were to blame for one. */
export function newToldByOrders(steps: readonly Step[], incidents: readonly ToldIncident[]) {
  const onTheWay = steps
    .flatMap(({ match }) => match)
    .flatMap(({ path }) => (path === undefined ? [] : [newPathPattern(path)]))
  return (failed: Failed): boolean => {
    const { request } = failed
    if (request === null) return false
    return (
      onTheWay.some(({ matches }) => matches(request)) ||
      incidents.some((told) => blames(told, failed))
    )
  }
}
