import * as z from 'zod'
import { compositeAlarm, metricAlarm } from '@/lib/local/alarms/definition'

const definition = metricAlarm
  .partial({ EvaluationPeriods: true, Threshold: true, ComparisonOperator: true })
  .extend({
    AlarmRule: compositeAlarm.shape.AlarmRule.optional(),
    // Older stores may have alarms with others than are taken now.
    Namespace: z.string().optional(),
    Unit: z.string().optional(),
  })
/** What messages say of an alarm of either kind, from what PutMetricAlarm or PutCompositeAlarm was given. */
export type Definition = ReturnType<typeof readDefinition>

export const readDefinition = (given: unknown) => definition.parse(given)
