import type { DuckDBConnection } from '@duckdb/node-api'
import { type QueryOptions, queryOn, type Result, type SqlValue } from './duckdb'

/** A connection for one long query. */
export interface Reader {
  query(sql: string, parameters: SqlValue[], options: QueryOptions): Promise<Result>
  /** Share of the running statement that is done, from 0 to 1, as DuckDB estimates it. */
  progress(): number
  /** Passes the connection to the next in line. */
  release(): void
}

// Node runs DuckDB's calls on four threads.
const maxReaders = 3

/** The connections on which long queries run, with progress. Locks the configuration. */
export async function connectReaders(
  connect: () => Promise<DuckDBConnection>,
): Promise<DuckDBConnection[]> {
  const connections = await Promise.all(Array.from({ length: maxReaders }, connect))
  try {
    for (const connection of connections) {
      await connection.run('SET enable_progress_bar = true')
      await connection.run('SET enable_progress_bar_print = false')
    }
    await connections[0]?.run('SET lock_configuration = true')
  } catch (error) {
    // Opened twice in this process: the configuration is locked already, and progress is unknown.
    if (!(error instanceof Error) || !/locked/.test(error.message)) throw error
  }
  return connections
}

/**
 * Long queries share few connections, so that a thread is always free for short ones. `connections` gives
 * the current ones: they change when the store is reopened.
 */
export function newReaders(
  connections: () => DuckDBConnection[],
  guarded: <T>(work: () => Promise<T>) => Promise<T>,
) {
  const free = Array.from({ length: maxReaders }, (_, at) => at)
  const waiting: ((slot: number) => void)[] = []

  function readerOf(slot: number): Reader {
    const connection = () => connections()[slot] as DuckDBConnection
    let released = false
    return {
      query: (sql, parameters, options) =>
        guarded(() => queryOn(connection(), sql, parameters, options)),
      progress: () => Math.min(1, Math.max(0, connection().progress.percentage / 100)),
      release() {
        if (released) return
        released = true
        const next = waiting.shift()
        if (next) next(slot)
        else free.push(slot)
      },
    }
  }

  return {
    /** Whether a long query is running. */
    busy: () => free.length < maxReaders,
    /** A free reader that no one waits for; null when there is none. */
    spare() {
      const slot = waiting.length === 0 ? free.pop() : undefined
      return slot === undefined ? null : readerOf(slot)
    },
    /** Waits in line for a reader. Rejects when the signal aborts first. */
    take(signal: AbortSignal) {
      return new Promise<Reader>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const slot = free.pop()
        if (slot !== undefined) return resolve(readerOf(slot))
        const cancel = () => {
          waiting.splice(waiting.indexOf(acquire), 1)
          reject(signal.reason)
        }
        const acquire = (next: number) => {
          signal.removeEventListener('abort', cancel)
          resolve(readerOf(next))
        }
        signal.addEventListener('abort', cancel, { once: true })
        waiting.push(acquire)
      })
    },
  }
}
