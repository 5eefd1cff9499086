import type { Session } from '@/lib/local/store/duckdb'

export const historyTables = `
  CREATE SEQUENCE IF NOT EXISTS alarm_history_ids;
  CREATE TABLE IF NOT EXISTS alarm_history (id BIGINT DEFAULT nextval('alarm_history_ids'), name VARCHAR, ts BIGINT, kind VARCHAR, summary VARCHAR, data VARCHAR);`

/** Adds an item to an alarm's history; `atMs` is epoch ms. */
export const noteHistory = (
  { run }: Session,
  {
    alarm,
    atMs,
    kind,
    summary,
    data,
  }: {
    alarm: string
    atMs: number
    kind: 'ConfigurationUpdate' | 'StateUpdate' | 'Action'
    summary: string
    data: object
  },
): Promise<void> =>
  run('INSERT INTO alarm_history (name, ts, kind, summary, data) VALUES ($1, $2, $3, $4, $5)', [
    alarm,
    atMs,
    kind,
    summary,
    JSON.stringify(data),
  ])
