import { createHash } from 'node:crypto'
import {
  DeleteAlarmMuteRuleCommand,
  GetAlarmMuteRuleCommand,
  type GetAlarmMuteRuleCommandOutput,
  ListAlarmMuteRulesCommand,
  PutAlarmMuteRuleCommand,
} from '@aws-sdk/client-cloudwatch'
import type { Muted } from '@/lib/alarms/hold'
import { mutedRange } from '@/lib/alarms/mute-schedule'
import { minuteMs } from '@/lib/time'
import { clients, eachPage, within } from './cloudwatch'
import { calling, orNote } from './failures'
import { runtime } from './runtime'

const byHand = 'CafeWatch-by-hand-'

/** The rule by which an alarm is muted by hand. An alarm's name may be too long, or too strange, for one. */
const ruleOf = (alarm: string) =>
  `${byHand}${createHash('sha256').update(alarm).digest('hex').slice(0, 16)}`

export const ruleShown = (name: string): string | null => (name.startsWith(byHand) ? null : name)

// Each rule is asked for by itself.
const maxRules = 50

async function activeRules(signal?: AbortSignal): Promise<string[]> {
  const names: string[] = []
  await eachPage(
    (NextToken) =>
      clients().metrics.send(
        new ListAlarmMuteRulesCommand({ Statuses: ['ACTIVE'], MaxRecords: 100, NextToken }),
        within(signal),
      ),
    ({ AlarmMuteRuleSummaries = [] }) =>
      names.push(
        ...AlarmMuteRuleSummaries.map(({ AlarmMuteRuleArn = '' }) =>
          AlarmMuteRuleArn.replace(/^arn:.*?:alarm-mute(-rule)?:/, ''),
        ),
      ),
  )
  return names
}

/** When a rule that is active now ends, epoch ms; null when its schedule does not say. */
function endOf({ Rule, ExpireDate }: GetAlarmMuteRuleCommandOutput): number | null {
  const { Expression = '', Duration = '', Timezone } = Rule?.Schedule ?? {}
  const range = mutedRange({ Expression, Duration, Timezone })
  if (typeof range === 'string') return null
  return Math.min(range.toMs, ExpireDate?.getTime() ?? Number.POSITIVE_INFINITY)
}

async function mutesNow(signal?: AbortSignal): Promise<Map<string, Muted>> {
  const mutes = new Map<string, Muted>()
  const read = async (name: string) => {
    const command = new GetAlarmMuteRuleCommand({ AlarmMuteRuleName: name })
    const rule = await clients().metrics.send(command, within(signal))
    const untilMs = endOf(rule)
    for (const alarm of rule.MuteTargets?.AlarmNames ?? []) {
      const known = mutes.get(alarm)
      // The one that lasts longest counts.
      if (!known || (known.untilMs !== null && (untilMs ?? Infinity) > known.untilMs))
        mutes.set(alarm, { untilMs, rule: ruleShown(name) })
    }
  }
  await Promise.all((await activeRules(signal)).slice(0, maxRules).map(read))
  return mutes
}

/** The alarms that are muted now; a sentence in place of what cannot be seen. Rejects only with the signal's reason. */
export async function readMutes(
  signal?: AbortSignal,
): Promise<{ mutes: Map<string, Muted>; note?: string }> {
  if (runtime().env.cloudwatch === 'recorded') return { mutes: new Map() }
  const { found: mutes, note } = await orNote(
    {
      action: 'cloudwatch:ListAlarmMuteRules',
      what: 'Whether alarms are muted',
      otherwise: new Map<string, Muted>(),
    },
    () => mutesNow(signal),
    signal,
  )
  return { mutes, note }
}

/** Mutes an alarm by hand from now until the full minute at or after `untilMs`. Throws {@link Failed}. */
export async function muteAlarm(alarm: string, untilMs: number): Promise<{ untilMs: number }> {
  const fromMs = Math.floor(runtime().now() / minuteMs) * minuteMs
  const toMs = Math.ceil(untilMs / minuteMs) * minuteMs
  const command = new PutAlarmMuteRuleCommand({
    Name: ruleOf(alarm),
    Description: 'Muted by hand in CafeWatch',
    Rule: {
      Schedule: {
        Expression: `at(${new Date(fromMs).toISOString().slice(0, 16)})`,
        Duration: `PT${(toMs - fromMs) / minuteMs}M`,
        Timezone: 'UTC',
      },
    },
    MuteTargets: { AlarmNames: [alarm] },
    ExpireDate: new Date(toMs),
  })
  await calling('cloudwatch:PutAlarmMuteRule', () => clients().metrics.send(command, within()))
  return { untilMs: toMs }
}

/** Ends the mute by hand of an alarm, if there is one. Throws {@link Failed}. */
export async function unmuteAlarm(alarm: string): Promise<void> {
  const command = new DeleteAlarmMuteRuleCommand({ AlarmMuteRuleName: ruleOf(alarm) })
  await calling('cloudwatch:DeleteAlarmMuteRule', () => clients().metrics.send(command, within()))
}
