import type { Store } from '@/lib/local/store/store'
import type { KeptMetricAlarm } from './alarm-store'
import type { MetricJudge } from './evaluate-metric'
import { type Judged, judgedOf } from './evaluation'
import { seriesOf } from './series'

/** Hears of an alarm that cannot be judged. */
export type Failed = (name: string, problem: unknown) => void

/** What is needed to judge these alarms at these minutes (epoch ms of their close). */
export async function metricJudges(
  store: Store,
  alarms: readonly KeptMetricAlarm[],
  minutes: readonly number[],
  failed: Failed,
): Promise<MetricJudge[]> {
  const sound: { alarm: KeptMetricAlarm; judged: Judged }[] = []
  for (const alarm of alarms) {
    try {
      sound.push({ alarm, judged: await judgedOf(alarm.definition) })
    } catch (problem) {
      failed(alarm.name, problem)
    }
  }
  const series = await seriesOf(
    store,
    sound.map(({ judged }) => judged),
    minutes,
  )
  return sound.flatMap((one, at) => {
    const own = series[at]
    return own ? { ...one, series: own } : []
  })
}
