import { runtime } from '@/lib/aws/runtime'
import { keyOf } from '@/lib/back-test/measured'
import type { Tally } from '@/lib/back-test/tally'
import type { Points } from '@/lib/metric-math/series'
import { alarm as alarmSchema, type MetricFilter } from '@/lib/monitoring'
import { minuteMs } from '@/lib/time'
import { choose } from './choose'
import type { Silence } from './incidents'
import { constant, free, proposalOf, type Surroundings } from './proposal'
import { tells } from './raised'
import type { Proposal } from './result'
import type { Sample } from './sample'

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
    const found = runtime().env.monitoring.metricFilters.find((filter) => filter.name === name)
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

/** An alarm looks back over so many minutes. */
const patience = [5, 10, 15, 20, 30, 60]
// With fewer orders to expect, none at all is chance often enough to wake somebody for nothing.
const expected = [8, 12, 20]

const total = ({ count }: Tally) => count.reduce((sum, value) => sum + value, 0)

/** 1 at each minute that ends a stretch of requests without an order, as periods that slide with the minute see it. */
function quietMinutes(came: Tally, bought: Tally, { minutes, floor }: Idea): Points {
  const timesMs: number[] = []
  const values: number[] = []
  let [requests, orders] = [0, 0]
  came.count.forEach((count, at) => {
    requests += count - (came.count[at - minutes] ?? 0)
    orders += (bought.count[at] ?? 0) - (bought.count[at - minutes] ?? 0)
    if (requests === 0) return
    timesMs.push(came.fromMs + at * minuteMs)
    values.push(requests >= floor && orders < 1 ? 1 : 0)
  })
  return { timesMs, values }
}

interface Idea {
  minutes: number
  /** So many requests in them, without an order, are not by chance. */
  floor: number
}

/** An alarm on orders that stop while requests come. Null when none is sound over the range. */
export function proposeForSilence(
  silence: Silence,
  { orders, requests }: OrderMetrics,
  tallies: ReadonlyMap<string, Tally>,
  here: Surroundings,
): Proposal | null {
  const came = tallies.get(keyOf(constant(requests)))
  const bought = tallies.get(keyOf(constant(orders)))
  if (!came || !bought || total(bought) === 0) return null
  const requestsAnOrder = total(came) / total(bought)
  const ideas = patience.flatMap((minutes) =>
    expected.map((count): Idea => ({ minutes, floor: Math.ceil(count * requestsAnOrder) })),
  )
  const trials = ideas.map((idea) => ({
    idea,
    points: quietMinutes(came, bought, idea),
    thresholds: { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 },
  }))
  const best = choose(trials, silence, here)
  if (!best) return null
  const { floor, minutes } = best.idea
  const measured = ({ namespace, metric }: MetricFilter) => ({
    namespace,
    metric,
    statistic: 'Sum',
    periodSeconds: minutes * 60,
  })
  const alarm = alarmSchema.parse({
    name: free('Orders-Stopped', here.alarmNames),
    description: `No order in ${minutes} minutes that brought ${floor} or more requests`,
    metrics: [
      { id: 'orders', ...measured(orders) },
      { id: 'requests', ...measured(requests) },
      { id: 'silence', expression: `IF(requests >= ${floor} AND FILL(orders, 0) < 1, 1, 0)` },
    ],
    comparison: '>=',
    threshold: 1,
  })
  const isNew = (filter: MetricFilter) =>
    !here.filters.some(
      ({ namespace, metric }) => namespace === filter.namespace && metric === filter.metric,
    )
  return proposalOf(best, { filters: [orders, requests].filter(isNew), alarm }, here)
}
