import {
  CloudWatchServiceException,
  type CompositeAlarm,
  DeleteAlarmsCommand,
  type LogAlarm,
  type MetricAlarm,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch'
import { maxMuteDays } from '@/lib/alarms/hold'
import { acknowledge, maxTagLength, tagText, unacknowledge } from '@/lib/aws/acknowledgements'
import { describeAlarms } from '@/lib/aws/alarm-calls'
import { muteAlarm, unmuteAlarm } from '@/lib/aws/alarm-mutes'
import { forgetAlarms } from '@/lib/aws/alarms'
import { clients, within } from '@/lib/aws/cloudwatch'
import { declaredIn } from '@/lib/aws/declared-alarms'
import { calling, failed, failureOf } from '@/lib/aws/failures'
import { runtime } from '@/lib/aws/runtime'
import type { WrongField } from '@/lib/back-test/trial-alarm'
import { command } from '@/lib/blind-spots/commands'
import type { Failure } from '@/lib/failure'
import { dayMs } from '@/lib/time'
import { type AlarmEdit, edited } from './edit'

/** What became of a change. */
export type Change =
  | { ok: true }
  | { ok: false; failure: Failure }
  | { ok: false; wrong: WrongField }
  /** The dashboard may only read there, or the alarm is declared elsewhere. */
  | { ok: false; elsewhere: string; commands: string[] }

const onAws =
  'On AWS, the dashboard does not change or delete alarms. Run this command with credentials that may.'

const declaredAt = {
  CafeWatch:
    'This alarm comes with CafeWatch. Declare one of the same name in the site file to change it; see docs/site-file.md.',
  'site file':
    'This alarm is declared in the site file, which would put it again at the next start. Change it there and restart.',
}

type Described = MetricAlarm | CompositeAlarm | LogAlarm

/** The alarm of a name. Throws {@link Failed}. */
export async function describedAlarm(
  name: string,
  signal?: AbortSignal,
): Promise<{ alarm: Described; metric: MetricAlarm | undefined }> {
  const all = await calling('cloudwatch:DescribeAlarms', () => describeAlarms(signal, [name]))
  const metric = all.metric[0]
  const alarm = metric ?? all.composite[0] ?? all.log[0]
  if (!alarm) throw failed('no-such-alarm', name)
  return { alarm, metric }
}

/** Does one change, and forgets what was known of alarms before. Never rejects. */
async function changing(action: string, change: () => Promise<Change>): Promise<Change> {
  try {
    return await change()
  } catch (error) {
    const failure = failureOf(error, action)
    const isRefused = error instanceof CloudWatchServiceException && error.$fault === 'client'
    // What CloudWatch refuses of an input is the person's to correct.
    return isRefused && failure.kind === 'failed'
      ? { ok: false, wrong: { field: 'alarm', message: error.message } }
      : { ok: false, failure }
  } finally {
    forgetAlarms()
  }
}

/** Why an alarm cannot be changed here; null when it can. */
function elsewhereOf(name: string, commands: string[]): Change | null {
  const declared = declaredIn(name)
  if (declared) return { ok: false, elsewhere: declaredAt[declared], commands: [] }
  return runtime().env.cloudwatch === 'local' ? null : { ok: false, elsewhere: onAws, commands }
}

/** Gives an alarm other thresholds and recipients. */
export const editAlarm = (name: string, edit: AlarmEdit): Promise<Change> =>
  changing('cloudwatch:PutMetricAlarm', async () => {
    const { metric } = await describedAlarm(name)
    if (metric?.Threshold === undefined) {
      const message = 'Only an alarm with a threshold can be edited here.'
      return { ok: false, wrong: { field: 'alarm', message } }
    }
    const input = edited(metric, edit)
    if ('field' in input) return { ok: false, wrong: input }
    const elsewhere = elsewhereOf(name, [command('cloudwatch put-metric-alarm', input)])
    if (elsewhere) return elsewhere
    await clients().metrics.send(new PutMetricAlarmCommand(input), within())
    return { ok: true }
  })

export const deleteAlarm = (name: string): Promise<Change> =>
  changing('cloudwatch:DeleteAlarms', async () => {
    await describedAlarm(name)
    const input = { AlarmNames: [name] }
    const elsewhere = elsewhereOf(name, [command('cloudwatch delete-alarms', input)])
    if (elsewhere) return elsewhere
    await clients().metrics.send(new DeleteAlarmsCommand(input), within())
    await unmuteAlarm(name)
    return { ok: true }
  })

/** Mutes an alarm until `untilMs`, epoch ms; null ends its mute by hand. */
export const setMute = (name: string, untilMs: number | null): Promise<Change> =>
  changing('cloudwatch:PutAlarmMuteRule', async () => {
    const aheadMs = untilMs === null ? 1 : untilMs - runtime().now()
    if (aheadMs <= 0 || aheadMs > maxMuteDays * dayMs - dayMs / 24) {
      const message = `The end of a mute must be in the future, less than ${maxMuteDays} days ahead.`
      return { ok: false, wrong: { field: 'untilMs', message } }
    }
    await describedAlarm(name)
    if (untilMs === null) await unmuteAlarm(name)
    else await muteAlarm(name, untilMs)
    return { ok: true }
  })

/** Says that a raised alarm has been seen; null takes that back. */
export const setAcknowledged = (
  name: string,
  given: { by: string; note: string } | null,
): Promise<Change> =>
  changing('cloudwatch:TagResource', async () => {
    const { alarm } = await describedAlarm(name)
    const { AlarmArn = '' } = alarm
    if (given && [given.by, given.note].some((text) => tagText(text).length > maxTagLength)) {
      const message = 'Name and note have too many characters that AWS does not allow in a tag.'
      return { ok: false, wrong: { field: 'note', message } }
    }
    if (given === null) await unacknowledge(AlarmArn)
    else if (alarm.StateValue !== 'ALARM') {
      const message = 'The alarm is not in ALARM: there is nothing to acknowledge.'
      return { ok: false, wrong: { field: 'alarm', message } }
    } else await acknowledge(AlarmArn, { ...given, atMs: runtime().now() })
    return { ok: true }
  })
