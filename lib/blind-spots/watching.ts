import type { Alarm } from '@/lib/alarms/alarm'
import { readRule } from '@/lib/alarms/rule'
import { RuleProblem } from '@/lib/alarms/rule-tokens'
import { type AwsAlarm, definitionOf, NotReplayable } from '@/lib/back-test/definition'
import { alarmSpans } from '@/lib/back-test/evaluate'
import { filterMetricsOf } from '@/lib/back-test/filter-metric'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import type { MetricStat } from '@/lib/metric-math/series'
import { type MetricFilter, namespace } from '@/lib/monitoring'
import type { ShopMetric } from '@/lib/shipped-alarms'
import type { TimeRange } from '@/lib/time'
import type { Sample } from './sample'

/** When an alarm really was in ALARM, by its history. */
export function raisedSpans({ changes, state, sinceMs }: Alarm, range: TimeRange): TimeRange[] {
  const oldestFirst = [...changes].sort((a, b) => a.atMs - b.atMs)
  const unchanged = sinceMs !== null && sinceMs <= range.fromMs ? state : 'INSUFFICIENT_DATA'
  return alarmSpans(oldestFirst, range, oldestFirst[0]?.from ?? unchanged)
}

/** From when on an alarm was evaluated, as far as its history in a range says, epoch ms: it may have been created then. */
export function evaluatedFromMs({ changes, state, sinceMs }: Alarm, range: TimeRange): number {
  const oldest = changes.at(-1)
  if (oldest) return oldest.from === 'INSUFFICIENT_DATA' ? oldest.atMs : range.fromMs
  if (state === 'INSUFFICIENT_DATA') return Number.POSITIVE_INFINITY
  return Math.max(sinceMs ?? range.fromMs, range.fromMs)
}

function matches(pattern: string, sample: Sample): boolean {
  try {
    return matcher(parsePattern(pattern))(sample)
  } catch {
    // CloudWatch may know patterns that are not known here.
    return false
  }
}

/** Whether a metric filter distinguishes an event from ordinary ones: one that counts all requests does not. */
export const distinguishes = (
  { pattern }: Pick<MetricFilter, 'pattern'>,
  event: Sample,
  ordinary: Sample,
) => matches(pattern, event) && !matches(pattern, ordinary)

function childrenOf(rule: string): string[] {
  try {
    return readRule(rule).children
  } catch (error) {
    if (error instanceof RuleProblem) return []
    throw error
  }
}

/** What alarms watch: such events as against ordinary ones, and metrics that are published of them. */
export interface Watched {
  event: Sample
  ordinary: Sample
  metrics: readonly ShopMetric[]
}

const isPublished = ({ Metric }: MetricStat, metrics: readonly string[]) =>
  Metric?.Namespace === namespace && metrics.includes(Metric.MetricName ?? '')

/** The names of the alarms that watch such events: by a metric filter that distinguishes them, by a published metric, or by a child that does. */
export function watchingAlarms(
  alarms: readonly AwsAlarm[],
  filters: readonly MetricFilter[],
  { event, ordinary, metrics }: Watched,
): Set<string> {
  const distinguishing = filters.filter((filter) => distinguishes(filter, event, ordinary))
  const found = new Set<string>()
  const composites: { name: string; children: string[] }[] = []
  for (const alarm of alarms) {
    const { AlarmName: name = '', AlarmRule } = alarm
    if (AlarmRule !== undefined) {
      composites.push({ name, children: childrenOf(AlarmRule) })
      continue
    }
    try {
      const definition = definitionOf(alarm)
      if ('combines' in definition) continue
      const stats = definition.queries.flatMap(({ MetricStat }) => MetricStat ?? [])
      const watches = (stat: MetricStat) =>
        isPublished(stat, metrics) || filterMetricsOf(stat, distinguishing).length > 0
      if (stats.some(watches)) found.add(name)
    } catch (error) {
      if (!(error instanceof NotReplayable)) throw error
    }
  }
  // A composite may have composites below it.
  for (let added = true; added; ) {
    added = false
    for (const { name, children } of composites) {
      if (found.has(name) || !children.some((child) => found.has(child))) continue
      found.add(name)
      added = true
    }
  }
  return found
}
