import type { Store } from '@/lib/local/store/store'
import type { StoredMetricAlarm } from './alarm-store'
import type { MetricEvaluator } from './evaluate-metric'
import { evaluationOf, type MetricEvaluation } from './evaluation'
import { seriesOf } from './series'

/** Hears of an alarm that cannot be evaluated. */
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
