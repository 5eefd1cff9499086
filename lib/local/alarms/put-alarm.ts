import type { Session } from '@/lib/local/store/duckdb'
import { minuteMs } from '@/lib/time'
import { type Kept, unchecked } from './alarm-store'
import { noteHistory } from './history'

type New = Pick<Kept, 'kind'> & { definition: Kept['definition'] }

/** From when on an alarm is judged: from its creation, or over what the log holds of the past as well. */
export type JudgedFrom = 'creation' | 'past'

async function create(
  session: Session,
  { kind, definition }: New,
  nowMs: number,
  from: JudgedFrom,
) {
  const name = definition.AlarmName
  // One that comes back goes on after what its history knows.
  const judged =
    from === 'creation'
      ? Math.floor(nowMs / minuteMs) * minuteMs
      : await session
          .query(
            "SELECT max(ts) FROM alarm_history_items WHERE name = $1 AND kind = 'StateUpdate'",
            [name],
          )
          .then(({ rows: [row] }) =>
            row?.[0] == null ? null : Math.floor(Number(row[0]) / minuteMs) * minuteMs,
          )
  await session.run(
    `INSERT INTO alarms (name, kind, body, configured, state, reason, reason_data, updated, transitioned, judged, past_until)
     VALUES ($1, $2, $3, $4, 'INSUFFICIENT_DATA', $5, NULL, $4, $4, $6, NULL)`,
    [name, kind, JSON.stringify(definition), nowMs, unchecked, judged],
  )
  await noteHistory(session, {
    alarm: name,
    atMs: nowMs,
    kind: 'ConfigurationUpdate',
    summary: `Alarm "${name}" created`,
    data: { version: '1.0', type: 'Create', createdAlarm: definition },
  })
}

/** Gives an alarm another definition; its state stays. */
export async function redefine(
  session: Session,
  old: Kept,
  definition: Kept['definition'],
  nowMs: number,
) {
  const body = JSON.stringify(definition)
  // Put again as it is, an alarm stays as it is: the declared ones are put at every start.
  if (JSON.stringify(old.definition) === body) return
  await session.run('UPDATE alarms SET body = $1, configured = $2 WHERE name = $3', [
    body,
    nowMs,
    old.name,
  ])
  await noteHistory(session, {
    alarm: old.name,
    atMs: nowMs,
    kind: 'ConfigurationUpdate',
    summary: `Alarm "${old.name}" updated`,
    data: { version: '1.0', type: 'Update', updatedAlarm: definition },
  })
}

/** Keeps an alarm as it is defined now. */
export const keepAlarm = (
  session: Session,
  alarm: New,
  { old, nowMs, judgedFrom }: { old: Kept | undefined; nowMs: number; judgedFrom: JudgedFrom },
): Promise<void> =>
  old ? redefine(session, old, alarm.definition, nowMs) : create(session, alarm, nowMs, judgedFrom)

/** Deletes an alarm; its history stays. */
export async function forgetAlarm(session: Session, { name, definition }: Kept, nowMs: number) {
  await noteHistory(session, {
    alarm: name,
    atMs: nowMs,
    kind: 'ConfigurationUpdate',
    summary: `Alarm "${name}" deleted`,
    data: { version: '1.0', type: 'Delete', deletedAlarm: definition },
  })
  await session.run('DELETE FROM alarms WHERE name = $1', [name])
}
