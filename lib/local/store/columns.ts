import type { DuckDBConnection } from '@duckdb/node-api'
import type { EventBatch, FieldColumn } from './batch'
import { DOUBLE, DuckDBDataChunk, INTEGER, VARCHAR } from './binding'
import type { Target } from './insert-events'
import { otherFieldsText, wellFormed } from './other-fields'

const chunkRows = 2048

function idsOf({ ids }: FieldColumn, from: number, to: number): number[] {
  const part = ids.slice(from, to)
  while (part.length < to - from) part.push(0)
  return part
}

/** The fields that have no column, of each event. */
function othersOf({ messages, fields }: EventBatch, { columns }: Target): (string | null)[] {
  const rows: (Record<string, string> | undefined)[] = new Array(messages.length)
  for (const [name, { ids, texts }] of fields) {
    if (columns.has(name)) continue
    for (const [row, id] of ids.entries()) {
      if (id === 0) continue
      rows[row] ??= Object.create(null) as Record<string, string>
      rows[row][name] = texts[id - 1] ?? ''
    }
  }
  return Array.from(rows, (others) => (others ? otherFieldsText(others) : null))
}

/**
 * Appends a batch. Passing texts to DuckDB is what costs, so repeated ones are passed once: the rows
 * carry their numbers, and DuckDB replaces these by the texts.
 */
export async function appendBatch(
  connection: DuckDBConnection,
  batch: EventBatch,
  target: Target,
): Promise<void> {
  const { timestampsMs, messages, fields } = batch
  const { table, firstId, ingestedMs, streamId } = target
  const rows = messages.length
  const columns = [...fields].flatMap(([name, values]) => {
    const column = target.columns.get(name)
    return column === undefined ? [] : [{ column, values }]
  })
  const others = columns.length < fields.size ? othersOf(batch, target) : null
  const repeating = columns.filter(({ values }) => values.texts.length <= rows / 2)
  const varied = columns.filter(({ values }) => values.texts.length > rows / 2)

  const staged = [
    'n INTEGER',
    'ts DOUBLE',
    'message VARCHAR',
    'other_fields VARCHAR',
    ...varied.map((_, at) => `v${at} VARCHAR`),
    ...repeating.map((_, at) => `k${at} INTEGER`),
  ]
  await connection.run(`CREATE OR REPLACE TEMP TABLE staged (${staged.join(', ')})`)
  const appender = await connection.createAppender('staged', undefined, 'temp')
  const types = [
    INTEGER,
    DOUBLE,
    VARCHAR,
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
      others?.slice(from, to) ?? new Array(to - from).fill(null),
      ...varied.map(({ values }) =>
        idsOf(values, from, to).map((id) => values.texts[id - 1] ?? null),
      ),
      ...repeating.map(({ values }) => idsOf(values, from, to)),
    ])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()

  const into = ['id', 'ts', 'ingested', 'stream_id', 'message', 'size', 'other_fields']
  const values = ['$1 + n', 'ts::BIGINT', '$2', '$3', 'message', 'strlen(message)', 'other_fields']
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
