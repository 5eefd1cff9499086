import type { DuckDBConnection } from '@duckdb/node-api'
import { sessionOn } from './duckdb'
import { type EventFiles, eventFileOptions, locationFields } from './event-files'
import { storedFields } from './other-fields'
import { runOnOwnThreads } from './own-threads'

export interface Target {
  table: string
  firstId: number
  ingestedMs: number
  streamId: number
  /** The columns of fields, by their names; others have none. */
  columns: ReadonlyMap<string, string>
}

// Fewer are stored before one has looked.
const manyEvents = 10_000
// DuckDB would take 32 MB at a time, new from the kernel each time; so much is handed out again.
const bufferBytes = 1_000_000
// It asks for room for more than the longest row.
const rowsInBuffer = 4

/** The fields of events in files. */
export const fieldsIn = ({ fields, isLocated }: EventFiles): string[] => [
  ...new Set([...fields.filter((name) => name !== null), ...(isLocated ? locationFields : [])]),
]

/** Inserts the events of files in the work folder. */
export async function insertEvents(
  connection: DuckDBConnection,
  files: EventFiles,
  { table, firstId, ingestedMs, streamId, columns }: Target,
): Promise<void> {
  const { paths, fields, firstRow, longestRow } = files
  const located = locationFields.map((name, at) => [name, `l${at}`] as const)
  const own = fields.map((name, at) => [name, `f${at}`] as const)
  // A location that was found replaces what a line says of one.
  const reads = [...(files.isLocated ? located : []), ...own]
  const readOf = (name: string) =>
    `coalesce(${reads.flatMap(([field, read]) => (field === name ? [read] : [])).join(', ')})`
  const stored = storedFields(columns, {
    values: new Map(fieldsIn(files).map((name) => [name, readOf(name)])),
    mayBeInOthers: (name) => !fields.includes(name),
    others: fields.includes(null) ? `f${fields.indexOf(null)}` : null,
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
