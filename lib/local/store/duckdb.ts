import { setImmediate } from 'node:timers/promises'
import type { DuckDBConnection, DuckDBResult, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import { DOUBLE, DuckDBInstance } from './binding'
import { openingProblem } from './opening-problem'
import { StoreFailed } from './store-failed'

/** What may be bound and what comes back; a BIGINT comes back as a number when it is a safe integer. */
export type SqlValue = string | number | bigint | boolean | null

export interface Result {
  columns: string[]
  rows: SqlValue[][]
  /** About how much memory the rows take. */
  bytes: number
}

/** Rows as objects, with the names and types that the columns have in the statement. */
export const recordsOf = <Row>({ columns, rows }: Result): Row[] =>
  // The statement stands beside each call: it is the one that says what its columns are.
  rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])) as Row)

/** The one number that a statement gives; 0 when it gives none. */
export const numberOf = ({ rows }: Result): number => Number(rows[0]?.[0] ?? 0)

export interface Session {
  run(sql: string, parameters?: SqlValue[]): Promise<void>
  query(sql: string, parameters?: SqlValue[]): Promise<Result>
}

const settings = (memoryLimit: string) => ({
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  storage_compatibility_version: 'v1.4.0',
  memory_limit: memoryLimit,
  // As many threads of its own as there are processors: one that stores a batch is nobody's who asks.
  external_threads: '0',
  // It reads a few rows of a sorted query a second time, and writes what they are computed of in each place
  // where it is named: of what is computed in several steps that takes seconds, and of plain events saves 20 ms.
  disabled_optimizers: 'late_materialization',
  // Frees the memory that loading needed.
  allocator_background_threads: 'true',
  // At 16 MB, DuckDB's own, the commit of a batch smaller than a row group would be a checkpoint as well.
  checkpoint_threshold: '64MB',
  // A query may sort by a constant.
  order_by_non_integer_literal: 'true',
})

// After these errors DuckDB refuses every query until it is reopened.
const fatal =
  /database has been invalidated|must be restarted|^FATAL|No space left on device|ENOSPC|File too large/i

export const isFatal = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof StoreFailed) && fatal.test(error.message)

/** Restricts SQL to the files of this one folder. */
async function restrictTo(workDir: string, instance: DuckDBInstance): Promise<void> {
  const connection = await instance.connect()
  try {
    const folder = workDir.replaceAll("'", "''")
    await connection.run(`SET allowed_directories = ['${folder}/']`)
    await connection.run('SET enable_external_access = false')
  } catch (error) {
    // Opened twice in this process: it is restricted already.
    if (!(error instanceof Error) || !/locked|disabled/.test(error.message)) throw error
  } finally {
    connection.closeSync()
  }
}

/** `workDir` is an absolute path: the only folder whose files SQL may read and write. */
export async function open(
  path: string,
  memoryLimit: string,
  workDir: string,
): Promise<DuckDBInstance> {
  let instance: DuckDBInstance | null = null
  try {
    const chosen = settings(memoryLimit)
    // From the cache: a second instance on one file in one process would lose rows silently.
    instance = await (path === ':memory:'
      ? DuckDBInstance.create(path, chosen)
      : DuckDBInstance.fromCache(path, chosen))
    await restrictTo(workDir, instance)
    return instance
  } catch (error) {
    instance?.closeSync()
    throw new Error(openingProblem(path, error))
  }
}

function plain(value: DuckDBValue): SqlValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') {
    return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
      ? Number(value)
      : value
  }
  return String(value)
}

// DuckDB takes a JS number as DOUBLE; whole ones are meant as integers here.
const bound = (value: SqlValue): DuckDBValue =>
  typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value

// The binding would take a whole number beyond 2^53 for a BIGINT, and one beyond 2^63 for an error.
const typeOf = (value: SqlValue): DuckDBType | undefined =>
  typeof value === 'number' && !Number.isSafeInteger(value) ? DOUBLE : undefined

/** Parameters as the binding takes them. */
export const bindings = (parameters: SqlValue[]) =>
  [parameters.map(bound), parameters.map(typeOf) as DuckDBType[]] as const

export function sessionOn(connection: DuckDBConnection): Session {
  return {
    async run(sql, parameters = []) {
      await connection.run(sql, ...bindings(parameters))
    },
    query: (sql, parameters = []) => queryOn(connection, sql, parameters),
  }
}

export interface QueryOptions {
  /** Interrupts DuckDB when it aborts. */
  signal?: AbortSignal
  /** The query fails when its rows take more. */
  maxBytes?: number
}

// A single interrupt is lost when the statement has not begun yet.
const repeatMs = 20

// Others are answered between so many.
const valuesAtOnce = 20_000

const tooLarge = (maxBytes: number) =>
  new Error(`The result is larger than ${maxBytes >> 20} MB. Ask for fewer rows (limit) or fields.`)

const overhead = 16
const sizeOf = (row: SqlValue[]) =>
  row.reduce<number>(
    (sum, value) => sum + overhead + (typeof value === 'string' ? value.length : 0),
    overhead,
  )

/** The rows of a result, read as they come; others are answered in between. */
async function rowsOf(
  result: DuckDBResult,
  { signal, maxBytes }: { signal: AbortSignal | undefined; maxBytes: number },
): Promise<Result> {
  const rows: SqlValue[][] = []
  let bytes = 0
  let values = 0
  for await (const chunk of result) {
    signal?.throwIfAborted()
    const columns = Array.from({ length: chunk.columnCount }, (_, at) => chunk.getColumnVector(at))
    for (let at = 0; at < chunk.rowCount; at += 1) {
      const row = columns.map((column) => plain(column.getItem(at)))
      bytes += sizeOf(row)
      // Before the next row: a chunk of many columns may have more than fits into memory.
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      rows.push(row)
      values += row.length
      if (values < valuesAtOnce) continue
      values = 0
      await setImmediate()
      signal?.throwIfAborted()
    }
  }
  return { columns: result.deduplicatedColumnNames(), rows, bytes }
}

/** Runs one statement and gives its rows. */
export async function queryOn(
  connection: DuckDBConnection,
  sql: string,
  parameters: SqlValue[],
  { signal, maxBytes = Number.POSITIVE_INFINITY }: QueryOptions = {},
): Promise<Result> {
  signal?.throwIfAborted()
  let repeated: NodeJS.Timeout | undefined
  const interrupt = () => {
    connection.interrupt()
    repeated = setInterval(() => connection.interrupt(), repeatMs)
  }
  signal?.addEventListener('abort', interrupt, { once: true })
  const mayBeTooLarge = Number.isFinite(maxBytes)
  try {
    // As it comes, where it may become too large: DuckDB would have all of it in memory first.
    const result = await connection[mayBeTooLarge ? 'stream' : 'run'](sql, ...bindings(parameters))
    return await rowsOf(result, { signal, maxBytes })
  } catch (error) {
    // What is left of it would be kept, and its transaction open, until the next statement.
    if (mayBeTooLarge) await connection.run('SELECT 1').catch(() => {})
    throw error
  } finally {
    signal?.removeEventListener('abort', interrupt)
    clearInterval(repeated)
  }
}
