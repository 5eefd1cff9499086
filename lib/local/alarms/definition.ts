import * as z from 'zod'
import { comparisonNames } from '@/lib/alarms/comparison'
import { periodOfMath } from '@/lib/alarms/math'
import type { Evaluation } from '@/lib/alarms/replay'
import { dimensions, listOf, namespace, oneOf, text, whole } from '@/lib/local/input'
import { metricDataQuery } from '@/lib/local/metrics/metric-data-query'
import type { MetricDataQuery } from '@/lib/metric-math/expression'
import type { MetricStat } from '@/lib/metric-math/series'
import { statisticOf } from '@/lib/metric-math/statistic'
import { units } from '@/lib/metric-math/unit'

export const alarmName = text(1, 255)

const actions = listOf(text(1, 1024), 0, 5).default([])

const tagKeys = listOf(text(1, 128), 1, 50).optional()
/** Whether notifications have the alarm's tags, and which. Given back: messages of this engine have none. */
const tagsPropagation = z
  .object({ Enabled: z.boolean(), IncludedTagKeys: tagKeys, ExcludedTagKeys: tagKeys })
  .refine(
    ({ IncludedTagKeys, ExcludedTagKeys }) => !IncludedTagKeys || !ExcludedTagKeys,
    'Member must not have both IncludedTagKeys and ExcludedTagKeys',
  )

/** What alarms of every kind have: their name, and their actions. */
const alarmMembers = {
  AlarmName: alarmName,
  AlarmDescription: text(0, 1024).optional(),
  ActionsEnabled: z.boolean().default(true),
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
  ActionConfiguration: z.object({ AlarmTagsPropagation: tagsPropagation.optional() }).optional(),
}

const maxPeriodSeconds = 86_400
/** Whether an alarm may have this period. */
export const isAlarmPeriod = (seconds: number) =>
  [10, 20, 30].includes(seconds) || seconds % 60 === 0

export const simpleStatistic = oneOf(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'])

/** A metric alarm as PutMetricAlarm takes it. */
export const metricAlarm = z.object({
  ...alarmMembers,
  MetricName: text(1, 255).optional(),
  Namespace: namespace.optional(),
  Statistic: simpleStatistic.optional(),
  ExtendedStatistic: text(1, 255).optional(),
  Dimensions: dimensions,
  Period: whole(10, maxPeriodSeconds)
    .refine(isAlarmPeriod, 'Member must be 10, 20, 30 or a multiple of 60')
    .optional(),
  Unit: oneOf(units).optional(),
  Metrics: listOf(metricDataQuery, 1, 20).optional(),
  EvaluationPeriods: whole(1),
  DatapointsToAlarm: whole(1).optional(),
  Threshold: z.number(),
  ComparisonOperator: oneOf(comparisonNames),
  TreatMissingData: oneOf(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  EvaluateLowSampleCountPercentile: oneOf(['evaluate', 'ignore']).optional(),
})
export type MetricDefinition = z.infer<typeof metricAlarm>

/** A composite alarm as PutCompositeAlarm takes it. */
export const compositeAlarm = z.object({
  ...alarmMembers,
  AlarmRule: text(1, 10_240),
  ActionsSuppressor: text(1, 1600).optional(),
  ActionsSuppressorWaitPeriod: whole(0).optional(),
  ActionsSuppressorExtensionPeriod: whole(0).optional(),
})
export type CompositeDefinition = z.infer<typeof compositeAlarm>

/** How a metric alarm is evaluated, and over which series. */
export type MetricEvaluation = Evaluation & {
  /** A single metric, or the queries of a metric-math alarm. */
  of: { metric: MetricStat; fewSamples: number | null } | { queries: MetricDataQuery[] }
}

/** With fewer samples than this CloudWatch does not trust a percentile. */
export function fewSamplesOf({
  ExtendedStatistic: name,
  EvaluateLowSampleCountPercentile: low,
}: MetricDefinition): number | null {
  const statistic = name === undefined || low !== 'ignore' ? null : statisticOf(name)
  if (statistic?.kind !== 'percentile') return null
  const { percent } = statistic
  const outside = percent >= 50 ? 100 - percent : percent
  // Of p0 and p100 AWS says nothing, and no number of samples would be enough.
  if (outside === 0) return null
  // 1000 / (100 - 99.9) is a little more than 10000, and 10000 samples are enough.
  return Number((1000 / outside).toPrecision(12))
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
  const metric = { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit: alarm.Unit }
  return { ...common, periodSeconds: Period, of: { metric, fewSamples: fewSamplesOf(alarm) } }
}
