import type { Session, SqlValue } from './duckdb'
import type { Group } from './groups'

export interface LogGroup {
  name: string
  createdMs: number
  storedBytes: number
  events: number
  firstEventMs: number | null
  lastEventMs: number | null
  /** Null: events never expire. */
  retentionDays: number | null
}

export interface LogStream {
  name: string
  createdMs: number
  storedBytes: number
  firstEventMs: number | null
  lastEventMs: number | null
  lastIngestedMs: number | null
}

const numberOrNull = (value: SqlValue | undefined) => (value == null ? null : Number(value))

export async function listGroups(
  query: Session['query'],
  groups: ReadonlyMap<string, Group>,
): Promise<LogGroup[]> {
  const found: LogGroup[] = []
  for (const [name, group] of groups) {
    const { rows } = await query(
      `SELECT (SELECT created FROM log_groups WHERE id = $1), coalesce(sum(size), 0)::BIGINT, count(*), min(ts), max(ts) FROM ${group.table}`,
      [group.id],
    )
    const [created, bytes, events, first, newest] = rows[0] ?? []
    found.push({
      name,
      createdMs: Number(created),
      storedBytes: Number(bytes),
      events: Number(events),
      firstEventMs: numberOrNull(first),
      lastEventMs: numberOrNull(newest),
      retentionDays: group.retentionDays,
    })
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

export async function listStreams(query: Session['query'], group: Group): Promise<LogStream[]> {
  const { rows } = await query(
    `SELECT s.name, s.created, e.bytes, e.first, e.newest, e.ingested FROM log_streams s LEFT JOIN
      (SELECT stream_id, sum(size)::BIGINT AS bytes, min(ts) AS first, max(ts) AS newest, max(ingested) AS ingested
       FROM ${group.table} GROUP BY stream_id) e ON e.stream_id = s.id WHERE s.log_group = $1 ORDER BY s.name`,
    [group.id],
  )
  return rows.map(([name, created, bytes, first, newest, ingested]) => ({
    name: String(name),
    createdMs: Number(created),
    storedBytes: Number(bytes ?? 0),
    firstEventMs: numberOrNull(first),
    lastEventMs: numberOrNull(newest),
    lastIngestedMs: numberOrNull(ingested),
  }))
}
