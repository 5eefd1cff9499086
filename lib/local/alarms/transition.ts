import * as z from 'zod'
import { type AlarmState, alarmStates } from '@/lib/alarms/state'
import { arnOfAlarm } from '@/lib/local/arn'
import type { EngineContext } from '@/lib/local/context'
import { jsonIn } from '@/lib/local/json'
import type { StateTransition } from '@/lib/local/state-transition'
import type { Session } from '@/lib/local/store/duckdb'
import { type StoredAlarm, writeState } from './alarm-store'
import { lastChange, noteHistory } from './history'
import { muting, openMuteRules } from './mute-store'
import { newSuppression, readSuppressions, writeSuppression } from './suppression-store'

/** The state that an alarm changes to; moments are epoch ms. */
export interface NewState {
  state: AlarmState
  reason: string
  reasonData: string | null
  atMs: number
  triggeringChildren?: StateTransition['triggeringChildren']
}

const side = (stateValue: AlarmState, stateReason: string, data: string | null) => ({
  stateValue,
  stateReason,
  ...(data !== null && { stateReasonData: jsonIn(data) }),
})

function actionsOf({ definition }: StoredAlarm, state: AlarmState): string[] {
  if (!definition.ActionsEnabled) return []
  if (state === 'OK') return definition.OKActions
  return state === 'ALARM' ? definition.AlarmActions : definition.InsufficientDataActions
}

/** An alarm's last state transition, with what notifications need. */
const transitionOf = (
  alarm: StoredAlarm,
  from: AlarmState,
  triggeringChildren?: StateTransition['triggeringChildren'],
): StateTransition => ({
  definition: alarm.definition,
  kind: alarm.kind,
  arn: arnOfAlarm(alarm.name),
  configuredMs: alarm.configuredMs,
  atMs: alarm.transitionedMs,
  from,
  to: alarm.state,
  reason: alarm.reason,
  reasonData: alarm.reasonData,
  ...(triggeringChildren && { triggeringChildren }),
  actions: actionsOf(alarm, alarm.state),
})

/** Queues notifications, unless the alarm is muted at that moment. */
async function notify(
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  change: StateTransition,
  atMs: number,
): Promise<void> {
  const alarm = change.definition.AlarmName
  const rule = muting(await openMuteRules(session), alarm, atMs)
  if (!rule) return context.queueNotifications(session, change)
  if (change.actions.length === 0) return
  await noteHistory(session, {
    alarm,
    atMs,
    kind: 'ConfigurationUpdate',
    summary: `No one was notified of ${change.to}: muted by the rule "${rule.name}"`,
    data: { version: '1.0', type: 'Muted', state: change.to, muteRule: { name: rule.name } },
  })
}

/** The same, unless the alarm has a suppressor: then it is decided at the end of the minute. */
async function notifyOrHold(
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  alarm: StoredAlarm,
  change: StateTransition,
  atMs: number,
): Promise<void> {
  if (alarm.kind !== 'CompositeAlarm' || alarm.definition.ActionsSuppressor === undefined)
    return notify(context, session, change, atMs)
  await writeSuppression(session, await newSuppression(session, alarm, atMs))
}

/** The same as {@link transition}, but the caller writes the alarm's new state. */
export async function noteTransition(
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  alarm: StoredAlarm,
  { triggeringChildren, atMs, ...now }: NewState,
): Promise<void> {
  const { state: from, reason, reasonData } = alarm
  Object.assign(alarm, now, { updatedMs: atMs, transitionedMs: atMs })
  await noteHistory(session, {
    alarm: alarm.name,
    atMs,
    kind: 'StateUpdate',
    summary: `Alarm updated from ${from} to ${alarm.state}`,
    data: {
      version: '1.0',
      oldState: side(from, reason, reasonData),
      newState: side(alarm.state, alarm.reason, alarm.reasonData),
    },
  })
  if (alarm.pastUntilMs === null || atMs > alarm.pastUntilMs)
    await notifyOrHold(context, session, alarm, transitionOf(alarm, from, triggeringChildren), atMs)
}

/** Changes the state of an alarm and its history, and queues notifications unless it is muted or belongs to the past. */
export async function transition(
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  alarm: StoredAlarm,
  now: NewState,
): Promise<void> {
  await noteTransition(context, session, alarm, now)
  await writeState(session, alarm)
}

const state = z.enum(alarmStates)
const composite = z.object({
  triggeringAlarms: z.array(
    z.object({ arn: z.string(), state: z.object({ value: state, timestamp: z.string() }) }),
  ),
})

function childrenIn(reasonData: string): StateTransition['triggeringChildren'] {
  const { data } = composite.safeParse(JSON.parse(reasonData))
  return data?.triggeringAlarms.map(({ arn, state: { value, timestamp } }) => ({
    arn,
    state: value,
    atMs: Date.parse(timestamp),
  }))
}

/** The last state transition of an alarm, from its history. */
async function lastTransition(session: Session, alarm: StoredAlarm): Promise<StateTransition> {
  const children =
    alarm.kind === 'CompositeAlarm' && alarm.reasonData ? childrenIn(alarm.reasonData) : undefined
  const last = await lastChange(session, alarm.name)
  return transitionOf(alarm, last?.from ?? 'INSUFFICIENT_DATA', children)
}

/** Queues notifications of the state that an alarm is in, by its last state transition; not while a suppressor holds them back. */
export async function notifyOfState(
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  alarm: StoredAlarm,
): Promise<void> {
  if ((await readSuppressions(session)).has(alarm.name)) return
  await context.queueNotifications(session, await lastTransition(session, alarm))
}

/** Queues notifications of the state that an alarm is in, unless it is muted. */
export const performActions = async (
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  alarm: StoredAlarm,
  atMs: number,
): Promise<void> => notify(context, session, await lastTransition(session, alarm), atMs)

/**
 * Ends an alarm's past at a moment (epoch ms): notifications are queued from now on. Of the past, only
 * that the alarm is in ALARM is notified, by its last state transition.
 */
export async function endPast(
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  alarm: StoredAlarm,
  atMs: number,
): Promise<void> {
  alarm.pastUntilMs = null
  await session.run('UPDATE alarms SET past_until = NULL WHERE name = $1', [alarm.name])
  if (alarm.state === 'ALARM')
    await notifyOrHold(context, session, alarm, await lastTransition(session, alarm), atMs)
}
