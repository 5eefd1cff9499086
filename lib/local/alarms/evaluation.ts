import { periodOfMath } from '@/lib/alarms/math'
import type { Evaluation } from '@/lib/alarms/replay'
import type { MetricDataQuery } from '@/lib/metric-math/expression'
import type { MetricStat } from '@/lib/metric-math/series'
import { statisticOf } from '@/lib/metric-math/statistic'
import type { MetricDefinition } from './definition'

/** How a metric alarm is evaluated, and over which series. */
export type MetricEvaluation = Evaluation & {
  /** A single metric, or the queries of a metric-math alarm. */
  of: { metric: MetricStat; fewSamples: number | null } | { queries: MetricDataQuery[] }
}

/** With fewer samples than this CloudWatch does not trust a percentile. */
function fewSamplesOf({
  ExtendedStatistic: name,
  EvaluateLowSampleCountPercentile: low,
}: MetricDefinition): number | null {
  const statistic = name === undefined || low !== 'ignore' ? null : statisticOf(name)
  if (statistic?.kind !== 'percentile') return null
  const share = statistic.percent / 100
  return 10 / (share >= 0.5 ? 1 - share : share)
}

/** Reads from the definition of a metric alarm how it is evaluated. Throws when its expression cannot be evaluated. */
export async function evaluationOf(alarm: MetricDefinition): Promise<MetricEvaluation> {
  const { MetricName, Namespace, Dimensions, Period = 60, Metrics } = alarm
  const common = {
    sliding: true,
    rule: {
      comparison: alarm.ComparisonOperator,
      threshold: alarm.Threshold,
      evaluationPeriods: alarm.EvaluationPeriods,
      datapointsToAlarm: alarm.DatapointsToAlarm,
      treatMissingData: alarm.TreatMissingData,
    },
  }
  if (Metrics)
    return { ...common, periodSeconds: await periodOfMath(Metrics), of: { queries: Metrics } }
  const Stat = alarm.Statistic ?? alarm.ExtendedStatistic ?? ''
  if (MetricName === undefined || Namespace === undefined || !statisticOf(Stat))
    throw new Error('its definition names no metric, or no statistic. Put the alarm again.')
  const metric = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat }
  return { ...common, periodSeconds: Period, of: { metric, fewSamples: fewSamplesOf(alarm) } }
}
