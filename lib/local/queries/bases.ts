import type { Compiled } from '@/lib/local/insights/compile'
import type { Statement } from '@/lib/local/insights/sql'
import { numberOf, type Result } from '@/lib/local/store/duckdb'
import { withGroups } from './parts'
import type { Reading } from './reading'
import { create, drop } from './tables'

interface Base {
  /** Null when it could not be made, or has so many rows that it is not kept. */
  table: Promise<string | null>
  storeVersion: number
}

/** What queries have in common, in tables in memory, by the statements that gave them. */
export type Bases = Map<string, Base>

const maxBases = 16
const maxRows = 20_000
/** Fewer events are read again sooner than put together. */
const minRecords = 100_000

/** A table of the groups that a query begins with. */
async function groupsOf(compiled: Compiled, statement: Statement, reading: Reading) {
  const { parts } = compiled
  const table = (groups: string) => create(reading, { sql: `FROM ${groups}`, parameters: [] })
  const isMany = parts && (await reading.records()) >= minRecords
  return (
    (isMany && (await withGroups(parts, compiled, reading, table))) || create(reading, statement)
  )
}

async function make(compiled: Compiled, statement: Statement, reading: Reading) {
  const { reader, options } = reading
  const table = await groupsOf(compiled, statement, reading)
  const rows = numberOf(await reader.query(`SELECT count(*) FROM ${table}`, [], options))
  return { table, rows }
}

/** The rows of a query that no other begins like. */
async function rowsByParts(compiled: Compiled, reading: Reading): Promise<Result | null> {
  const { parts } = compiled
  if (!parts || (await reading.records()) < minRecords) return null
  return withGroups(parts, compiled, reading, (groups) => {
    const { sql, parameters } = parts.over(groups)
    return reading.reader.query(sql, parameters, reading.options)
  })
}

/**
 * The rows of a query. Two panels that count clients by agent ask different things of the same groups:
 * the first counts them, and the others read what it has counted while events of the window stay the same.
 */
export async function rowsBy(compiled: Compiled, bases: Bases, reading: Reading): Promise<Result> {
  const { store, reader, options } = reading
  const { base, sql, parameters } = compiled
  const whole = () => reader.query(sql, parameters, options)
  if (!base) return (await rowsByParts(compiled, reading)) ?? whole()
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
  const making = make(compiled, base.statement, reading)
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
