import { randomUUID } from 'node:crypto'
import type { Compiled } from '@/lib/local/insights/compile'
import type { Statement } from '@/lib/local/insights/sql'
import { memory } from '@/lib/local/store/database'
import { numberOf, type Result } from '@/lib/local/store/duckdb'
import type { Reader } from '@/lib/local/store/readers'
import type { Store } from '@/lib/local/store/store'

interface Base {
  /** Null when it could not be made, or has so many rows that it is not kept. */
  table: Promise<string | null>
  storeVersion: number
}

/** What queries have in common, in tables in memory, by the statements that gave them. */
export type Bases = Map<string, Base>

interface Reading {
  store: Store
  reader: Reader
  options: { signal: AbortSignal; maxBytes: number }
}

const maxBases = 16
const maxRows = 20_000

async function drop(reader: Reader, table: string | null): Promise<void> {
  if (table) await reader.query(`DROP TABLE IF EXISTS ${table}`, [], {}).catch(() => {})
}

async function make({ sql, parameters }: Statement, { reader, options }: Reading) {
  const table = `${memory}.base_${randomUUID().replaceAll('-', '')}`
  await reader.query(`CREATE TABLE ${table} AS ${sql}`, parameters, options)
  const rows = numberOf(await reader.query(`SELECT count(*) FROM ${table}`, [], options))
  return { table, rows }
}

/**
 * The rows of a query. Two panels that count clients by agent ask different things of the same groups:
 * the first counts them, and the others read what it has counted while events of the window stay the same.
 */
export async function rowsBy(compiled: Compiled, bases: Bases, reading: Reading): Promise<Result> {
  const { store, reader, options } = reading
  const { base, sql, parameters } = compiled
  const whole = () => reader.query(sql, parameters, options)
  if (!base) return whole()
  const over = (table: string) => {
    const rest = base.over(table)
    return reader.query(rest.sql, rest.parameters, options)
  }
  const key = JSON.stringify([base.statement.sql, base.statement.parameters])
  const known = bases.get(key)
  if (known && !store.changedSince(known.storeVersion, compiled)) {
    const table = await known.table
    if (table === null) return whole()
    try {
      return await over(table)
    } catch {
      // Another has dropped it, or the store was opened again.
      options.signal.throwIfAborted()
      if (bases.get(key) === known) bases.delete(key)
      return whole()
    }
  }
  const making = make(base.statement, reading)
  const table = making.then(
    (one) => (one.rows <= maxRows ? one.table : null),
    () => null,
  )
  bases.set(key, { table, storeVersion: store.version() })
  const [oldest] = bases.size > maxBases ? bases : []
  if (oldest) bases.delete(oldest[0])
  let own: string | null = null
  try {
    own = (await making).table
    return await over(own)
  } catch (problem) {
    bases.delete(key)
    throw problem
  } finally {
    for (const unused of [known, oldest?.[1]]) await drop(reader, (await unused?.table) ?? null)
    if ((await table) === null) await drop(reader, own)
  }
}
