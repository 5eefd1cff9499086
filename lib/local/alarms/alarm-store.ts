import { readRule } from '@/lib/alarms/rule'
import type { AlarmState } from '@/lib/alarms/state'
import { jsonIn } from '@/lib/local/json'
import { recordsOf, type Session } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { minuteMs } from '@/lib/time'
import type { CompositeDefinition, MetricDefinition } from './definition'
import { historyTables, noteHistory } from './history'
import { muteTables } from './mute-store'
import { endSuppression, suppressionTables } from './suppression-store'
import { alarmTags } from './tag-store'

/** A stored alarm and its state. Moments are epoch ms. */
interface AlarmRecord {
  name: string
  configuredMs: number
  state: AlarmState
  reason: string
  /** JSON text. */
  reasonData: string | null
  updatedMs: number
  transitionedMs: number
  /** The newest minute that was evaluated; null when none was. */
  evaluatedMs: number | null
  /** State transitions up to this minute belong to a log's past: no one is notified. */
  pastUntilMs: number | null
}
export type StoredMetricAlarm = AlarmRecord & { kind: 'MetricAlarm'; definition: MetricDefinition }
export type StoredCompositeAlarm = AlarmRecord & {
  kind: 'CompositeAlarm'
  definition: CompositeDefinition
}
export type StoredAlarm = StoredMetricAlarm | StoredCompositeAlarm

/** The names of the alarms that an alarm reads. */
export const childrenOf = (alarm: StoredAlarm): readonly string[] =>
  alarm.kind === 'CompositeAlarm' ? readRule(alarm.definition.AlarmRule).children : []

export const unchecked = 'Unchecked: Initial alarm creation'

/** All alarms by name; `broken` names those whose definition cannot be read. */
export async function readAlarms({
  query,
}: Pick<Session, 'query'>): Promise<{ alarms: StoredAlarm[]; broken: string[] }> {
  const stored = recordsOf<AlarmRecord & { kind: StoredAlarm['kind']; body: string }>(
    await query(
      `SELECT name, kind, body, configured AS configuredMs, state, reason, reason_data AS reasonData, updated AS updatedMs,
        transitioned AS transitionedMs, judged AS evaluatedMs, past_until AS pastUntilMs FROM alarms ORDER BY name`,
    ),
  )
  const broken: string[] = []
  const alarms = stored.flatMap(({ body, ...alarm }) => {
    const definition = jsonIn(body)
    // Written by this file.
    if (definition) return { ...alarm, definition } as StoredAlarm
    broken.push(alarm.name)
    return []
  })
  return { alarms, broken }
}

/** Stores an alarm's state, not how far it was evaluated. */
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

// judged: the newest minute that was evaluated, null before the first. past_until: no one is notified of
// state transitions up to this minute. All moments are epoch ms. declared: which filters and alarms came
// from the declaration, so that they go with it.
const tables = `
  CREATE TABLE IF NOT EXISTS alarms (name VARCHAR PRIMARY KEY, body VARCHAR, configured BIGINT, state VARCHAR, reason VARCHAR, reason_data VARCHAR, updated BIGINT, transitioned BIGINT, kind VARCHAR, judged BIGINT, past_until BIGINT);
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS kind VARCHAR;
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS judged BIGINT;
  ALTER TABLE alarms ADD COLUMN IF NOT EXISTS past_until BIGINT;
  CREATE TABLE IF NOT EXISTS declared (what VARCHAR, log_group VARCHAR, name VARCHAR);
  ${historyTables}
  ${muteTables}
  ${alarmTags.tables}
  ${suppressionTables}`

// Older stores had one clock for all alarms, and the history of metric alarms only.
const migration = `
  CREATE TABLE IF NOT EXISTS alarm_history (id BIGINT, name VARCHAR, ts BIGINT, kind VARCHAR, summary VARCHAR, data VARCHAR);
  INSERT INTO alarm_history_items SELECT id, name, 'MetricAlarm', ts, kind, summary, data FROM alarm_history;
  DROP TABLE alarm_history;
  CREATE TABLE IF NOT EXISTS alarm_clock (evaluated BIGINT);
  UPDATE alarms SET kind = 'MetricAlarm', judged = (SELECT max(evaluated) FROM alarm_clock) WHERE kind IS NULL;
  DROP TABLE alarm_clock;`

export async function makeAlarmTables(store: Store): Promise<void> {
  // Each statement would be a transaction of its own.
  for (const sql of [tables, migration]) await store.transaction(({ run }) => run(sql))
}

export type NewAlarm = Pick<StoredAlarm, 'kind'> & { definition: StoredAlarm['definition'] }

/** Whether an alarm is evaluated from its creation on, or over the log's past as well. */
export type EvaluatedFrom = 'creation' | 'past'

const updateTypes = { created: 'Create', updated: 'Update', deleted: 'Delete' }

const noteConfiguration = (
  session: Session,
  change: keyof typeof updateTypes,
  definition: StoredAlarm['definition'],
  nowMs: number,
) =>
  noteHistory(session, {
    alarm: definition.AlarmName,
    atMs: nowMs,
    kind: 'ConfigurationUpdate',
    summary: `Alarm "${definition.AlarmName}" ${change}`,
    data: { version: '1.0', type: updateTypes[change], [`${change}Alarm`]: definition },
  })

async function create(
  session: Session,
  { kind, definition }: NewAlarm,
  nowMs: number,
  from: EvaluatedFrom,
) {
  const name = definition.AlarmName
  // An alarm that was deleted and put again continues after its history.
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
  await noteConfiguration(session, 'created', definition, nowMs)
}

/** Changes an alarm's definition, not its state. */
export async function redefine(
  session: Session,
  old: StoredAlarm,
  definition: StoredAlarm['definition'],
  nowMs: number,
) {
  const body = JSON.stringify(definition)
  // Declared alarms are put at every start: an unchanged one stays as it is.
  if (JSON.stringify(old.definition) === body) return
  await session.run('UPDATE alarms SET body = $1, configured = $2 WHERE name = $3', [
    body,
    nowMs,
    old.name,
  ])
  await noteConfiguration(session, 'updated', definition, nowMs)
}

/** Stores an alarm as it is defined now. */
export const storeAlarm = (
  session: Session,
  alarm: NewAlarm,
  {
    old,
    nowMs,
    evaluatedFrom,
  }: { old: StoredAlarm | undefined; nowMs: number; evaluatedFrom: EvaluatedFrom },
): Promise<void> =>
  old
    ? redefine(session, old, alarm.definition, nowMs)
    : create(session, alarm, nowMs, evaluatedFrom)

/** Deletes an alarm with its tags; its history remains. */
export async function deleteAlarm(
  session: Session,
  { name, definition }: StoredAlarm,
  nowMs: number,
) {
  await noteConfiguration(session, 'deleted', definition, nowMs)
  await alarmTags.forget(session, name)
  await endSuppression(session, name)
  await session.run('DELETE FROM alarms WHERE name = $1', [name])
}
