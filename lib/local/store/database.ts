import type { DuckDBConnection } from '@duckdb/node-api'
import {
  isFatal,
  open,
  type QueryOptions,
  queryOn,
  type Session,
  type SqlValue,
  sessionOn,
} from './duckdb'
import { openingProblem } from './opening-problem'
import { connectReaders, newReaders } from './readers'
import { StoreFailed } from './store-failed'

const firstWaitMs = 500
const maxWaitMs = 30_000
/** A database beside the store for tables that need not outlive it. */
export const memory = 'memory_only'

export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
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

/** An open DuckDB. */
export type Database = Awaited<ReturnType<typeof openDatabase>>

/**
 * Opens DuckDB, and after a full disk again by itself. `opened` reads what is stored, each time it is
 * opened. Throws an Error that explains why it cannot be opened.
 */
export async function openDatabase(
  { path, memoryLimit, workDir }: { path: string; memoryLimit: string; workDir: string },
  opened: (session: Session) => Promise<void>,
) {
  async function connect() {
    const instance = await open(path, memoryLimit, workDir)
    const connections: DuckDBConnection[] = []
    async function connection() {
      const one = await instance.connect()
      connections.push(one)
      return one
    }
    try {
      const writer = await connection()
      const session = sessionOn(writer)
      const readers = await connectReaders(connection)
      await opened(session)
      await session.run(`ATTACH IF NOT EXISTS ':memory:' AS ${memory}`)
      return { instance, writer, session, readers }
    } catch (error) {
      // One that stayed open would keep the instance, and the next opening waits for its end.
      for (const one of connections) one.closeSync()
      instance.closeSync()
      throw new Error(openingProblem(path, error))
    }
  }

  let here = await connect()
  let last: Promise<unknown> = Promise.resolve()
  // Set while DuckDB refuses to work: when to reopen it next, and the backoff.
  let broken: { untilMs: number; waitMs: number } | null = null
  // Why, as of the last error.
  let failed = new StoreFailed(path)
  let reopening: Promise<void> | null = null
  // Why the last write failed, until one succeeds: a store that opens again may still have no room.
  let problem: string | null = null
  // What reached a closed DuckDB would end the process.
  const working = new Set<Promise<unknown>>()
  let isClosed = false

  function disconnect() {
    for (const connection of [here.writer, ...here.readers]) connection.closeSync()
    here.instance.closeSync()
  }

  /** Reopens the database after a fatal error, such as a full disk. What was committed is there. */
  async function reopen(): Promise<void> {
    if (!broken) return
    if (performance.now() < broken.untilMs) throw failed
    const waitMs = Math.min(broken.waitMs * 2, maxWaitMs)
    broken = { untilMs: performance.now() + waitMs, waitMs }
    try {
      disconnect()
      here = await connect()
      broken = null
    } catch (error) {
      failed = new StoreFailed(path, error)
      throw failed
    }
  }

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    if (broken) {
      reopening ??= reopen().finally(() => {
        reopening = null
      })
      await reopening
    }
    const begunOn = here
    try {
      return await work()
    } catch (error) {
      if (!isFatal(error)) throw error
      // Of the database that it began on: a new one may be in its place, and well.
      if (begunOn === here)
        broken ??= { untilMs: performance.now() + firstWaitMs, waitMs: firstWaitMs }
      failed = new StoreFailed(path, error)
      throw failed
    }
  }

  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (isClosed) throw new Error('The store is closed.')
    const ended = attempt(work)
    working.add(ended)
    return ended.finally(() => working.delete(ended))
  }

  return {
    /** On a connection of its own; an aborted signal interrupts DuckDB. */
    query: (sql: string, parameters: SqlValue[] = [], options: QueryOptions = {}) =>
      guarded(async () => {
        const connection = await here.instance.connect()
        try {
          return await queryOn(connection, sql, parameters, options)
        } finally {
          connection.closeSync()
        }
      }),

    /** Work on the one connection that writes. Writers wait for each other. */
    write<T>(work: (session: Session, connection: DuckDBConnection) => Promise<T>): Promise<T> {
      const run = async () => {
        try {
          const result = await guarded(() => work(here.session, here.writer))
          problem = null
          return result
        } catch (error) {
          if (error instanceof StoreFailed) problem = error.message
          throw error
        }
      }
      const result = last.then(run, run)
      last = result.catch(() => {})
      return result
    },

    /** Why the last write failed, with what to do; null when it did not. */
    problem: () => problem,

    readers: newReaders(() => here.readers, guarded),

    /** Waits for what is at work; what comes later is refused. */
    async close() {
      await last
      isClosed = true
      await Promise.allSettled(working)
      if (path !== ':memory:' && !broken) await here.session.run('CHECKPOINT').catch(() => {})
      disconnect()
    },
  }
}
