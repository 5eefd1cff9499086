import type { MetricAlarm, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import * as z from 'zod'
import { frequency } from '@/lib/alarms/words'
import { nameOfArn } from '@/lib/aws/alarm-events'
import { runtime } from '@/lib/aws/runtime'
import { arnOfRecipient } from '@/lib/local/arn'

const periods = z.number().int('must be a whole number').min(1, 'must be 1 or more')

/** What can be changed of an alarm on its page. */
export const alarmEdit = z
  .strictObject({
    threshold: z.number('must be a number').finite(),
    datapointsToAlarm: periods,
    evaluationPeriods: periods.max(1440, 'must be at most 1440'),
    /** Names of recipients. */
    notify: z.array(z.string().min(1).max(255)).max(5, 'may name at most 5 recipients'),
  })
  .refine(({ datapointsToAlarm: m, evaluationPeriods: n }) => m <= n, {
    path: ['datapointsToAlarm'],
    message: 'must not be greater than evaluationPeriods',
  })
export type AlarmEdit = z.infer<typeof alarmEdit>

/** The ARNs of recipients, by name. What an alarm notifies already keeps its ARN; an unknown name is a sentence. */
function actionsOf(names: readonly string[], alarm: MetricAlarm): string[] | string {
  const declared = runtime().env.monitoring.recipients.map(arnOfRecipient)
  const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = alarm
  const known = [...AlarmActions, ...OKActions, ...InsufficientDataActions, ...declared]
  const found: string[] = []
  for (const name of new Set(names)) {
    const arn = known.find((one) => nameOfArn(one) === name)
    if (arn === undefined) return `There is no recipient named ${name}.`
    found.push(arn)
  }
  return found
}

const wordsOf = (alarm: MetricAlarm) =>
  frequency({
    threshold: alarm.Threshold ?? 0,
    evaluationPeriods: alarm.EvaluationPeriods ?? 1,
    datapointsToAlarm: alarm.DatapointsToAlarm,
  })

/** A description that ends with how often something may happen says the new number. */
function describedAnew(before: MetricAlarm, after: MetricAlarm): string | undefined {
  const { AlarmDescription: text } = before
  const words = wordsOf(before)
  return text?.endsWith(words) ? text.slice(0, -words.length) + wordsOf(after) : text
}

/** The same alarm with other thresholds and recipients, as PutMetricAlarm takes it; or what is wrong. */
export function edited(
  alarm: MetricAlarm,
  edit: AlarmEdit,
): PutMetricAlarmCommandInput | { field: string; message: string } {
  const actions = actionsOf(edit.notify, alarm)
  if (typeof actions === 'string') return { field: 'notify', message: actions }
  const { AlarmActions = [], OKActions = [], InsufficientDataActions = [] } = alarm
  const notifiesNobody = AlarmActions.length + OKActions.length === 0
  const after = {
    AlarmName: alarm.AlarmName,
    AlarmDescription: alarm.AlarmDescription,
    ActionsEnabled: alarm.ActionsEnabled,
    AlarmActions: actions,
    OKActions: notifiesNobody || OKActions.length > 0 ? actions : [],
    InsufficientDataActions: InsufficientDataActions.length > 0 ? actions : [],
    MetricName: alarm.MetricName,
    Namespace: alarm.Namespace,
    Statistic: alarm.Statistic,
    ExtendedStatistic: alarm.ExtendedStatistic,
    Dimensions: alarm.Dimensions?.length ? alarm.Dimensions : undefined,
    Period: alarm.Period,
    Unit: alarm.Unit,
    Metrics: alarm.Metrics?.length ? alarm.Metrics : undefined,
    EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile,
    TreatMissingData: alarm.TreatMissingData,
    ComparisonOperator: alarm.ComparisonOperator,
    Threshold: edit.threshold,
    EvaluationPeriods: edit.evaluationPeriods,
    DatapointsToAlarm: edit.datapointsToAlarm,
  } satisfies PutMetricAlarmCommandInput
  return { ...after, AlarmDescription: describedAnew(alarm, after) }
}
