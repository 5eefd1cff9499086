import { metricReasonData } from '@/lib/alarms/reason-data'
import { isEvaluatedAt, periodsAt, replay } from '@/lib/alarms/replay'
import { minuteMs } from '@/lib/time'
import type { StoredMetricAlarm } from './alarm-store'
import type { MetricEvaluation } from './evaluation'
import type { Series } from './series'
import type { NewState } from './transition'

/** A metric alarm with all that is needed to evaluate it. */
export interface MetricEvaluator {
  alarm: StoredMetricAlarm
  evaluation: MetricEvaluation
  series: Series
}

/**
 * The state that a metric alarm has to take when the minute `atMs` has closed, null when it stays as it is.
 * Throws when the alarm cannot be evaluated.
 */
export function evaluateMetric(
  { alarm, evaluation, series }: MetricEvaluator,
  atMs: number,
): Omit<NewState, 'atMs'> | null {
  if (!isEvaluatedAt(evaluation, atMs)) return null
  const seen = series(atMs)
  if (seen instanceof Error) throw seen
  if (seen.fewSamples) return null
  const minute = { fromMs: atMs - minuteMs, toMs: atMs }
  const [turn] = replay(evaluation, seen.valueAt, minute, alarm.state)
  if (!turn) return null
  const statistic = alarm.definition.Statistic ?? alarm.definition.ExtendedStatistic ?? null
  const periods = periodsAt(evaluation, seen.valueAt, atMs)
  const { evaluated, reason, to: state } = turn
  const data = metricReasonData(evaluation, { atMs, statistic, periods, evaluated })
  return { state, reason, reasonData: JSON.stringify(data) }
}
