import { inTransaction } from './database'
import { numberOf, recordsOf, type Session } from './duckdb'
import { maxColumns } from './max-columns'

/** A log group in memory: its table, columns and streams. */
export interface Group {
  id: number
  table: string
  nextId: number
  retentionDays: number | null
  /** Field name → column. Columns are numbered: fields are case-sensitive, identifiers are not. */
  fields: Map<string, string>
  streams: Map<string, number>
}

export const groupTables = `
  CREATE TABLE IF NOT EXISTS log_groups (id INTEGER PRIMARY KEY, name VARCHAR UNIQUE, created BIGINT);
  ALTER TABLE log_groups ADD COLUMN IF NOT EXISTS retention_days INTEGER;
  ALTER TABLE log_groups ADD COLUMN IF NOT EXISTS newest_id BIGINT;
  CREATE TABLE IF NOT EXISTS log_streams (id INTEGER PRIMARY KEY, log_group INTEGER, name VARCHAR, created BIGINT);
  CREATE TABLE IF NOT EXISTS fields (log_group INTEGER, name VARCHAR, col VARCHAR);
  CREATE TABLE IF NOT EXISTS positions (key VARCHAR PRIMARY KEY, value VARCHAR);
  CREATE TABLE IF NOT EXISTS restored (log_group INTEGER, object VARCHAR, hour_ms BIGINT, events BIGINT);`

export async function readGroups(session: Session): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>()
  const byId = new Map<number, Group>()
  const found = await session.query(
    'SELECT id, name, retention_days AS retentionDays, coalesce(newest_id, 0) AS newestId FROM log_groups',
  )
  for (const { name, newestId, ...stored } of recordsOf<
    Pick<Group, 'id' | 'retentionDays'> & { name: string; newestId: number }
  >(found)) {
    const table = `events_${stored.id}`
    await session.run(`ALTER TABLE ${table} ADD COLUMN IF NOT EXISTS other_fields VARCHAR`)
    const lastId = numberOf(await session.query(`SELECT max(id) FROM ${table}`))
    // Ids are never reused, even when the newest events were deleted.
    const nextId = Math.max(lastId, newestId) + 1
    const group: Group = { ...stored, table, nextId, fields: new Map(), streams: new Map() }
    groups.set(name, group)
    byId.set(group.id, group)
  }
  const fields = await session.query('SELECT log_group, name, col FROM fields')
  for (const [id, name, column] of fields.rows) {
    byId.get(Number(id))?.fields.set(String(name), String(column))
  }
  const streams = await session.query('SELECT log_group, name, id FROM log_streams')
  for (const [id, name, stream] of streams.rows) {
    byId.get(Number(id))?.streams.set(String(name), Number(stream))
  }
  return groups
}

export async function createGroup(
  session: Session,
  id: number,
  name: string,
  nowMs: number,
): Promise<Group> {
  const table = `events_${id}`
  await session.run('INSERT INTO log_groups (id, name, created) VALUES ($1, $2, $3)', [
    id,
    name,
    nowMs,
  ])
  await session.run(
    `CREATE TABLE ${table} (id BIGINT, ts BIGINT, ingested BIGINT, stream_id INTEGER, message VARCHAR USING COMPRESSION zstd, size INTEGER, other_fields VARCHAR)`,
  )
  return { id, table, nextId: 1, retentionDays: null, fields: new Map(), streams: new Map() }
}

export async function dropGroup({ run }: Session, { id, table }: Group): Promise<void> {
  await run(`DROP TABLE ${table}`)
  for (const owned of ['log_streams', 'fields', 'restored'])
    await run(`DELETE FROM ${owned} WHERE log_group = $1`, [id])
  await run('DELETE FROM log_groups WHERE id = $1', [id])
}

export const storeNewestId = (session: Session, { id, nextId }: Group) =>
  session.run('UPDATE log_groups SET newest_id = $1 WHERE id = $2', [nextId - 1, id])

/** Gives new fields a column each, as long as the group has room for them; the others go into other_fields. */
export async function addFields(
  session: Session,
  group: Group,
  names: Iterable<string>,
): Promise<void> {
  const added = [...names].filter((name) => !group.fields.has(name))
  const room = maxColumns - group.fields.size
  const fitting = added.slice(0, Math.max(0, room))
  if (fitting.length === 0) return
  await inTransaction(session, async () => {
    for (const [index, name] of fitting.entries()) {
      const column = `f${group.fields.size + index + 1}`
      await session.run(`ALTER TABLE ${group.table} ADD COLUMN ${column} VARCHAR`)
      await session.run('INSERT INTO fields VALUES ($1, $2, $3)', [group.id, name, column])
    }
  })
  for (const name of fitting) group.fields.set(name, `f${group.fields.size + 1}`)
}

/** Adds a log stream that is not there yet. */
export async function addStream(session: Session, group: Group, name: string, nowMs: number) {
  if (group.streams.has(name)) return
  const id = numberOf(await session.query('SELECT coalesce(max(id), 0) + 1 FROM log_streams'))
  await session.run('INSERT INTO log_streams VALUES ($1, $2, $3, $4)', [id, group.id, name, nowMs])
  group.streams.set(name, id)
}

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
