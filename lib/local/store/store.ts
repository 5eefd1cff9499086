import type { Source } from '@/lib/local/insights/source'
import type { EventBatch } from './batch'
import { appendBatch } from './columns'
import {
  isFatal,
  open,
  type Result,
  type Session,
  type SqlValue,
  StoreFailed,
  sessionOn,
} from './duckdb'

export interface LogGroup {
  name: string
  createdMs: number
  storedBytes: number
  events: number
  firstEventMs: number | null
  lastEventMs: number | null
}

export interface LogStream {
  name: string
  createdMs: number
  storedBytes: number
  firstEventMs: number | null
  lastEventMs: number | null
  lastIngestedMs: number | null
}

export interface Position {
  /** What the reader calls this file: stays the same over renames and restarts. */
  key: string
  /** The reader's own words. */
  value: string
}

export interface Store {
  createLogGroup(name: string, nowMs: number): Promise<void>
  logGroups(): Promise<LogGroup[]>
  hasLogGroup(name: string): boolean
  createLogStream(group: string, stream: string, nowMs: number): Promise<void>
  logStreams(group: string): Promise<LogStream[]>
  hasLogStream(group: string, stream: string): boolean
  /** One transaction: the events, the reader's new position, and what else was made of them. The group and stream must exist. */
  append(
    group: string,
    stream: string,
    batch: EventBatch,
    options: {
      ingestedMs: number
      position?: Position
      also?: (session: Session) => Promise<void>
    },
  ): Promise<void>
  positions(): Promise<Position[]>
  source(groups: string[]): Source
  /** On a connection of its own; an aborted signal interrupts DuckDB. */
  query(sql: string, parameters?: SqlValue[], options?: { signal?: AbortSignal }): Promise<Result>
  run(sql: string, parameters?: SqlValue[]): Promise<void>
  /** Work on one connection, all or nothing. Writers wait for each other. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const mostColumns = 200
const firstWaitMs = 500
const longestWaitMs = 30_000
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

interface Group {
  id: number
  table: string
  nextId: number
  /** Field name → column. Columns are numbered: fields are case-sensitive, identifiers are not. */
  fields: Map<string, string>
  streams: Map<string, number>
}

const schema = `
  CREATE TABLE IF NOT EXISTS log_groups (id INTEGER PRIMARY KEY, name VARCHAR UNIQUE, created BIGINT);
  CREATE TABLE IF NOT EXISTS log_streams (id INTEGER PRIMARY KEY, log_group INTEGER, name VARCHAR, created BIGINT);
  CREATE TABLE IF NOT EXISTS fields (log_group INTEGER, name VARCHAR, col VARCHAR);
  CREATE TABLE IF NOT EXISTS positions (key VARCHAR PRIMARY KEY, value VARCHAR);`

async function readGroups(session: Session): Promise<Map<string, Group>> {
  const groups = new Map<string, Group>()
  const byId = new Map<number, Group>()
  for (const [id, name] of (await session.query('SELECT id, name FROM log_groups')).rows) {
    const table = `events_${id}`
    const { rows } = await session.query(`SELECT coalesce(max(id), 0) FROM ${table}`)
    const group: Group = {
      id: Number(id),
      table,
      nextId: Number(rows[0]?.[0] ?? 0) + 1,
      fields: new Map(),
      streams: new Map(),
    }
    groups.set(String(name), group)
    byId.set(group.id, group)
  }
  for (const [id, name, column] of (await session.query('SELECT log_group, name, col FROM fields'))
    .rows) {
    byId.get(Number(id))?.fields.set(String(name), String(column))
  }
  const streams = await session.query('SELECT log_group, name, id FROM log_streams')
  for (const [id, name, stream] of streams.rows) {
    byId.get(Number(id))?.streams.set(String(name), Number(stream))
  }
  return groups
}

/** JSON path of a field that has no column, tried as one key and as a way through objects and lists. */
function fromMessage(name: string): string {
  const whole = `$."${name.replace(/["\\]/g, '')}"`
  const steps = name
    .split('.')
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `."${step.replace(/["\\]/g, '')}"`))
    .join('')
  const pick = (path: string) => `json_extract_string(message, ${literal(path)})`
  return `CASE WHEN json_valid(message) THEN coalesce(${pick(whole)}, ${pick(`$${steps}`)}) END`
}

/** Opens the store: one table of events for each log group. Throws with a sentence when it cannot. */
export async function openStore({
  path,
  memoryLimit = '1GB',
}: {
  path: string
  memoryLimit?: string
}): Promise<Store> {
  let instance = await open(path, memoryLimit)
  let writer = await instance.connect()
  let session = sessionOn(writer)
  await session.run(schema)
  let groups = await readGroups(session)
  let last: Promise<unknown> = Promise.resolve()
  // Set while DuckDB has turned itself off: since when each try to open it again waits, and how long.
  let broken: { untilMs: number; waitMs: number } | null = null
  let reopening: Promise<void> | null = null

  /** Opens the store again after DuckDB gave it up, as it does when the disk is full. What was committed is there. */
  async function reopen(): Promise<void> {
    if (!broken) return
    if (performance.now() < broken.untilMs) throw new StoreFailed(path)
    const waitMs = Math.min(broken.waitMs * 2, longestWaitMs)
    broken = { untilMs: performance.now() + waitMs, waitMs }
    try {
      writer.closeSync()
      instance.closeSync()
      instance = await open(path, memoryLimit)
      writer = await instance.connect()
      session = sessionOn(writer)
      groups = await readGroups(session)
      broken = null
    } catch {
      throw new StoreFailed(path)
    }
  }

  async function whole<T>(work: () => Promise<T>): Promise<T> {
    if (broken) {
      reopening ??= reopen().finally(() => {
        reopening = null
      })
      await reopening
    }
    try {
      return await work()
    } catch (error) {
      if (!isFatal(error)) throw error
      broken ??= { untilMs: performance.now() + firstWaitMs, waitMs: firstWaitMs }
      throw new StoreFailed(path)
    }
  }

  function alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(
      () => whole(work),
      () => whole(work),
    )
    last = mine.catch(() => {})
    return mine
  }

  async function inTransaction<T>(work: () => Promise<T>): Promise<T> {
    await session.run('BEGIN')
    try {
      const result = await work()
      await session.run('COMMIT')
      return result
    } catch (error) {
      await session.run('ROLLBACK').catch(() => {})
      throw error
    }
  }

  function groupOf(name: string): Group {
    const group = groups.get(name)
    if (!group) throw new Error(`There is no log group ${name}`)
    return group
  }

  async function addFields(group: Group, names: Iterable<string>): Promise<boolean> {
    const added = [...names].filter((name) => !group.fields.has(name))
    const room = mostColumns - group.fields.size
    const fitting = added.slice(0, Math.max(0, room))
    if (fitting.length === 0) return false
    await inTransaction(async () => {
      for (const [index, name] of fitting.entries()) {
        const column = `f${group.fields.size + index + 1}`
        await session.run(`ALTER TABLE ${group.table} ADD COLUMN ${column} VARCHAR`)
        await session.run('INSERT INTO fields VALUES ($1, $2, $3)', [group.id, name, column])
      }
    })
    for (const name of fitting) group.fields.set(name, `f${group.fields.size + 1}`)
    return true
  }

  const store: Store = {
    hasLogGroup: (name) => groups.has(name),
    hasLogStream: (group, stream) => groups.get(group)?.streams.has(stream) ?? false,

    createLogGroup: (name, nowMs) =>
      alone(async () => {
        if (groups.has(name)) return
        const id = Math.max(0, ...[...groups.values()].map((group) => group.id)) + 1
        const table = `events_${id}`
        await inTransaction(async () => {
          await session.run('INSERT INTO log_groups VALUES ($1, $2, $3)', [id, name, nowMs])
          await session.run(
            `CREATE TABLE ${table} (id BIGINT, ts BIGINT, ingested BIGINT, stream_id INTEGER, message VARCHAR USING COMPRESSION zstd, size INTEGER)`,
          )
        })
        groups.set(name, { id, table, nextId: 1, fields: new Map(), streams: new Map() })
      }),

    createLogStream: (groupName, name, nowMs) =>
      alone(async () => {
        const group = groupOf(groupName)
        if (group.streams.has(name)) return
        const { rows } = await session.query('SELECT coalesce(max(id), 0) + 1 FROM log_streams')
        const id = Number(rows[0]?.[0])
        await session.run('INSERT INTO log_streams VALUES ($1, $2, $3, $4)', [
          id,
          group.id,
          name,
          nowMs,
        ])
        group.streams.set(name, id)
      }),

    append: (groupName, stream, batch, { ingestedMs, position, also }) =>
      alone(async () => {
        const group = groupOf(groupName)
        const streamId = group.streams.get(stream)
        if (streamId === undefined)
          throw new Error(`There is no log stream ${stream} in ${groupName}`)
        await addFields(group, batch.fields.keys())
        await inTransaction(async () => {
          if (batch.messages.length > 0) {
            await appendBatch(writer, batch, {
              table: group.table,
              firstId: group.nextId,
              ingestedMs,
              streamId,
              columnOf: (field) => group.fields.get(field),
            })
          }
          await also?.(session)
          if (position) {
            await session.run('INSERT OR REPLACE INTO positions VALUES ($1, $2)', [
              position.key,
              position.value,
            ])
          }
        })
        group.nextId += batch.messages.length
      }),

    async positions() {
      const { rows } = await store.query('SELECT key, value FROM positions')
      return rows.map(([key, value]) => ({ key: String(key), value: String(value) }))
    },

    async logGroups() {
      const found: LogGroup[] = []
      for (const [name, group] of groups) {
        const { rows } = await store.query(
          `SELECT (SELECT created FROM log_groups WHERE id = $1), coalesce(sum(size), 0)::BIGINT, count(*), min(ts), max(ts) FROM ${group.table}`,
          [group.id],
        )
        const [created, bytes, events, first, newest] = rows[0] ?? []
        found.push({
          name,
          createdMs: Number(created),
          storedBytes: Number(bytes),
          events: Number(events),
          firstEventMs: first == null ? null : Number(first),
          lastEventMs: newest == null ? null : Number(newest),
        })
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1))
    },

    async logStreams(groupName) {
      const group = groupOf(groupName)
      const { rows } = await store.query(
        `SELECT s.name, s.created, e.bytes, e.first, e.newest, e.ingested FROM log_streams s LEFT JOIN
          (SELECT stream_id, sum(size)::BIGINT AS bytes, min(ts) AS first, max(ts) AS newest, max(ingested) AS ingested
           FROM ${group.table} GROUP BY stream_id) e ON e.stream_id = s.id WHERE s.log_group = $1 ORDER BY s.name`,
        [group.id],
      )
      const orNull = (value: SqlValue | undefined) => (value == null ? null : Number(value))
      return rows.map(([name, created, bytes, first, newest, ingested]) => ({
        name: String(name),
        createdMs: Number(created),
        storedBytes: Number(bytes ?? 0),
        firstEventMs: orNull(first),
        lastEventMs: orNull(newest),
        lastIngestedMs: orNull(ingested),
      }))
    },

    source(names) {
      const chosen = names.map((name) => ({ name, group: groupOf(name) }))
      const one = ({ name, group }: (typeof chosen)[number]) => {
        const streams = [...group.streams]
        const stream = streams.length
          ? `CASE e.stream_id ${streams.map(([text, id]) => `WHEN ${id} THEN ${literal(text)}`).join(' ')} END`
          : 'NULL::VARCHAR'
        const fields = [...group.fields].map(
          ([field, column]) => `e.${column} AS ${identifier(`f:${hex(field)}`)}`,
        )
        return `SELECT e.id, e.ts, e.ingested, ${literal(`000000000000:${name}`)} AS log, ${stream} AS stream, e.message, e.size${fields.map((text) => `, ${text}`).join('')} FROM ${group.table} e`
      }
      const known = new Set(chosen.flatMap(({ group }) => [...group.fields.keys()]))
      const full = chosen.some(({ group }) => group.fields.size >= mostColumns)
      return {
        fields: [...known],
        groups: chosen.length,
        from: `(${chosen.map(one).join(' UNION ALL BY NAME ')})`,
        field: (field) =>
          known.has(field) ? identifier(`f:${hex(field)}`) : full ? fromMessage(field) : undefined,
      }
    },

    query: (sql, parameters = [], { signal } = {}) =>
      whole(async () => {
        signal?.throwIfAborted()
        const connection = await instance.connect()
        const interrupt = () => connection.interrupt()
        signal?.addEventListener('abort', interrupt, { once: true })
        try {
          return await sessionOn(connection).query(sql, parameters)
        } finally {
          signal?.removeEventListener('abort', interrupt)
          connection.closeSync()
        }
      }),

    run: (sql, parameters) => alone(() => session.run(sql, parameters)),

    transaction: (work) => alone(() => inTransaction(() => work(session))),

    async close() {
      await last
      if (path !== ':memory:' && !broken) await session.run('CHECKPOINT').catch(() => {})
      writer.closeSync()
      instance.closeSync()
    },
  }
  return store
}

// Any text may be a field's name: written in hexadecimal it is an identifier in any letter case.
const hex = (text: string) => Buffer.from(text).toString('hex')
