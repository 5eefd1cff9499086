import { keyOf } from '@/lib/back-test/measured'
import { emptyTally, type Tally } from '@/lib/back-test/tally'
import { choose } from '@/lib/blind-spots/choose'
import type { Silence } from '@/lib/blind-spots/incidents'
import type { Proposal } from '@/lib/blind-spots/result'
import type { Sample } from '@/lib/blind-spots/sample'
import { alarm as alarmSchema, type MetricFilter } from '@/lib/monitoring'
import { minuteMs } from '@/lib/window'
import { held } from './held'
import { constant, free, proposalOf, type Surroundings } from './proposal'
import { tells } from './raised'

/** Orders and requests as metrics, by the filters that are there or by those that come with CafeWatch. */
export interface OrderMetrics {
  orders: MetricFilter
  requests: MetricFilter
}

/** The metrics of orders and of all requests: of filters that are there, or those that come with CafeWatch. */
export function orderMetrics(
  filters: readonly MetricFilter[],
  order: Sample,
  other: Sample,
): OrderMetrics {
  const declared = (name: string) => {
    const found = held().env.monitoring.metricFilters.find((filter) => filter.name === name)
    if (!found) throw new Error(`There is no metric filter ${name} among those declared.`)
    return found
  }
  const counts = filters.filter(({ value, dimensions }) => value === '1' && !dimensions)
  const [orders, requests] = [declared('Orders'), declared('Requests')]
  return {
    orders: counts.find((filter) => tells(filter, order, other)) ?? orders,
    requests: counts.find(({ pattern }) => pattern === requests.pattern) ?? requests,
  }
}

function requestsAMinute({ count }: Tally): number[] {
  const sorted = [...count].filter((requests) => requests > 0).sort((a, b) => a - b)
  return [0.2, 0.35, 0.5, 0.75].map((share) => sorted[Math.floor(sorted.length * share)] ?? 1)
}

const patience = [3, 5, 10, 15, 20, 30, 60]
// With fewer orders to expect, none at all is chance often enough to wake somebody for nothing.
const enoughExpected = 8

const total = ({ count }: Tally) => count.reduce((sum, value) => sum + value, 0)

/** An alarm on orders that stop while requests come. Null when none is sound over the range. */
export function proposeForSilence(
  silence: Silence,
  { orders, requests }: OrderMetrics,
  tallies: ReadonlyMap<string, Tally>,
  here: Surroundings,
): Proposal | null {
  const none = emptyTally(here.range.fromMs, 0, null)
  const came = tallies.get(keyOf(constant(requests))) ?? none
  const bought = tallies.get(keyOf(constant(orders))) ?? none
  const floors = [...new Set(requestsAMinute(came).map((floor) => Math.max(1, Math.floor(floor))))]
  const trials = floors.flatMap((floor) => {
    const timesMs: number[] = []
    const values: number[] = []
    came.count.forEach((count, at) => {
      if (count === 0) return
      timesMs.push(came.fromMs + at * minuteMs)
      values.push(count >= floor && (bought.count[at] ?? 0) < 1 ? 1 : 0)
    })
    const ordersARequest = total(bought) / Math.max(1, total(came))
    const sound = patience.filter((minutes) => minutes * floor * ordersARequest >= enoughExpected)
    return sound.map((minutes) => ({
      idea: { floor, minutes },
      points: { timesMs, values },
      thresholds: { threshold: 1, evaluationPeriods: minutes, datapointsToAlarm: minutes },
    }))
  })
  const best = choose(trials, silence, here)
  if (!best) return null
  const { floor, minutes } = best.idea
  const measured = ({ namespace, metric }: MetricFilter) => ({
    namespace,
    metric,
    statistic: 'Sum',
  })
  const alarm = alarmSchema.parse({
    name: free('Orders-Stopped', here.alarmNames),
    description: `No order in ${minutes} minutes, each with ${floor} or more requests`,
    metrics: [
      { id: 'orders', ...measured(orders) },
      { id: 'requests', ...measured(requests) },
      { id: 'silence', expression: `IF(requests >= ${floor} AND FILL(orders, 0) < 1, 1, 0)` },
    ],
    comparison: '>=',
    threshold: 1,
    evaluationPeriods: minutes,
  })
  const isNew = (filter: MetricFilter) =>
    !here.filters.some(
      ({ namespace, metric }) => namespace === filter.namespace && metric === filter.metric,
    )
  return proposalOf(best, { filters: [orders, requests].filter(isNew), alarm }, here)
}
