import { z } from 'zod'
import { type AlarmState, alarmStates } from '@/lib/alarms/state'
import type { EngineContext } from '@/lib/local/context'
import type { StateTransition } from '@/lib/local/state-transition'
import type { Session } from '@/lib/local/store/duckdb'
import type { StoredAlarm } from './alarm-store'
import { transitionOf } from './transition'

const state = z.enum(alarmStates)
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
 * Ends an alarm's past: what comes now is told. Of the past only this much is: that the alarm is in
 * ALARM, by its last change.
 */
export async function endPast(
  context: Pick<EngineContext, 'announce'>,
  session: Session,
  alarm: StoredAlarm,
): Promise<void> {
  alarm.pastUntilMs = null
  await session.run('UPDATE alarms SET past_until = NULL WHERE name = $1', [alarm.name])
  if (alarm.state !== 'ALARM') return
  const children =
    alarm.kind === 'CompositeAlarm' && alarm.reasonData ? childrenIn(alarm.reasonData) : undefined
  await context.announce(session, transitionOf(alarm, await lastFrom(session, alarm), children))
}
