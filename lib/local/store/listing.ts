import { recordsOf, type Session } from './duckdb'
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

export async function listGroups(
  query: Session['query'],
  groups: ReadonlyMap<string, Group>,
): Promise<LogGroup[]> {
  const found: LogGroup[] = []
  for (const [name, { id, table, retentionDays }] of groups) {
    const counted = await query(
      `SELECT (SELECT created FROM log_groups WHERE id = $1) AS createdMs, coalesce(sum(size), 0)::BIGINT AS storedBytes,
        count(*) AS events, min(ts) AS firstEventMs, max(ts) AS lastEventMs FROM ${table}`,
      [id],
    )
    for (const group of recordsOf<Omit<LogGroup, 'name' | 'retentionDays'>>(counted))
      found.push({ name, ...group, retentionDays })
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

export const listStreams = async (query: Session['query'], group: Group) =>
  recordsOf<LogStream>(
    await query(
      `SELECT s.name, s.created AS createdMs, coalesce(e.bytes, 0) AS storedBytes, e.first AS firstEventMs,
        e.newest AS lastEventMs, e.ingested AS lastIngestedMs FROM log_streams s LEFT JOIN
        (SELECT stream_id, sum(size)::BIGINT AS bytes, min(ts) AS first, max(ts) AS newest, max(ingested) AS ingested
         FROM ${group.table} GROUP BY stream_id) e ON e.stream_id = s.id WHERE s.log_group = $1 ORDER BY s.name`,
      [group.id],
    ),
  )
