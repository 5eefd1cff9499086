import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { type Asking, ask, type Result, type SqlValue } from './duckdb'

/** A turn at reading at length. */
export interface Reader {
  query(sql: string, parameters: SqlValue[], asking: Asking): Promise<Result>
  /** Which share of the running statement is done, from 0 to 1, as far as DuckDB can say. */
  progress(): number
  /** Gives the turn to whoever waits. */
  release(): void
}

/** Long queries take turns, so that a thread is always free for what is short. */
export interface Readers {
  /** Waits for a turn, in the order of asking. Rejects when the signal aborts first. */
  take(signal: AbortSignal): Promise<Reader>
  /** A turn that nobody else waits for; null when there is none. */
  spare(): Reader | null
  /** Whether somebody reads at length now. */
  busy(): boolean
}

// Node lends four threads to all that waits for DuckDB.
export const turns = 3

/** The connections on which long queries run: they say how far they are. The configuration is locked from here on. */
export async function connectReaders(instance: DuckDBInstance): Promise<DuckDBConnection[]> {
  const connections = await Promise.all(Array.from({ length: turns }, () => instance.connect()))
  try {
    for (const connection of connections) {
      await connection.run('SET enable_progress_bar = true')
      await connection.run('SET enable_progress_bar_print = false')
    }
    await connections[0]?.run('SET lock_configuration = true')
  } catch (error) {
    // Opened a second time in this process it is locked already: then progress is not known.
    if (!(error instanceof Error) || !/locked/.test(error.message)) throw error
  }
  return connections
}

/** `connections` gives those of now: they are others after the store was opened again. */
export function newReaders(
  connections: () => DuckDBConnection[],
  guarded: <T>(work: () => Promise<T>) => Promise<T>,
): Readers {
  const free = Array.from({ length: turns }, (_, at) => at)
  const waiting: ((turn: number) => void)[] = []

  function readerOf(turn: number): Reader {
    const connection = () => connections()[turn] as DuckDBConnection
    let mine = true
    return {
      query: (sql, parameters, asking) => guarded(() => ask(connection(), sql, parameters, asking)),
      progress: () => Math.min(1, Math.max(0, connection().progress.percentage / 100)),
      release() {
        if (!mine) return
        mine = false
        const next = waiting.shift()
        if (next) next(turn)
        else free.push(turn)
      },
    }
  }

  return {
    busy: () => free.length < turns,
    spare() {
      const turn = waiting.length === 0 ? free.pop() : undefined
      return turn === undefined ? null : readerOf(turn)
    },
    take(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason)
        const turn = free.pop()
        if (turn !== undefined) return resolve(readerOf(turn))
        const leave = () => {
          waiting.splice(waiting.indexOf(come), 1)
          reject(signal.reason)
        }
        const come = (next: number) => {
          signal.removeEventListener('abort', leave)
          resolve(readerOf(next))
        }
        signal.addEventListener('abort', leave, { once: true })
        waiting.push(come)
      })
    },
  }
}
