import * as z from 'zod'
import { type AlarmState, alarmStates } from '@/lib/alarms/state'
import type { Session } from '@/lib/local/store/duckdb'
import { dayMs } from '@/lib/time'

const retentionMs = 30 * dayMs

// DuckDB 1.5 cannot replay, after a crash, a column added to a table with a sequence: a new column means
// a new table.
export const historyTables = `
  CREATE SEQUENCE IF NOT EXISTS alarm_history_ids;
  CREATE TABLE IF NOT EXISTS alarm_history_items (id BIGINT DEFAULT nextval('alarm_history_ids'), name VARCHAR, alarm_type VARCHAR, ts BIGINT, kind VARCHAR, summary VARCHAR, data VARCHAR);`

interface HistoryItem {
  alarm: string
  /** Epoch ms. */
  atMs: number
  kind: 'ConfigurationUpdate' | 'StateUpdate' | 'Action'
  summary: string
  data: object
}

/** Adds an item to the history of a stored alarm. */
export const noteHistory = (
  { run }: Session,
  { alarm, atMs, kind, summary, data }: HistoryItem,
): Promise<void> =>
  run(
    `INSERT INTO alarm_history_items (name, ts, kind, summary, data, alarm_type)
     VALUES ($1, $2, $3, $4, $5, coalesce((SELECT kind FROM alarms WHERE name = $1), 'MetricAlarm'))`,
    [alarm, atMs, kind, summary, JSON.stringify(data)],
  )

const update = z.object({ oldState: z.object({ stateValue: z.enum(alarmStates) }) })

/** When an alarm changed its state last, epoch ms, and from which; null when it never did. */
export async function lastChange(
  { query }: Pick<Session, 'query'>,
  alarm: string,
): Promise<{ from: AlarmState; atMs: number } | null> {
  const { rows } = await query(
    "SELECT data, ts FROM alarm_history_items WHERE name = $1 AND kind = 'StateUpdate' ORDER BY ts DESC, id DESC LIMIT 1",
    [alarm],
  )
  const [row] = rows
  if (!row) return null
  return {
    from: update.parse(JSON.parse(String(row[0]))).oldState.stateValue,
    atMs: Number(row[1]),
  }
}

/** History older than this moment (epoch ms) is deleted. */
export const oldestHistoryMs = (nowMs: number): number => nowMs - retentionMs

export const forgetOldHistory = ({ run }: Session, nowMs: number): Promise<void> =>
  run('DELETE FROM alarm_history_items WHERE ts < $1::BIGINT', [oldestHistoryMs(nowMs)])
