import { z } from 'zod'
import type { AlarmState } from '@/lib/alarms/state'
import { arnOfAlarm } from '@/lib/local/arn'
import type { EngineContext } from '@/lib/local/context'
import { jsonIn } from '@/lib/local/json'
import type { StateTransition } from '@/lib/local/state-transition'
import type { Session } from '@/lib/local/store/duckdb'
import { type StoredAlarm, writeState } from './alarm-store'
import { noteHistory } from './history'

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

/** Changes the state of an alarm and its history, and queues notifications unless it belongs to the past. */
export async function transition(
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
  await writeState(session, alarm)
  if (alarm.pastUntilMs === null || atMs > alarm.pastUntilMs)
    await context.queueNotifications(session, transitionOf(alarm, from, triggeringChildren))
}

const state = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA'])
const update = z.object({ oldState: z.object({ stateValue: state }) })
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

async function lastFrom({ query }: Session, alarm: StoredAlarm): Promise<AlarmState> {
  const { rows } = await query(
    "SELECT data FROM alarm_history_items WHERE name = $1 AND kind = 'StateUpdate' ORDER BY ts DESC, id DESC LIMIT 1",
    [alarm.name],
  )
  return update.parse(JSON.parse(String(rows[0]?.[0]))).oldState.stateValue
}

/**
 * Ends an alarm's past: notifications are queued from now on. Of the past, only that the alarm is in
 * ALARM is notified, by its last state transition.
 */
export async function endPast(
  context: Pick<EngineContext, 'queueNotifications'>,
  session: Session,
  alarm: StoredAlarm,
): Promise<void> {
  alarm.pastUntilMs = null
  await session.run('UPDATE alarms SET past_until = NULL WHERE name = $1', [alarm.name])
  if (alarm.state !== 'ALARM') return
  const children =
    alarm.kind === 'CompositeAlarm' && alarm.reasonData ? childrenIn(alarm.reasonData) : undefined
  await context.queueNotifications(
    session,
    transitionOf(alarm, await lastFrom(session, alarm), children),
  )
}
