import * as z from 'zod'
import { type AlarmState, alarmStates } from '@/lib/alarms/state'
import type { EngineContext } from '@/lib/local/context'
import type { Session } from '@/lib/local/store/duckdb'
import type { StoredAlarm } from './alarm-store'
import { noteHistory } from './history'
import { heldFromMs, markEnded, muting, type StoredMuteRule } from './mute-store'
import { notifyOfState } from './transition'

const update = z.object({ oldState: z.object({ stateValue: z.enum(alarmStates) }) })

/** The state in which an alarm was at a moment, by its history. */
async function stateAt(
  { query }: Session,
  { name, state }: StoredAlarm,
  atMs: number,
): Promise<AlarmState> {
  const { rows } = await query(
    "SELECT data FROM alarm_history_items WHERE name = $1 AND kind = 'StateUpdate' AND ts > $2::BIGINT ORDER BY ts, id LIMIT 1",
    [name, atMs],
  )
  const [next] = rows
  return next ? update.parse(JSON.parse(String(next[0]))).oldState.stateValue : state
}

type Context = Pick<EngineContext, 'queueNotifications'>

/**
 * Ends the mute of an alarm: that it is in ALARM is notified now, and so is that one is over which was
 * raised before the mute. What came and went meanwhile is in the history only.
 */
export async function endMute(
  context: Context,
  session: Session,
  alarm: StoredAlarm,
  rule: StoredMuteRule,
  atMs: number,
): Promise<void> {
  await noteHistory(session, {
    alarm: alarm.name,
    atMs,
    kind: 'ConfigurationUpdate',
    summary: `The mute rule "${rule.name}" ended`,
    data: { version: '1.0', type: 'MuteEnded', muteRule: { name: rule.name } },
  })
  const before = await stateAt(session, alarm, heldFromMs(rule))
  const isOver = before === 'ALARM' && alarm.state === 'OK'
  if (alarm.state === 'ALARM' || isOver) await notifyOfState(context, session, alarm)
}

/** Ends the mutes that are over at a moment, epoch ms. */
export async function endMutes(
  context: Context,
  session: Session,
  {
    alarms,
    rules,
    atMs,
  }: { alarms: readonly StoredAlarm[]; rules: StoredMuteRule[]; atMs: number },
): Promise<void> {
  for (const rule of rules.filter(({ toMs }) => toMs <= atMs)) {
    rules.splice(rules.indexOf(rule), 1)
    await markEnded(session, rule.name)
    for (const alarm of alarms) {
      if (!rule.targets.includes(alarm.name) || muting(rules, alarm.name, atMs)) continue
      await endMute(context, session, alarm, rule, atMs)
    }
  }
}
