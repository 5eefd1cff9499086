import { PutMetricAlarmCommand, type PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { alarmInput } from '@/lib/alarms/input'
import { readAlarmDefinitions } from '@/lib/aws/alarm-calls'
import { nameOfArn } from '@/lib/aws/alarm-events'
import { forgetAlarms } from '@/lib/aws/alarms'
import { clients, within } from '@/lib/aws/cloudwatch'
import { failureOf } from '@/lib/aws/failures'
import { deleteMetricFilter, putMetricFilter, readMetricFilters } from '@/lib/aws/metric-filters'
import { runtime } from '@/lib/aws/runtime'
import { checkPattern, type WrongField } from '@/lib/back-test/trial-alarm'
import type { Failure } from '@/lib/failure'
import { maxRegexPatterns, withRegexes } from '@/lib/filter-pattern/regex-limit'
import type { Alarm, MetricFilter } from '@/lib/monitoring'
import { commandsFor } from './commands'

export interface NewAlarm {
  filters: MetricFilter[]
  alarm: Exclude<Alarm, { rule: string }>
}

export type CreateAlarmResult =
  | { ok: true; alarm: string; filters: string[] }
  | { ok: false; failure: Failure }
  | { ok: false; wrong: WrongField }
  /** The dashboard may only read there. */
  | { ok: false; readOnly: string; commands: string[] }

const readOnly =
  'On AWS, the dashboard only reads. Run these commands with credentials that may change CloudWatch, or add the entry to the site file and deploy the stack again.'

function conflictOf(
  { filters, alarm }: NewAlarm,
  existing: { filters: readonly MetricFilter[]; alarms: readonly { AlarmName?: string }[] },
): WrongField | null {
  if (existing.alarms.some(({ AlarmName }) => AlarmName === alarm.name))
    return { field: 'alarm.name', message: `An alarm named ${alarm.name} exists already.` }
  for (const [at, filter] of filters.entries()) {
    if (existing.filters.some(({ name }) => name === filter.name)) {
      const message = `A metric filter named ${filter.name} exists already.`
      return { field: `filters.${at}.name`, message }
    }
    const wrong = checkPattern(`filters.${at}.pattern`, filter.pattern)
    if (wrong) return wrong
  }
  const patterns = withRegexes([...existing.filters, ...filters].map(({ pattern }) => pattern))
  const added = filters.findLastIndex(({ pattern }) => withRegexes([pattern]).length > 0)
  if (added === -1 || patterns.length <= maxRegexPatterns) return null
  const message = `A log group has at most ${maxRegexPatterns} filter patterns with regular expressions.`
  return { field: `filters.${added}.pattern`, message }
}

/** For an alarm without a rule `alarmInput` gives just this; its texts are checked by the declaration. */
const metricAlarmInput = (alarm: NewAlarm['alarm'], actions: string[]) =>
  alarmInput(alarm, (notify) =>
    notify === 'all'
      ? actions
      : actions.filter((arn) => notify !== 'none' && notify.includes(nameOfArn(arn))),
  ) as PutMetricAlarmCommandInput

/**
 * Creates the metric filters and the alarm of a proposal, all or none; the alarm notifies the recipients
 * of the existing alarms. Only in the embedded engine: elsewhere it returns the commands. Never rejects.
 */
export async function createAlarm(proposed: NewAlarm): Promise<CreateAlarmResult> {
  const { filters, alarm } = proposed
  const { env } = runtime()
  const created: string[] = []
  try {
    const [existing, alarms] = await Promise.all([readMetricFilters(), readAlarmDefinitions()])
    const wrong = conflictOf(proposed, { filters: existing, alarms })
    if (wrong) return { ok: false, wrong }
    const notifying = alarms.find(({ AlarmActions = [] }) => AlarmActions.length > 0)
    const actions = notifying?.AlarmActions ?? []
    if (env.cloudwatch !== 'local') {
      const commands = commandsFor(proposed, { logGroup: env.logGroup, actions })
      return { ok: false, readOnly, commands }
    }
    for (const filter of filters) {
      await putMetricFilter(filter)
      created.push(filter.name)
    }
    const command = new PutMetricAlarmCommand(metricAlarmInput(alarm, actions))
    await clients().metrics.send(command, within())
    forgetAlarms()
    return { ok: true, alarm: alarm.name, filters: created }
  } catch (error) {
    // A filter is of no use without its alarm.
    for (const name of created) await deleteMetricFilter(name).catch(() => {})
    return { ok: false, failure: failureOf(error, 'cloudwatch:PutMetricAlarm') }
  }
}
