import { frequency } from '@/lib/alarms/words'
import { keyOf } from '@/lib/back-test/filter-metric'
import { type MinuteStatistics, pointsOf } from '@/lib/back-test/minute-statistics'
import { countWords } from '@/lib/filter-pattern/columns'
import { maskAddresses } from '@/lib/mask'
import type { Points } from '@/lib/metric-math/series'
import { alarm as alarmSchema, type MetricFilter, metricFilter } from '@/lib/monitoring'
import { ranked, type Thresholds, thresholds } from './choose'
import type { FailingIncident } from './incidents'
import { type PatternCandidate, patternCandidates } from './patterns'
import { constant, type Draft, type ProposalContext, unusedName } from './proposal'
import { answeredWell, type Sample } from './sample'
import { distinguishes } from './watching'

/** The filter with a candidate's pattern: an existing one, one that another proposal makes, or a new one. */
function filterFor(
  { name, pattern }: PatternCandidate,
  filters: readonly MetricFilter[],
  made: MetricFilter[],
) {
  const counts = (filter: MetricFilter) =>
    filter.pattern === pattern && filter.value === '1' && !filter.dimensions
  const same = filters.find(counts)
  if (same) return { filter: same, isNew: false }
  const known = made.find(counts)
  if (known) return { filter: known, isNew: true }
  const taken = new Set([...filters, ...made].flatMap((filter) => [filter.name, filter.metric]))
  const filter = metricFilter.parse({ name: unusedName(name, taken), pattern })
  made.push(filter)
  return { filter, isNew: true }
}

export interface FilterCandidate {
  pattern: PatternCandidate
  filter: MetricFilter
  isNew: boolean
}

/**
 * Metric filters that distinguish the failures of an incident from requests that succeed, tested on its
 * event. `made` are those of other proposals; new ones are added to it.
 */
export function filterCandidates(
  incident: FailingIncident,
  event: Sample,
  filters: readonly MetricFilter[],
  made: MetricFilter[],
): FilterCandidate[] {
  const isJson = event.message.trimStart().startsWith('{')
  const columns = countWords(event.message)
  // A pattern is passed around, so no client address may stand in it.
  const { request, status } = incident
  const named = request !== null && maskAddresses(request) === request ? request : null
  return patternCandidates({ request: named, status }, { isJson, columns })
    .filter((pattern) => distinguishes(pattern, event, answeredWell(event)))
    .map((pattern) => ({ pattern, ...filterFor(pattern, filters, made) }))
}

const shortly = ({ threshold, evaluationPeriods: n, datapointsToAlarm: m = n }: Thresholds) =>
  n === 1 ? `${threshold}-a-minute` : `${threshold}-in-${m}-of-${n}-minutes`

/** The best alarms on failures, by running the candidates over the range; none when none is sound. */
export function proposeForFailing(
  incident: FailingIncident,
  candidates: readonly FilterCandidate[],
  statisticsByKey: ReadonlyMap<string, MinuteStatistics>,
  context: ProposalContext,
): Draft[] {
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
  return ranked(trials, incident, context).map(({ filter, isNew, pattern, given }) => ({
    filters: isNew ? [filter] : [],
    names: { plain: pattern.name, detail: shortly(given) },
    alarm: alarmSchema.parse({
      name: pattern.name,
      description: `${pattern.counts}: ${frequency(given)}`.slice(0, 1024),
      namespace: filter.namespace,
      metric: filter.metric,
      comparison: '>=',
      ...given,
    }),
  }))
}
