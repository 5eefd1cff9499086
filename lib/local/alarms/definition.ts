import { z } from 'zod'
import { comparisonNames } from '@/lib/alarms/comparison'
import { dimensions, listOf, oneOf, text, whole } from '@/lib/local/input'
import { metricDataQuery } from '@/lib/local/metrics/metric-data-query'

export const alarmName = text(1, 255)

const actions = listOf(text(1, 1024), 0, 5).default([])

/** What alarms of every kind have: their name, and their actions. */
const alarmMembers = {
  AlarmName: alarmName,
  AlarmDescription: text(0, 1024).optional(),
  ActionsEnabled: z.boolean().default(true),
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
}

const maxPeriodSeconds = 86_400
/** Whether an alarm may have this period. */
export const isAlarmPeriod = (seconds: number) =>
  [10, 20, 30].includes(seconds) || seconds % 60 === 0

/** A metric alarm as PutMetricAlarm takes it. */
export const metricAlarm = z.object({
  ...alarmMembers,
  MetricName: text(1, 255).optional(),
  Namespace: text(1, 255).optional(),
  Statistic: oneOf(['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum']).optional(),
  ExtendedStatistic: text(1, 255).optional(),
  Dimensions: dimensions,
  Period: whole(10, maxPeriodSeconds)
    .refine(isAlarmPeriod, 'Member must be 10, 20, 30 or a multiple of 60')
    .optional(),
  Unit: z.string().optional(),
  Metrics: listOf(metricDataQuery, 1, 20).optional(),
  EvaluationPeriods: whole(1),
  DatapointsToAlarm: whole(1).optional(),
  Threshold: z.number('Member must not be null'),
  ComparisonOperator: oneOf(comparisonNames),
  TreatMissingData: oneOf(['missing', 'ignore', 'breaching', 'notBreaching']).default('missing'),
  EvaluateLowSampleCountPercentile: oneOf(['evaluate', 'ignore']).optional(),
})
export type MetricDefinition = z.infer<typeof metricAlarm>

/** A composite alarm as PutCompositeAlarm takes it. */
export const compositeAlarm = z.object({ ...alarmMembers, AlarmRule: text(1, 10_240) })
export type CompositeDefinition = z.infer<typeof compositeAlarm>
