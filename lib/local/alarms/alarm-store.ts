import type { State } from '@/lib/alarms/state'
import type { Session } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { minuteMs } from '@/lib/time'
import type { CompositeDefinition, MetricDefinition } from './definition'
import { historyTables, noteHistory } from './history'

/** An alarm and how it stands. Moments are epoch ms. */
interface AlarmRecord {
  name: string
  configuredMs: number
  state: State
  reason: string
  /** JSON text. */
  reasonData: string | null
  updatedMs: number
  transitionedMs: number
  /** The newest minute that was evaluated; null when none was. */
  evaluatedMs: number | null
  /** Changes up to this minute belong to a log's past, and nobody is told of them. */
  pastUntilMs: number | null
}
export type StoredMetricAlarm = AlarmRecord & { kind: 'MetricAlarm'; definition: MetricDefinition }
export type StoredCompositeAlarm = AlarmRecord & {
  kind: 'CompositeAlarm'
  definition: CompositeDefinition
}
export type StoredAlarm = StoredMetricAlarm | StoredCompositeAlarm

export const unchecked = 'Unchecked: Initial alarm creation'

function definitionOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** All alarms by name; `broken` names those whose definition cannot be read. */
export async function readAlarms({
  query,
}: Pick<Session, 'query'>): Promise<{ alarms: StoredAlarm[]; broken: string[] }> {
  const { rows } = await query(
    'SELECT name, kind, body, configured, state, reason, reason_data, updated, transitioned, judged, past_until FROM alarms ORDER BY name',
  )
  const broken: string[] = []
  const number = (value: unknown) => (value === null ? null : Number(value))
  const alarms = rows.flatMap(
    ([name, kind, body, configured, state, reason, data, updated, transitioned, judged, past]) => {
      const definition = definitionOf(String(body))
      if (definition === null) {
        broken.push(String(name))
        return []
      }
      return {
        name,
        kind,
        definition,
        configuredMs: Number(configured),
        state,
        reason,
        reasonData: data,
        updatedMs: Number(updated),
        transitionedMs: Number(transitioned),
        evaluatedMs: number(judged),
        pastUntilMs: number(past),
        // What this file has written.
      } as StoredAlarm
    },
  )
  return { alarms, broken }
}

/** Writes how an alarm stands; not how far it was evaluated. */
export const writeState = ({ run }: Session, alarm: StoredAlarm): Promise<void> =>
  run(
    'UPDATE alarms SET state = $1, reason = $2, reason_data = $3, updated = $4, transitioned = $5 WHERE name = $6',
    [
      alarm.state,
      alarm.reason,
      alarm.reasonData,
      alarm.updatedMs,
      alarm.transitionedMs,
      alarm.name,
    ],
  )

// evaluated: the newest minute that was evaluated, null before the first. past_until: changes up to this minute
// are told to nobody. All moments are epoch ms.
const tables = `
  CREATE TABLE IF NOT EXISTS alarms (name VARCHAR PRIMARY KEY, body VARCHAR, configured BIGINT, state VARCHAR, reason VARCHAR, reason_data VARCHAR, updated BIGINT, transitioned BIGINT, kind VARCHAR, judged BIGINT, past_until BIGINT);
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS kind VARCHAR;
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS judged BIGINT;
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS past_until BIGINT;
  ${historyTables}`

// A store of before had one clock for all alarms, and a history of one kind.
const fromBefore = `
  CREATE TABLE IF NOT EXISTS alarm_history (id BIGINT, name VARCHAR, ts BIGINT, kind VARCHAR, summary VARCHAR, data VARCHAR);
  INSERT INTO alarm_history_items SELECT id, name, 'MetricAlarm', ts, kind, summary, data FROM alarm_history;
  DROP TABLE alarm_history;
  CREATE TABLE IF NOT EXISTS alarm_clock (evaluated BIGINT);
  UPDATE alarms SET kind = 'MetricAlarm', judged = (SELECT max(evaluated) FROM alarm_clock) WHERE kind IS NULL;
  DROP TABLE alarm_clock;`

export async function makeAlarmTables(store: Store): Promise<void> {
  await store.run(tables)
  await store.transaction(({ run }) => run(fromBefore))
}

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
