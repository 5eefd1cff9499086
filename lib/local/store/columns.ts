import type { DuckDBConnection } from '@duckdb/node-api'
import type { EventBatch, FieldColumn } from './batch'
import { DOUBLE, DuckDBDataChunk, INTEGER, VARCHAR } from './binding'
import type { Target } from './insert-events'

const chunkRows = 2048

// Half a character, as JSON escapes may leave it, is no text to DuckDB.
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd')

function idsOf({ ids }: FieldColumn, from: number, to: number): number[] {
  const part = ids.slice(from, to)
  while (part.length < to - from) part.push(0)
  return part
}

/**
 * Appends a batch. Passing texts to DuckDB is what costs, so repeated ones are passed once: the rows
 * carry their numbers, and DuckDB replaces these by the texts.
 */
export async function appendBatch(
  connection: DuckDBConnection,
  { timestampsMs, messages, fields }: EventBatch,
  { table, firstId, ingestedMs, streamId, columnOf }: Target,
): Promise<void> {
  const rows = messages.length
  const columns = [...fields].flatMap(([name, values]) => {
    const column = columnOf(name)
    return column === undefined ? [] : [{ column, values }]
  })
  const repeating = columns.filter(({ values }) => values.texts.length <= rows / 2)
  const varied = columns.filter(({ values }) => values.texts.length > rows / 2)

  const staged = [
    'n INTEGER',
    'ts DOUBLE',
    'message VARCHAR',
    ...varied.map((_, at) => `v${at} VARCHAR`),
    ...repeating.map((_, at) => `k${at} INTEGER`),
  ]
  await connection.run(`CREATE OR REPLACE TEMP TABLE staged (${staged.join(', ')})`)
  const appender = await connection.createAppender('staged', undefined, 'temp')
  const types = [
    INTEGER,
    DOUBLE,
    VARCHAR,
    ...varied.map(() => VARCHAR),
    ...repeating.map(() => INTEGER),
  ]
  for (let from = 0; from < rows; from += chunkRows) {
    const to = Math.min(rows, from + chunkRows)
    const chunk = DuckDBDataChunk.create(types, to - from)
    chunk.setColumns([
      Array.from({ length: to - from }, (_, at) => from + at),
      timestampsMs.slice(from, to),
      messages.slice(from, to),
      ...varied.map(({ values }) =>
        idsOf(values, from, to).map((id) => values.texts[id - 1] ?? null),
      ),
      ...repeating.map(({ values }) => idsOf(values, from, to)),
    ])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()

  const into = ['id', 'ts', 'ingested', 'stream_id', 'message', 'size']
  const values = ['$1 + n', 'ts::BIGINT', '$2', '$3', 'message', 'strlen(message)']
  const lists = repeating.map((_, at) => `from_json($${at + 4}, '["VARCHAR"]') AS k${at}`)
  const source = lists.length > 0 ? `staged, (SELECT ${lists.join(', ')}) d` : 'staged'
  await connection.run(
    `INSERT INTO ${table} (${[...into, ...[...varied, ...repeating].map(({ column }) => column)].join(', ')})
     SELECT ${[...values, ...varied.map((_, at) => `v${at}`), ...repeating.map((_, at) => `d.k${at}[staged.k${at}]`)].join(', ')} FROM ${source}`,
    [
      firstId,
      BigInt(ingestedMs),
      streamId,
      ...repeating.map(({ values: { texts } }) => JSON.stringify(texts.map(wellFormed))),
    ],
  )
}
