import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { createMacros } from '@/lib/local/insights/macros'
import type { Library } from '@/lib/local/insights/source'
import type { EventBatch } from './batch'
import { always, never, newChanges, type Times } from './changes'
import { appendBatch } from './columns'
import { type Database, inTransaction, openDatabase } from './database'
import { recordsOf, type Session, type SqlValue } from './duckdb'
import type { EventFiles } from './event-files'
import {
  addFields,
  addStream,
  createGroup,
  dropGroup,
  type Group,
  groupTables,
  listGroups,
  listStreams,
  readGroups,
  storeNewestId,
} from './groups'
import { fieldsIn, insertEvents, type Target } from './insert-events'
import {
  type LookupTable,
  lookupTables,
  lookupTableTables,
  readLookupTables,
} from './lookup-tables'
import {
  contentOf,
  deleteRange,
  type EventRange,
  insertParquet,
  isRestored,
  type RestoredObject,
} from './parquet'
import { sourceOf } from './source'

interface Position {
  /** Identifies the file across renames and restarts. */
  key: string
  /** Opaque to the store. */
  value: string
}

type Also = (session: Session) => Promise<void>
type Changes = ReturnType<typeof newChanges>

/** What is stored, in memory: read anew when the database is reopened. */
interface Known {
  groups: Map<string, Group>
  lookups: Map<string, LookupTable>
  changes: Changes
}

function groupOf({ groups }: Known, name: string): Group {
  const group = groups.get(name)
  if (!group) throw new Error(`There is no log group ${name}`)
  return group
}

function logGroups(known: Known, db: Database) {
  const { write } = db
  // Never the id of a deleted group: a waiting query would read the new group's events.
  let nextId = Math.max(0, ...[...known.groups.values()].map(({ id }) => id)) + 1

  return {
    hasLogGroup: (name: string) => known.groups.has(name),
    hasLogStream: (group: string, stream: string) =>
      known.groups.get(group)?.streams.has(stream) ?? false,
    logGroups: () => listGroups(db.query, known.groups),
    logStreams: (group: string) => listStreams(db.query, groupOf(known, group)),
    retentionDays: (group: string) => groupOf(known, group).retentionDays,
    /** The id of the newest event of a group; ids grow by one with each event. 0 when there is none. */
    newestId: (group: string) => (known.groups.get(group)?.nextId ?? 1) - 1,

    createLogGroup: (name: string, nowMs: number) =>
      write(async (session) => {
        if (known.groups.has(name)) return
        const id = nextId
        const group = await inTransaction(session, () => createGroup(session, id, name, nowMs))
        known.groups.set(name, group)
        nextId += 1
      }),

    createLogStream: (group: string, stream: string, nowMs: number) =>
      write((session) => addStream(session, groupOf(known, group), stream, nowMs)),

    setRetention: (name: string, days: number | null) =>
      write(async (session) => {
        const group = groupOf(known, name)
        await session.run('UPDATE log_groups SET retention_days = $1 WHERE id = $2', [
          days,
          group.id,
        ])
        group.retentionDays = days
      }),

    /** With its streams and events; `also` runs in the same transaction. */
    deleteLogGroup: (name: string, also?: Also) =>
      write(async (session) => {
        const group = groupOf(known, name)
        await inTransaction(session, async () => {
          await dropGroup(session, group)
          await also?.(session)
        })
        known.groups.delete(name)
        known.changes.add(always)
      }),

    /** With its events. */
    deleteLogStream: (groupName: string, stream: string) =>
      write(async (session) => {
        const group = groupOf(known, groupName)
        const id = group.streams.get(stream)
        if (id === undefined) return
        await inTransaction(session, async () => {
          await storeNewestId(session, group)
          await session.run(`DELETE FROM ${group.table} WHERE stream_id = $1`, [id])
          await session.run('DELETE FROM log_streams WHERE id = $1', [id])
        })
        group.streams.delete(stream)
        known.changes.add(always)
      }),
  }
}

interface AppendOptions {
  ingestedMs: number
  position?: Position
  also?: Also
}

interface Added {
  stream: string
  count: number
  fields: Iterable<string>
  insert: (target: Target, session: Session, connection: DuckDBConnection) => Promise<void>
}

// More are a log that is being loaded: what is known of any time is out of date soon.
const manyEvents = 10_000

/** The range of times of the events that were just added. */
async function timesFrom(session: Session, { table, firstId }: Target): Promise<Times> {
  const found = await session.query(
    `SELECT min(ts) AS startMs, max(ts) AS endMs FROM ${table} WHERE id >= $1::BIGINT`,
    [firstId],
  )
  return recordsOf<Times>(found)[0] ?? always
}

const events = (known: Known, { write }: Database) => {
  const add = (groupName: string, added: Added, { ingestedMs, position, also }: AppendOptions) =>
    write(async (session, connection) => {
      const { stream, count, fields, insert } = added
      const group = groupOf(known, groupName)
      const streamId = group.streams.get(stream)
      if (streamId === undefined)
        throw new Error(`There is no log stream ${stream} in ${groupName}`)
      await addFields(session, group, fields)
      const { table, nextId } = group
      const target = { table, firstId: nextId, ingestedMs, streamId, columns: group.fields }
      const times = await inTransaction(session, async () => {
        if (count > 0) await insert(target, session, connection)
        await also?.(session)
        if (position) {
          await session.run('INSERT OR REPLACE INTO positions VALUES ($1, $2)', [
            position.key,
            position.value,
          ])
        }
        if (count === 0) return never
        return count < manyEvents ? timesFrom(session, target) : always
      })
      group.nextId += count
      known.changes.add(times)
    })

  return {
    /** Stores events and the reader's new position, and runs `also`, in one transaction. The group and stream must exist. */
    append(group: string, stream: string, batch: EventBatch, options: AppendOptions) {
      const fields = batch.fields.keys()
      const count = batch.messages.length
      const insert: Added['insert'] = (target, _, connection) =>
        appendBatch(connection, batch, target)
      return add(group, { stream, count, fields, insert }, options)
    },

    /** Stores the events of files in the work folder, as `append` does. */
    appendFiles(group: string, stream: string, files: EventFiles, options: AppendOptions) {
      const count = files.events
      const fields = fieldsIn(files)
      const insert: Added['insert'] = (target, _, connection) =>
        insertEvents(connection, files, target)
      return add(group, { stream, count, fields, insert }, options)
    },

    /** The fields of a group that have a column. */
    fieldsOf: (group: string) => [...groupOf(known, group).fields.keys()],

    /** Deletes the events of [fromMs, toMs) whose ids are in (afterId, upToId]; gives their number. */
    deleteEvents: (name: string, range: EventRange) =>
      write(async (session) => {
        const group = groupOf(known, name)
        const deleted = await inTransaction(session, async () => {
          await storeNewestId(session, group)
          return deleteRange(session, group.table, range)
        })
        if (deleted > 0) known.changes.add(always)
        return deleted
      }),

    /** Adds the events of a Parquet file in the work folder, under new ids; false when that object is here already. */
    restore: (name: string, object: RestoredObject) =>
      write(async (session) => {
        const group = groupOf(known, name)
        if (await isRestored(session, group, object)) return false
        const { streams, ...content } = await contentOf(session, object.file)
        await addFields(session, group, content.fields.keys())
        for (const stream of streams) await addStream(session, group, stream, object.nowMs)
        const added = await inTransaction(session, () =>
          insertParquet(session, group, object, content),
        )
        group.nextId += added
        known.changes.add(always)
        return true
      }),
  }
}

interface StoreOptions {
  path: string
  memoryLimit?: string
  /** An absolute path: the one folder whose files SQL may read and write. Without it, one of the store's own that goes with it. */
  workDir?: string
}

/** Opens the store: one table of events for each log group. Throws an Error that explains why it cannot. */
export async function openStore({ path, memoryLimit = '1GB', ...options }: StoreOptions) {
  const ownDir = join(tmpdir(), `cafewatch-${randomUUID()}`)
  const workDir = options.workDir ?? ownDir
  const known: Known = { groups: new Map(), lookups: new Map(), changes: newChanges() }
  const db = await openDatabase({ path, memoryLimit, workDir }, async (session) => {
    // Each statement would be a transaction of its own.
    await inTransaction(session, async () => {
      for (const sql of [groupTables, createMacros, lookupTableTables]) await session.run(sql)
    })
    known.groups = await readGroups(session)
    known.lookups = await readLookupTables(session)
  })
  const { query, write, readers } = db

  /** Work on one connection, all or nothing. Writers wait for each other. */
  const transaction = <T>(work: (session: Session) => Promise<T>) =>
    write((session) => inTransaction(session, () => work(session)))
  const tables = lookupTables(() => known.lookups, { query, transaction })
  const source = (names: string[]) =>
    sourceOf(names.map((name) => [name, groupOf(known, name)] as const))

  return {
    /** The folder for files that SQL reads and writes, which may not be there yet. */
    workDir,
    ...logGroups(known, db),
    ...events(known, db),
    lookupTables: tables,
    source,
    /** What a query text may name; the log groups that it names are added to `named`. */
    library: (named = new Set<string>()): Library => ({
      logGroups({ names = [], prefixes = [] }) {
        if (names.some((name) => !known.groups.has(name))) return undefined
        const begun = [...known.groups.keys()].filter((name) =>
          prefixes.some((prefix) => name.startsWith(prefix)),
        )
        const chosen = [...new Set([...names, ...begun])]
        for (const name of chosen) named.add(name)
        return chosen.length > 0 ? source(chosen) : undefined
      },
      lookupTable: tables.relation,
    }),
    positions: async () => recordsOf<Position>(await query('SELECT key, value FROM positions')),
    /** Changes with the events: while it is the same, a query gives the same result. */
    version: () => known.changes.version(),
    /** Whether events of a range of time may have changed since a version. */
    changedSince: (version: number, times: Times) => known.changes.since(version, times),
    /** On a connection of its own; an aborted signal interrupts DuckDB. */
    query,
    /** For long queries. */
    readers,
    /** Why the store cannot be written now, with what to do; null when it can. */
    problem: db.problem,
    run: (sql: string, parameters?: SqlValue[]) => write((session) => session.run(sql, parameters)),
    transaction,
    async close() {
      await db.close()
      if (workDir === ownDir) await rm(ownDir, { recursive: true, force: true })
    },
  }
}

export type Store = Awaited<ReturnType<typeof openStore>>
