import { z } from 'zod'

const actions = z.array(z.string()).default([])
const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).default([])

const metric = z.object({
  Id: z.string(),
  Label: z.string().optional(),
  Expression: z.string().optional(),
  Period: z.number().optional(),
  ReturnData: z.boolean().default(true),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: z.number(),
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
})

const definition = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().optional(),
  OKActions: actions,
  AlarmActions: actions,
  InsufficientDataActions: actions,
  AlarmRule: z.string().optional(),
  Metrics: z.array(metric).optional(),
  MetricName: z.string().optional(),
  Namespace: z.string().optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Unit: z.string().optional(),
  Dimensions: dimensions,
  Period: z.number().optional(),
  EvaluationPeriods: z.number().optional(),
  DatapointsToAlarm: z.number().optional(),
  ComparisonOperator: z.string().optional(),
  Threshold: z.number().optional(),
  TreatMissingData: z.string().default('missing'),
  EvaluateLowSampleCountPercentile: z.string().default(''),
})
/** What messages say of an alarm, from what PutMetricAlarm or PutCompositeAlarm was given. */
export type Definition = z.infer<typeof definition>

export const readDefinition = (given: unknown): Definition => definition.parse(given)
