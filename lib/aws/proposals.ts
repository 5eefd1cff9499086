import type { Stretch } from '@/lib/back-test/judge'
import { keyOf } from '@/lib/back-test/measured'
import { emptyTally, pointsOf, type Tally } from '@/lib/back-test/tally'
import { choose, type Thresholds, type Tried, thresholds } from '@/lib/blind-spots/choose'
import { commandsFor } from '@/lib/blind-spots/commands'
import type { FailingIncident, Silence } from '@/lib/blind-spots/incidents'
import { type PatternIdea, patternIdeas } from '@/lib/blind-spots/patterns'
import type { Proposal } from '@/lib/blind-spots/result'
import { answeredWell, type Sample } from '@/lib/blind-spots/sample'
import { columnsIn } from '@/lib/local/pipeline/filter-pattern'
import { maskAddresses } from '@/lib/mask'
import type { Points } from '@/lib/metric-math/series'
import { type Alarm, alarm as alarmSchema, type MetricFilter, metricFilter } from '@/lib/monitoring'
import { minuteMs } from '@/lib/window'
import { held } from './held'
import { tells } from './raised'

/** What proposals are made from. */
export interface Surroundings {
  range: Stretch
  /** All that went wrong in the range: an alarm raised then is no false one. */
  harm: readonly Stretch[]
  filters: readonly MetricFilter[]
  /** Names that are taken. */
  alarmNames: ReadonlySet<string>
  /** ARNs of those whom the alarms tell. */
  actions: readonly string[]
}

const constant = (filter: MetricFilter) => ({ filter, dimensions: {} })
const free = (name: string, taken: ReadonlySet<string>): string => {
  for (let at = 1; ; at += 1) {
    const tried = at === 1 ? name : `${name}-${at}`
    if (!taken.has(tried)) return tried
  }
}

/** The filter that counts what an idea names: one that is there already, or a new one. */
function filterFor({ name, pattern }: PatternIdea, filters: readonly MetricFilter[]) {
  const same = filters.find(
    (filter) => filter.pattern === pattern && filter.value === '1' && !filter.dimensions,
  )
  const taken = new Set(filters.flatMap((filter) => [filter.name, filter.metric]))
  return {
    filter: same ?? metricFilter.parse({ name: free(name, taken), pattern }),
    isNew: same === undefined,
  }
}

export interface Idea {
  pattern: PatternIdea
  filter: MetricFilter
  isNew: boolean
}

/** Metric filters that tell the failures of an incident from what is well; its event proves it. */
export function ideasFor(
  incident: FailingIncident,
  event: Sample,
  filters: readonly MetricFilter[],
): Idea[] {
  const isJson = event.message.trimStart().startsWith('{')
  const columns = columnsIn(event.message).length
  // An address in a URL belongs into no pattern that people pass around.
  const { request, status } = incident
  const named = request !== null && maskAddresses(request) === request ? request : null
  return patternIdeas({ request: named, status }, { isJson, columns })
    .filter((pattern) => tells(pattern, event, answeredWell(event)))
    .map((pattern) => ({ pattern, ...filterFor(pattern, filters) }))
}

/** An entry of the site file says what is not the default. */
const entry = <Declared extends object>(declared: Declared, defaults: Partial<Declared>) =>
  Object.fromEntries(
    Object.entries(declared).filter(
      ([name, value]) =>
        value !== undefined &&
        JSON.stringify(value) !== JSON.stringify(defaults[name as keyof Declared]),
    ),
  )

const shortMetrics = (alarm: Alarm) =>
  'metrics' in alarm && {
    metrics: alarm.metrics.map((metric) =>
      entry(metric, { namespace: 'CafeWatch', statistic: 'Sum', periodSeconds: 60 }),
    ),
  }

function proposalOf(
  { firesAtMs, delayMinutes, otherwise }: Tried<unknown>,
  made: { filters: MetricFilter[]; alarm: Alarm },
  { actions }: Surroundings,
): Proposal {
  const { filters, alarm } = made
  const filterEntries = filters.map((filter) =>
    entry(filter, { metric: filter.name, value: '1', namespace: 'CafeWatch', defaultValue: 0 }),
  )
  const plain = alarmSchema.parse({ name: alarm.name, threshold: 0, metric: 'm' })
  const site = {
    ...(filters.length > 0 && { metricFilters: filterEntries }),
    alarms: [{ name: alarm.name, ...entry(alarm, plain), ...shortMetrics(alarm) }],
  }
  return {
    ...made,
    firesAtMs,
    delayMinutes,
    otherwise,
    siteFile: JSON.stringify(site, null, 2),
    commands: commandsFor(made, { logGroup: held().env.logGroup, actions }),
  }
}

const often = ({ threshold, evaluationPeriods: n, datapointsToAlarm: m = n }: Thresholds) =>
  n === 1 ? `${threshold} or more within 1 minute` : `${threshold} or more in ${m} of ${n} minutes`

/** The best alarm on failures, by running the candidates over the range. Null when none is sound. */
export function proposeForFailing(
  incident: FailingIncident,
  ideas: readonly Idea[],
  tallies: ReadonlyMap<string, Tally>,
  here: Surroundings,
): Proposal | null {
  const trials = ideas.flatMap((idea) => {
    const tally = tallies.get(keyOf(constant(idea.filter)))
    const points: Points = tally ? pointsOf(tally, 'Sum', 60) : { timesMs: [], values: [] }
    return thresholds.map((given) => ({ idea: { ...idea, given }, points, thresholds: given }))
  })
  const best = choose(trials, incident, here)
  if (!best) return null
  const { filter, isNew, pattern, given } = best.idea
  const alarm = alarmSchema.parse({
    name: free(pattern.name, here.alarmNames),
    description: `${pattern.counts}: ${often(given)}`.slice(0, 1024),
    namespace: filter.namespace,
    metric: filter.metric,
    comparison: '>=',
    ...given,
  })
  return proposalOf(best, { filters: isNew ? [filter] : [], alarm }, here)
}

/** Orders and requests as metrics, by the filters that are there or by those that come with CafeWatch. */
export interface OrderMetrics {
  orders: MetricFilter
  requests: MetricFilter
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
