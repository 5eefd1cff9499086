import { metricReasonData } from '@/lib/alarms/reasons'
import { isEvaluatedAt, periodsAt, replay } from '@/lib/alarms/replay'
import type { Store } from '@/lib/local/store/store'
import { minuteMs } from '@/lib/time'
import type { StoredMetricAlarm } from './alarm-store'
import { evaluationOf, type MetricEvaluation } from './definition'
import { type Series, seriesOf } from './series'
import type { NewState } from './transition'

/** A metric alarm with all that is needed to evaluate it. */
export interface MetricEvaluator {
  alarm: StoredMetricAlarm
  evaluation: MetricEvaluation
  series: Series
}

/**
 * The new state of a metric alarm when the minute `atMs` has closed, null when it is unchanged.
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
  const [change] = replay(evaluation, seen.valueAt, minute, alarm.state)
  if (!change) return null
  const statistic = alarm.definition.Statistic ?? alarm.definition.ExtendedStatistic ?? null
  const periods = periodsAt(evaluation, seen.valueAt, atMs)
  const { evaluated, reason, to: state } = change
  const data = metricReasonData(evaluation, { atMs, statistic, periods, evaluated })
  return { state, reason, reasonData: JSON.stringify(data) }
}

/** Called for an alarm that cannot be evaluated. */
export type Failed = (name: string, problem: unknown) => void

/** What is needed to evaluate these alarms at these minutes (epoch ms of their close). */
export async function metricEvaluators(
  store: Store,
  alarms: readonly StoredMetricAlarm[],
  minutes: readonly number[],
  failed: Failed,
): Promise<MetricEvaluator[]> {
  const sound: { alarm: StoredMetricAlarm; evaluation: MetricEvaluation }[] = []
  for (const alarm of alarms) {
    try {
      sound.push({ alarm, evaluation: await evaluationOf(alarm.definition) })
    } catch (problem) {
      failed(alarm.name, problem)
    }
  }
  const series = await seriesOf(
    store,
    sound.map(({ evaluation }) => evaluation),
    minutes,
  )
  return sound.flatMap((one, at) => {
    const own = series[at]
    return own ? { ...one, series: own } : []
  })
}
