import type { Session } from './duckdb'
import { type EventFile, eventFileOptions } from './event-file'

export interface Target {
  table: string
  firstId: number
  ingestedMs: number
  streamId: number
  /** Column of a field; undefined for one that has none. */
  columnOf: (field: string) => string | undefined
}

// DuckDB's own limit when none is given.
const usualRowBytes = 2_000_000

/** Inserts the events of a file in the work folder. */
export async function insertEvents(
  session: Session,
  { path, fields, longestRow }: EventFile,
  { table, firstId, ingestedMs, streamId, columnOf }: Target,
): Promise<void> {
  const own = fields.map((name, at) => ({ column: columnOf(name), from: `f${at}` }))
  const stored = own.flatMap(({ column, from }) => (column === undefined ? [] : [{ column, from }]))
  const into = ['id', 'ts', 'ingested', 'stream_id', 'message', 'size']
  const values = ['$1::BIGINT + n', 'ts', '$2::BIGINT', '$3::INTEGER', 'message', 'strlen(message)']
  const columns = ["n: 'INTEGER'", "ts: 'BIGINT'", "message: 'VARCHAR'"]
  await session.run(
    `INSERT INTO ${table} (${[...into, ...stored.map(({ column }) => column)].join(', ')})
     SELECT ${[...values, ...stored.map(({ from }) => from)].join(', ')}
     FROM read_csv($4, ${eventFileOptions}, max_line_size = ${Math.max(usualRowBytes, longestRow + 1)},
       columns = {${[...columns, ...own.map(({ from }) => `${from}: 'VARCHAR'`)].join(', ')}})`,
    [firstId, ingestedMs, streamId, path],
  )
}
