import { metricReasonData } from '@/lib/alarms/reason-data'
import { isJudgedAt, periodsAt, replay } from '@/lib/alarms/replay'
import { minuteMs } from '@/lib/time'
import type { KeptMetricAlarm } from './alarm-store'
import type { Judged } from './evaluation'
import type { Series } from './series'
import type { NewState } from './transition'

/** A metric alarm with all that is needed to judge it. */
export interface MetricJudge {
  alarm: KeptMetricAlarm
  judged: Judged
  series: Series
}

/**
 * The state that a metric alarm has to take when the minute `atMs` has closed, null when it stays as it is.
 * Throws when the alarm cannot be judged.
 */
export function judgeMetric(
  { alarm, judged, series }: MetricJudge,
  atMs: number,
): Omit<NewState, 'atMs'> | null {
  if (!isJudgedAt(judged, atMs)) return null
  const seen = series(atMs)
  if (seen instanceof Error) throw seen
  if (seen.fewSamples) return null
  const minute = { fromMs: atMs - minuteMs, toMs: atMs }
  const [turn] = replay(judged, seen.valueAt, minute, alarm.state)
  if (!turn) return null
  const statistic = alarm.definition.Statistic ?? alarm.definition.ExtendedStatistic ?? null
  const periods = periodsAt(judged, seen.valueAt, atMs)
  const { evaluated, reason, to: state } = turn
  const data = metricReasonData(judged, { atMs, statistic, periods, evaluated })
  return { state, reason, reasonData: JSON.stringify(data) }
}
