import { keyOf } from '@/lib/back-test/measured'
import { pointsOf, type Tally } from '@/lib/back-test/tally'
import { columnsIn } from '@/lib/filter-pattern/match'
import { maskAddresses } from '@/lib/mask'
import type { Points } from '@/lib/metric-math/series'
import { alarm as alarmSchema, type MetricFilter, metricFilter } from '@/lib/monitoring'
import { choose, type Thresholds, thresholds } from './choose'
import type { FailingIncident } from './incidents'
import { type PatternIdea, patternIdeas } from './patterns'
import { constant, free, proposalOf, type Surroundings } from './proposal'
import { tells } from './raised'
import type { Proposal } from './result'
import { answeredWell, type Sample } from './sample'

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
    const points: Points = tally
      ? pointsOf(tally, 'Sum', { periodSeconds: 60 })
      : { timesMs: [], values: [] }
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
