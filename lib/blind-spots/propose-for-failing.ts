import { frequency } from '@/lib/alarms/words'
import { keyOf } from '@/lib/back-test/filter-metric'
import { type MinuteStatistics, pointsOf } from '@/lib/back-test/minute-statistics'
import { columnsIn } from '@/lib/filter-pattern/match'
import { maskAddresses } from '@/lib/mask'
import type { Points } from '@/lib/metric-math/series'
import { alarm as alarmSchema, type MetricFilter, metricFilter } from '@/lib/monitoring'
import { choose, thresholds } from './choose'
import type { FailingIncident } from './incidents'
import { type PatternCandidate, patternCandidates } from './patterns'
import { constant, type ProposalContext, proposalOf, unusedName } from './proposal'
import type { Proposal } from './result'
import { answeredWell, type Sample } from './sample'
import { distinguishes } from './watching'

/** The filter with a candidate's pattern: an existing one, or a new one. */
function filterFor({ name, pattern }: PatternCandidate, filters: readonly MetricFilter[]) {
  const same = filters.find(
    (filter) => filter.pattern === pattern && filter.value === '1' && !filter.dimensions,
  )
  const taken = new Set(filters.flatMap((filter) => [filter.name, filter.metric]))
  return {
    filter: same ?? metricFilter.parse({ name: unusedName(name, taken), pattern }),
    isNew: same === undefined,
  }
}

export interface FilterCandidate {
  pattern: PatternCandidate
  filter: MetricFilter
  isNew: boolean
}

/** Metric filters that distinguish the failures of an incident from requests that succeed, tested on its event. */
export function filterCandidates(
  incident: FailingIncident,
  event: Sample,
  filters: readonly MetricFilter[],
): FilterCandidate[] {
  const isJson = event.message.trimStart().startsWith('{')
  const columns = columnsIn(event.message).length
  // A pattern is passed around, so no client address may stand in it.
  const { request, status } = incident
  const named = request !== null && maskAddresses(request) === request ? request : null
  return patternCandidates({ request: named, status }, { isJson, columns })
    .filter((pattern) => distinguishes(pattern, event, answeredWell(event)))
    .map((pattern) => ({ pattern, ...filterFor(pattern, filters) }))
}

/** The best alarm on failures, by running the candidates over the range. Null when none is sound. */
export function proposeForFailing(
  incident: FailingIncident,
  candidates: readonly FilterCandidate[],
  statisticsByKey: ReadonlyMap<string, MinuteStatistics>,
  context: ProposalContext,
): Proposal | null {
  const trials = candidates.flatMap((candidate) => {
    const statistics = statisticsByKey.get(keyOf(constant(candidate.filter)))
    const points: Points = statistics
      ? pointsOf(statistics, 'Sum', { periodSeconds: 60 })
      : { timesMs: [], values: [] }
    return thresholds.map((given) => ({
      source: { ...candidate, given },
      points,
      thresholds: given,
    }))
  })
  const best = choose(trials, incident, context)
  if (!best) return null
  const { filter, isNew, pattern, given } = best.source
  const alarm = alarmSchema.parse({
    name: unusedName(pattern.name, context.alarmNames),
    description: `${pattern.counts}: ${frequency(given)}`.slice(0, 1024),
    namespace: filter.namespace,
    metric: filter.metric,
    comparison: '>=',
    ...given,
  })
  return proposalOf(best, { filters: isNew ? [filter] : [], alarm }, context)
}
