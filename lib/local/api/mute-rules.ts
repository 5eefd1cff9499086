import * as z from 'zod'
import { mutedRange } from '@/lib/alarms/mute-schedule'
import { readAlarms, type StoredAlarm } from '@/lib/local/alarms/alarm-store'
import { alarmName } from '@/lib/local/alarms/definition'
import { endMute } from '@/lib/local/alarms/end-mutes'
import { noteHistory } from '@/lib/local/alarms/history'
import {
  deleteMuteRule,
  markEnded,
  muting,
  openMuteRules,
  readMuteRules,
  type StoredMuteRule,
  writeMuteRule,
} from '@/lib/local/alarms/mute-store'
import { arnOfMuteRule } from '@/lib/local/arn'
import { notFound, validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { listOf, moment, oneOf, read, text, whole } from '@/lib/local/input'
import type { Session } from '@/lib/local/store/duckdb'
import { alarmError } from './alarm-members'
import { invalidNextToken, page } from './paging'
import { checkTags, tagList } from './tag-list'

const ruleName = text(1, 255)
const named = z.object({ AlarmMuteRuleName: ruleName })
const putRule = z.object({
  Name: ruleName,
  Description: text(0, 1024).optional(),
  Rule: z.object({
    Schedule: z.object({
      Expression: text(1, 256),
      Duration: text(1, 50),
      Timezone: text(1, 50).optional(),
    }),
  }),
  MuteTargets: z.object({ AlarmNames: listOf(alarmName, 1, 100) }).optional(),
  // Taken and not stored: nothing here reads them.
  Tags: tagList.optional(),
  StartDate: moment.optional(),
  ExpireDate: moment.optional(),
})
const statuses = ['SCHEDULED', 'ACTIVE', 'EXPIRED'] as const
const list = z.object({
  AlarmName: alarmName.optional(),
  Statuses: listOf(oneOf(statuses), 0, 3).optional(),
  MaxRecords: whole(1, 100).default(50),
  NextToken: z.string().optional(),
})

function statusOf({ fromMs, toMs }: StoredMuteRule, nowMs: number): (typeof statuses)[number] {
  if (nowMs < fromMs) return 'SCHEDULED'
  return nowMs < toMs ? 'ACTIVE' : 'EXPIRED'
}

/** When a rule mutes: as it is scheduled, but not before it starts or after it expires. */
function rangeOf({ Rule, StartDate, ExpireDate }: z.infer<typeof putRule>) {
  const range = mutedRange(Rule.Schedule)
  if (typeof range === 'string') throw validationError(range)
  const fromMs = Math.max(range.fromMs, StartDate ?? 0)
  const toMs = Math.min(range.toMs, ExpireDate ?? Number.POSITIVE_INFINITY)
  if (fromMs >= toMs) throw validationError('With these dates the rule would never mute.')
  return { fromMs, toMs }
}

/** Changes the rules; alarms that were muted before and are not any more tell of their state. */
async function changing(
  context: EngineContext,
  session: Session,
  alarms: readonly StoredAlarm[],
  change: () => Promise<void>,
) {
  const nowMs = context.clock()
  const before = await openMuteRules(session)
  await change()
  const after = await openMuteRules(session)
  for (const alarm of alarms) {
    const rule = muting(before, alarm.name, nowMs)
    if (!rule || muting(after, alarm.name, nowMs)) continue
    await endMute(context, session, alarm, rule, nowMs)
  }
}

/** Stores a mute rule; one of the same name is replaced. */
export async function putAlarmMuteRule(context: EngineContext, input: unknown) {
  const request = read(putRule, input, alarmError)
  const { Name: name, Rule, MuteTargets, StartDate, ExpireDate } = request
  checkTags(request.Tags ?? [])
  const targets = [...new Set(MuteTargets?.AlarmNames)]
  const nowMs = context.clock()
  const rule: StoredMuteRule = {
    name,
    description: request.Description,
    schedule: Rule.Schedule,
    targets,
    startDateMs: StartDate,
    expireDateMs: ExpireDate,
    ...rangeOf(request),
    updatedMs: nowMs,
    putMs: nowMs,
  }
  await context.store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    const missing = targets.find((target) => alarms.every((alarm) => alarm.name !== target))
    if (missing !== undefined) throw validationError(`There is no alarm named ${missing}.`)
    const old = (await openMuteRules(session)).find((one) => one.name === name)
    if (old && old.fromMs <= nowMs && nowMs < old.toMs) rule.putMs = old.putMs
    await changing(context, session, alarms, async () => {
      await writeMuteRule(session, rule)
      if (rule.toMs <= nowMs) await markEnded(session, name)
    })
    const until = new Date(rule.toMs).toISOString()
    for (const alarm of targets)
      await noteHistory(session, {
        alarm,
        atMs: nowMs,
        kind: 'ConfigurationUpdate',
        summary: `Muted by the rule "${name}" until ${until}`,
        data: { version: '1.0', type: 'MutePut', muteRule: { name, ...rangeOf(request) } },
      })
  })
  return {}
}

/** Deletes a mute rule, when there is one of that name. */
export async function deleteAlarmMuteRule(context: EngineContext, input: unknown) {
  const { AlarmMuteRuleName } = read(named, input, alarmError)
  await context.store.transaction(async (session) => {
    const { alarms } = await readAlarms(session)
    await changing(context, session, alarms, () => deleteMuteRule(session, AlarmMuteRuleName))
  })
  return {}
}

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1000)

export async function getAlarmMuteRule({ store, clock }: EngineContext, input: unknown) {
  const { AlarmMuteRuleName: name } = read(named, input, alarmError)
  const rule = (await readMuteRules(store)).find((one) => one.name === name)
  if (!rule) throw notFound(`There is no alarm mute rule named ${name}.`)
  return {
    Name: name,
    AlarmMuteRuleArn: arnOfMuteRule(name),
    Description: rule.description,
    Rule: { Schedule: rule.schedule },
    MuteTargets: rule.targets.length > 0 ? { AlarmNames: rule.targets } : undefined,
    StartDate: seconds(rule.startDateMs),
    ExpireDate: seconds(rule.expireDateMs),
    Status: statusOf(rule, clock()),
    LastUpdatedTimestamp: seconds(rule.updatedMs),
    MuteType: 'ONE_TIME',
  }
}

export async function listAlarmMuteRules({ store, clock }: EngineContext, input: unknown) {
  const { AlarmName, Statuses, MaxRecords, NextToken } = read(list, input, alarmError)
  const nowMs = clock()
  const found = (await readMuteRules(store)).filter(
    (rule) =>
      (AlarmName === undefined || rule.targets.includes(AlarmName)) &&
      (!Statuses?.length || Statuses.includes(statusOf(rule, nowMs))),
  )
  const { items, nextToken } = page('mute rules', found, MaxRecords, NextToken, invalidNextToken)
  return {
    AlarmMuteRuleSummaries: items.map((rule) => ({
      AlarmMuteRuleArn: arnOfMuteRule(rule.name),
      ExpireDate: seconds(rule.expireDateMs),
      Status: statusOf(rule, nowMs),
      MuteType: 'ONE_TIME',
      LastUpdatedTimestamp: seconds(rule.updatedMs),
    })),
    NextToken: nextToken,
  }
}
