import type { Session } from '@/lib/local/store/duckdb'
import { minuteMs } from '@/lib/time'
import { type StoredAlarm, unchecked } from './alarm-store'
import { noteHistory } from './history'

type New = Pick<StoredAlarm, 'kind'> & { definition: StoredAlarm['definition'] }

/** From when on an alarm is evaluated: from its creation, or over what the log holds of the past as well. */
export type EvaluatedFrom = 'creation' | 'past'

async function create(
  session: Session,
  { kind, definition }: New,
  nowMs: number,
  from: EvaluatedFrom,
) {
  const name = definition.AlarmName
  // One that comes back goes on after what its history knows.
  const evaluatedMs =
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
    [name, kind, JSON.stringify(definition), nowMs, unchecked, evaluatedMs],
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
  old: StoredAlarm,
  definition: StoredAlarm['definition'],
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
export const storeAlarm = (
  session: Session,
  alarm: New,
  {
    old,
    nowMs,
    evaluatedFrom,
  }: { old: StoredAlarm | undefined; nowMs: number; evaluatedFrom: EvaluatedFrom },
): Promise<void> =>
  old
    ? redefine(session, old, alarm.definition, nowMs)
    : create(session, alarm, nowMs, evaluatedFrom)

/** Deletes an alarm; its history stays. */
export async function deleteAlarm(
  session: Session,
  { name, definition }: StoredAlarm,
  nowMs: number,
) {
  await noteHistory(session, {
    alarm: name,
    atMs: nowMs,
    kind: 'ConfigurationUpdate',
    summary: `Alarm "${name}" deleted`,
    data: { version: '1.0', type: 'Delete', deletedAlarm: definition },
  })
  await session.run('DELETE FROM alarms WHERE name = $1', [name])
}
