import { alarmInput } from '@/lib/alarms/input'
import { type AwsAlarm, definitionOf, NotReplayable } from '@/lib/back-test/definition'
import type { Alarm } from '@/lib/monitoring'

/** What an alarm evaluates, whatever its name and recipients: equal texts, equal alarms. Null for what cannot be compared. */
export function evaluatedBy(alarm: AwsAlarm): string | null {
  try {
    const definition = definitionOf(alarm)
    if ('combines' in definition) return null
    const { rule, queries, evaluated } = definition
    const { evaluationPeriods, datapointsToAlarm = evaluationPeriods } = rule
    return JSON.stringify([
      [rule.comparison, rule.threshold, rule.treatMissingData, evaluationPeriods],
      datapointsToAlarm,
      queries.map(({ MetricStat, Expression, Period }) => [MetricStat, Expression, Period]),
      queries.findIndex(({ Id }) => Id === evaluated),
    ])
  } catch (error) {
    if (error instanceof NotReplayable) return null
    throw error
  }
}

/** The same for an alarm that does not exist yet. */
export const evaluatedByProposed = (alarm: Alarm) => evaluatedBy(alarmInput(alarm, () => []))
