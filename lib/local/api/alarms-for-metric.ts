import { z } from 'zod'
import { readAlarms } from '@/lib/local/alarms/alarm-store'
import type { EngineContext } from '@/lib/local/context'
import { dimensions, read, text, whole } from '@/lib/local/input'
import { dimensionsText } from '@/lib/local/metrics/datapoints'
import { alarmError } from './alarm-members'
import { shownAlarm } from './describe-alarms'

const describe = z.object({
  MetricName: text(1, 255),
  Namespace: text(1, 255),
  Statistic: text(1, 255).optional(),
  ExtendedStatistic: text(1, 255).optional(),
  Dimensions: dimensions,
  Period: whole(1).optional(),
  Unit: z.string().optional(),
})

/** The alarms of one metric; those that use it in an expression are not among them, as on CloudWatch. */
export async function describeAlarmsForMetric({ store }: EngineContext, input: unknown) {
  const asked = read(describe, input, alarmError)
  const wanted = dimensionsText(asked.Dimensions)
  const { alarms } = await readAlarms(store)
  const chosen = alarms.filter(
    ({ kind, definition }) =>
      kind === 'MetricAlarm' &&
      'MetricName' in definition &&
      definition.MetricName === asked.MetricName &&
      definition.Namespace === asked.Namespace &&
      dimensionsText(definition.Dimensions) === wanted &&
      (asked.Statistic ?? definition.Statistic) === definition.Statistic &&
      (asked.ExtendedStatistic ?? definition.ExtendedStatistic) === definition.ExtendedStatistic &&
      (asked.Period ?? definition.Period) === definition.Period &&
      (asked.Unit ?? definition.Unit) === definition.Unit,
  )
  return { MetricAlarms: chosen.map(shownAlarm) }
}
