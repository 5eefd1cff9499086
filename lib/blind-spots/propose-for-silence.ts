import { runtime } from '@/lib/aws/runtime'
import { keyOf } from '@/lib/back-test/filter-metric'
import type { MinuteStatistics } from '@/lib/back-test/minute-statistics'
import type { Points } from '@/lib/metric-math/series'
import { alarm as alarmSchema, type MetricFilter, monitoringOfShape } from '@/lib/monitoring'
import { NotCountable } from '@/lib/order-pattern/not-countable'
import type { PatternShape } from '@/lib/order-pattern/shape'
import { minuteMs } from '@/lib/time'
import { ranked } from './choose'
import type { Silence } from './incidents'
import { constant, type Draft, type ProposalContext } from './proposal'
import type { Sample } from './sample'
import { distinguishes } from './watching'

/** The metric filters that count orders and requests. */
export interface OrderMetrics {
  /** Null when no metric filter can count them. */
  orders: MetricFilter | null
  requests: MetricFilter
}

/** Those that come with CafeWatch for events of this shape; without Orders where no pattern can count them. */
function declaredFilters(shape: PatternShape | undefined): readonly MetricFilter[] {
  const { site, monitoring } = runtime().env
  if (!shape) return monitoring.metricFilters
  try {
    return monitoringOfShape(monitoring, site.steps, shape).metricFilters
  } catch (error) {
    if (!(error instanceof NotCountable)) throw error
    return monitoringOfShape(monitoring, [], shape).metricFilters.filter(
      ({ name }) => name !== 'Orders',
    )
  }
}

/** Existing filters that count orders and requests, or those that come with CafeWatch for events of this shape. */
export function orderMetrics(
  filters: readonly MetricFilter[],
  order: Sample,
  other: Sample,
  shape: PatternShape | undefined,
): OrderMetrics {
  const metricFilters = declaredFilters(shape)
  const declared = (name: string) => metricFilters.find((filter) => filter.name === name) ?? null
  const counts = filters.filter(({ value, dimensions }) => value === '1' && !dimensions)
  const [orders, requests] = [declared('Orders'), declared('Requests')]
  if (!requests) throw new Error('There is no metric filter Requests among those declared.')
  return {
    orders: counts.find((filter) => distinguishes(filter, order, other)) ?? orders,
    requests: counts.find(({ pattern }) => pattern === requests.pattern) ?? requests,
  }
}

/** Over how many minutes a candidate looks back. */
const lookbackMinutes = [5, 10, 15, 20, 30, 60]
// With fewer expected orders, chance alone would raise false alarms.
const expectedOrders = [8, 12, 20]

const total = ({ count }: MinuteStatistics) => count.reduce((sum, value) => sum + value, 0)

/**
 * 1 at each minute that ends a period of requests without an order, 0 with one, for periods that slide
 * with the minute; nothing where too few came to tell.
 */
function minutesWithoutOrders(
  requested: MinuteStatistics,
  ordered: MinuteStatistics,
  { minutes, minRequests }: SilenceRule,
): Points {
  const timesMs: number[] = []
  const values: number[] = []
  let [requests, orders] = [0, 0]
  requested.count.forEach((count, at) => {
    requests += count - (requested.count[at - minutes] ?? 0)
    orders += (ordered.count[at] ?? 0) - (ordered.count[at - minutes] ?? 0)
    if (orders < 1 && requests < minRequests) return
    timesMs.push(requested.fromMs + at * minuteMs)
    values.push(orders < 1 ? 1 : 0)
  })
  return { timesMs, values }
}

interface SilenceRule {
  minutes: number
  /** That many requests without an order are not chance. */
  minRequests: number
}

const plainName = 'Orders-Stopped'

function alarmOf(
  { minRequests, minutes }: SilenceRule,
  { orders, requests }: { orders: MetricFilter; requests: MetricFilter },
) {
  const metricOf = ({ namespace, metric }: MetricFilter) => ({
    namespace,
    metric,
    statistic: 'Sum',
    periodSeconds: minutes * 60,
  })
  // With a default its metric says each minute in which requests came: where it says nothing, it was not there yet.
  const came = orders.defaultValue === undefined ? 'FILL(orders, 0)' : 'orders'
  return alarmSchema.parse({
    name: plainName,
    description: `No order in ${minutes} minutes with ${minRequests} or more requests`,
    metrics: [
      { id: 'orders', ...metricOf(orders) },
      { id: 'requests', ...metricOf(requests) },
      // Divided by 0 it has no datapoint: too few came to tell.
      {
        id: 'silence',
        expression: `IF(${came} < 1, 1, 0) / (${came} >= 1 OR requests >= ${minRequests})`,
      },
    ],
    comparison: '>=',
    threshold: 1,
    // When hardly anybody comes at night, nothing is over.
    missing: 'ignore',
  })
}

/** Alarms on orders that stop while requests come, the best first; none when none is sound over the range. */
export function proposeForSilence(
  silence: Silence,
  { orders, requests }: OrderMetrics,
  statisticsByKey: ReadonlyMap<string, MinuteStatistics>,
  context: ProposalContext,
): Draft[] {
  if (!orders) return []
  const requested = statisticsByKey.get(keyOf(constant(requests)))
  const ordered = statisticsByKey.get(keyOf(constant(orders)))
  if (!requested || !ordered || total(ordered) === 0) return []
  const requestsPerOrder = total(requested) / total(ordered)
  const rules = lookbackMinutes.flatMap((minutes) =>
    expectedOrders.map(
      (count): SilenceRule => ({ minutes, minRequests: Math.ceil(count * requestsPerOrder) }),
    ),
  )
  const visited = requested.count.filter((count) => count > 0).length
  const candidates = rules.map((source) => {
    const points = minutesWithoutOrders(requested, ordered, source)
    return {
      source,
      points,
      thresholds: { threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 },
      treatMissingData: 'ignore' as const,
      awake: points.timesMs.length / visited,
    }
  })
  const isNew = (filter: MetricFilter) =>
    !context.filters.some(
      ({ namespace, metric }) => namespace === filter.namespace && metric === filter.metric,
    )
  return ranked(candidates, silence, context).map((rule) => ({
    filters: [orders, requests].filter(isNew),
    names: { plain: plainName, detail: `for-${rule.minutes}-minutes` },
    alarm: alarmOf(rule, { orders, requests }),
  }))
}
