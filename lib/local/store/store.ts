import { createMacros } from '@/lib/local/insights/macros'
import type { Library } from '@/lib/local/insights/source'
import type { EventBatch } from './batch'
import { appendBatch } from './columns'
import { inTransaction, openDatabase } from './database'
import type { QueryOptions, Result, Session, SqlValue } from './duckdb'
import {
  addFields,
  addStream,
  createGroup,
  dropGroup,
  type Group,
  groupTables,
  readGroups,
  storeNewestId,
} from './groups'
import { type LogGroup, type LogStream, listGroups, listStreams } from './listing'
import {
  type LookupTable,
  type LookupTables,
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
import type { Readers } from './readers'
import { type EventSource, sourceOf } from './source'

interface Position {
  /** Identifies the file across renames and restarts. */
  key: string
  /** Opaque to the store. */
  value: string
}

export interface Store {
  createLogGroup(name: string, nowMs: number): Promise<void>
  logGroups(): Promise<LogGroup[]>
  hasLogGroup(name: string): boolean
  /** The folder for files that SQL reads and writes; null when there is none. */
  workDir: string | null
  /** With its streams and events; `also` runs in the same transaction. */
  deleteLogGroup(name: string, also?: (session: Session) => Promise<void>): Promise<void>
  setRetention(group: string, days: number | null): Promise<void>
  retentionDays(group: string): number | null
  /** The id of the newest event of a group; ids grow by one with each event. 0 when there is none. */
  newestId(group: string): number
  createLogStream(group: string, stream: string, nowMs: number): Promise<void>
  logStreams(group: string): Promise<LogStream[]>
  hasLogStream(group: string, stream: string): boolean
  /** With its events. */
  deleteLogStream(group: string, stream: string): Promise<void>
  /** Deletes the events of [fromMs, toMs) whose ids are in (afterId, upToId]; gives their number. */
  deleteEvents(group: string, range: EventRange): Promise<number>
  /** Adds the events of a Parquet file in the work folder, under new ids; false when that object is here already. */
  restore(group: string, object: RestoredObject): Promise<boolean>
  /** Stores events and the reader's new position, and runs `also`, in one transaction. The group and stream must exist. */
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
  source(groups: string[]): EventSource
  /** What a query text may name; the log groups that it names are added to `named`. */
  library(named?: Set<string>): Library
  lookupTables: LookupTables
  /** Changes with the events: while it is the same, a query gives the same result. */
  version(): number
  /** On a connection of its own; an aborted signal interrupts DuckDB. */
  query(sql: string, parameters?: SqlValue[], options?: QueryOptions): Promise<Result>
  /** For long queries. */
  readers: Readers
  run(sql: string, parameters?: SqlValue[]): Promise<void>
  /** Work on one connection, all or nothing. Writers wait for each other. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * Opens the store: one table of events for each log group. Throws an Error that explains why it cannot.
 * `workDir`, an absolute path, is the one folder whose files SQL may read and write.
 */
export async function openStore({
  path,
  memoryLimit = '1GB',
  workDir = null,
}: {
  path: string
  memoryLimit?: string
  workDir?: string | null
}): Promise<Store> {
  let groups = new Map<string, Group>()
  let lookups = new Map<string, LookupTable>()
  let version = 0
  const db = await openDatabase({ path, memoryLimit, workDir }, async (session) => {
    await session.run(groupTables)
    await session.run(createMacros)
    await session.run(lookupTableTables)
    groups = await readGroups(session)
    lookups = await readLookupTables(session)
  })

  // Never the id of a deleted group: a waiting query would read the new group's events.
  let nextGroupId = Math.max(0, ...[...groups.values()].map(({ id }) => id)) + 1

  const transaction: Store['transaction'] = (work) =>
    db.write((session) => inTransaction(session, () => work(session)))

  function groupOf(name: string): Group {
    const group = groups.get(name)
    if (!group) throw new Error(`There is no log group ${name}`)
    return group
  }

  const store: Store = {
    workDir,
    hasLogGroup: (name) => groups.has(name),
    newestId: (name) => (groups.get(name)?.nextId ?? 1) - 1,
    hasLogStream: (group, stream) => groups.get(group)?.streams.has(stream) ?? false,

    createLogGroup: (name, nowMs) =>
      db.write(async (session) => {
        if (groups.has(name)) return
        const id = nextGroupId
        groups.set(name, await inTransaction(session, () => createGroup(session, id, name, nowMs)))
        nextGroupId += 1
      }),

    createLogStream: (groupName, name, nowMs) =>
      db.write((session) => addStream(session, groupOf(groupName), name, nowMs)),

    deleteLogGroup: (name, also) =>
      db.write(async (session) => {
        const group = groupOf(name)
        await inTransaction(session, async () => {
          await dropGroup(session, group)
          await also?.(session)
        })
        groups.delete(name)
        version += 1
      }),

    deleteLogStream: (groupName, name) =>
      db.write(async (session) => {
        const group = groupOf(groupName)
        const id = group.streams.get(name)
        if (id === undefined) return
        await inTransaction(session, async () => {
          await storeNewestId(session, group)
          await session.run(`DELETE FROM ${group.table} WHERE stream_id = $1`, [id])
          await session.run('DELETE FROM log_streams WHERE id = $1', [id])
        })
        group.streams.delete(name)
        version += 1
      }),

    setRetention: (name, days) =>
      db.write(async (session) => {
        const group = groupOf(name)
        await session.run('UPDATE log_groups SET retention_days = $1 WHERE id = $2', [
          days,
          group.id,
        ])
        group.retentionDays = days
      }),

    retentionDays: (name) => groupOf(name).retentionDays,

    append: (groupName, stream, batch, { ingestedMs, position, also }) =>
      db.write(async (session, connection) => {
        const group = groupOf(groupName)
        const streamId = group.streams.get(stream)
        if (streamId === undefined)
          throw new Error(`There is no log stream ${stream} in ${groupName}`)
        await addFields(session, group, batch.fields.keys())
        await inTransaction(session, async () => {
          if (batch.messages.length > 0) {
            await appendBatch(connection, batch, {
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
        version += 1
      }),

    deleteEvents: (name, range) =>
      db.write(async (session) => {
        const group = groupOf(name)
        const deleted = await inTransaction(session, async () => {
          await storeNewestId(session, group)
          return deleteRange(session, group.table, range)
        })
        if (deleted > 0) version += 1
        return deleted
      }),

    restore: (name, object) =>
      db.write(async (session) => {
        const group = groupOf(name)
        if (await isRestored(session, group, object)) return false
        const { fields, streams } = await contentOf(session, object.file)
        await addFields(session, group, fields.keys())
        for (const stream of streams) await addStream(session, group, stream, object.nowMs)
        const events = await inTransaction(session, () =>
          insertParquet(session, group, object, fields),
        )
        group.nextId += events
        version += 1
        return true
      }),

    async positions() {
      const { rows } = await store.query('SELECT key, value FROM positions')
      return rows.map(([key, value]) => ({ key: String(key), value: String(value) }))
    },

    logGroups: () => listGroups(db.query, groups),
    logStreams: (group) => listStreams(db.query, groupOf(group)),

    source: (names) => sourceOf(names.map((name) => [name, groupOf(name)] as const)),

    library: (named = new Set()) => ({
      logGroups({ names = [], prefixes = [] }) {
        if (names.some((name) => !groups.has(name))) return undefined
        const begun = [...groups.keys()].filter((name) =>
          prefixes.some((prefix) => name.startsWith(prefix)),
        )
        const chosen = [...new Set([...names, ...begun])]
        for (const name of chosen) named.add(name)
        return chosen.length > 0 ? store.source(chosen) : undefined
      },
      lookupTable: (name) => store.lookupTables.relation(name),
    }),

    query: db.query,
    version: () => version,
    readers: db.readers,
    lookupTables: lookupTables(() => lookups, { query: db.query, transaction }),
    run: (sql, parameters) => db.write((session) => session.run(sql, parameters)),
    transaction,
    close: db.close,
  }
  return store
}
