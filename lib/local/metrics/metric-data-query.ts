import { z } from 'zod'
import { dimensions, text, whole } from '@/lib/local/input'

/** A metric or an expression, as GetMetricData and metric-math alarms take it. */
export const metricDataQuery = z.object({
  Id: z
    .string('Member must not be null')
    .max(255, 'Member must have length less than or equal to 255')
    .regex(
      /^[a-z][A-Za-z0-9_]*$/,
      'Member must satisfy regular expression pattern: [a-z][a-zA-Z0-9_]*',
    ),
  MetricStat: z
    .object({
      Metric: z.object({
        Namespace: text(1, 255),
        MetricName: text(1, 255),
        Dimensions: dimensions,
      }),
      Period: whole(1),
      Stat: text(1, 255),
      Unit: z.string().optional(),
    })
    .optional(),
  Expression: text(1, 2048).optional(),
  Label: z.string().optional(),
  ReturnData: z.boolean().default(true),
  Period: whole(1).optional(),
  AccountId: z.string().optional(),
})
