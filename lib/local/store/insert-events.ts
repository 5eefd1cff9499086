import type { DuckDBConnection } from '@duckdb/node-api'
import { sessionOn } from './duckdb'
import { type EventFiles, eventFileOptions, locationFields } from './event-files'
import { runOnOwnThreads } from './own-threads'

export interface Target {
  table: string
  firstId: number
  ingestedMs: number
  streamId: number
  /** Column of a field; undefined for one that has none. */
  columnOf: (field: string) => string | undefined
}

// Fewer are stored before one has looked.
const manyEvents = 10_000
// DuckDB would take 32 MB at a time, new from the kernel each time; so much is handed out again.
const bufferBytes = 1_000_000
// It asks for room for more than the longest row.
const rowsInBuffer = 4

/** The fields of events in files. */
export const fieldsIn = ({ fields, isLocated }: EventFiles): string[] => [
  ...new Set([...fields, ...(isLocated ? locationFields : [])]),
]

/** Inserts the events of files in the work folder. */
export async function insertEvents(
  connection: DuckDBConnection,
  files: EventFiles,
  { table, firstId, ingestedMs, streamId, columnOf }: Target,
): Promise<void> {
  const { paths, fields, firstRow, longestRow } = files
  const located = locationFields.map((name, at) => [name, `l${at}`] as const)
  const own = fields.map((name, at) => [name, `f${at}`] as const)
  // A location that was found replaces what a line says of one.
  const values = [...(files.isLocated ? located : []), ...own]
  const stored = fieldsIn(files).flatMap((name) => {
    const column = columnOf(name)
    const from = values.filter(([field]) => field === name).map(([, read]) => read)
    return column === undefined ? [] : [{ column, value: `coalesce(${from.join(', ')})` }]
  })
  const texts = [...located, ...own].map(([, read]) => `${read}: 'VARCHAR'`)
  const sql = `INSERT INTO ${table} (${['id', 'ts', 'ingested', 'stream_id', 'message', 'size', ...stored.map(({ column }) => column)].join(', ')})
     SELECT ${['$1::BIGINT + n', 'ts', '$2::BIGINT', '$3::INTEGER', 'message', 'strlen(message)', ...stored.map(({ value }) => value)].join(', ')}
     FROM read_csv([${paths.map((_, at) => `$${at + 4}`).join(', ')}], ${eventFileOptions}, max_line_size = ${longestRow + 1}, buffer_size = ${Math.max(bufferBytes, rowsInBuffer * longestRow)},
       columns = {${["n: 'BIGINT'", "ts: 'BIGINT'", "message: 'VARCHAR'", ...texts].join(', ')}})`
  const parameters = [firstId - firstRow, ingestedMs, streamId, ...paths]
  if (files.events < manyEvents) await sessionOn(connection).run(sql, parameters)
  else await runOnOwnThreads(connection, sql, parameters)
}
