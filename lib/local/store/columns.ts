import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api'

/** Values of a column by number: each text once, and for every row which one (0 is none). */
interface Dictionary {
  texts: string[]
  ids: number[]
}

function dictionaryOf<Row>(rows: readonly Row[], of: (row: Row) => string | undefined): Dictionary {
  const known = new Map<string, number>()
  const ids = new Array<number>(rows.length)
  for (const [at, row] of rows.entries()) {
    const value = of(row)
    if (value === undefined) {
      ids[at] = 0
      continue
    }
    let id = known.get(value)
    if (id === undefined) {
      id = known.size + 1
      known.set(value, id)
    }
    ids[at] = id
  }
  return { texts: [...known.keys()], ids }
}

export interface Bulk<Row> {
  table: string
  rows: readonly Row[]
  /** Numbers of a row, by column; whole ones up to 2^53. */
  numbers: Record<string, (row: Row, at: number) => number>
  /** One text that differs from row to row. */
  text: { column: string; of: (row: Row) => string }
  /** Texts that repeat, by column; undefined is null. */
  texts: Record<string, (row: Row) => string | undefined>
}

const chunkRows = 2048

// Half a character, as JSON escapes may leave it, is no text to DuckDB.
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd')

/**
 * Appends rows. A text costs most at the border to DuckDB, so those that repeat cross it once: the
 * rows carry their numbers, and DuckDB puts the texts back in their place.
 */
export async function appendBulk<Row>(
  connection: DuckDBConnection,
  { table, rows, numbers, text, texts }: Bulk<Row>,
): Promise<void> {
  const numberNames = Object.keys(numbers)
  const textNames = Object.keys(texts)
  const dictionaries = textNames.map((name) =>
    dictionaryOf(rows, texts[name] as (row: Row) => string | undefined),
  )
  const staged = [
    ...numberNames.map((_, at) => `n${at} DOUBLE`),
    't VARCHAR',
    ...textNames.map((_, at) => `k${at} INTEGER`),
  ]
  await connection.run(`CREATE OR REPLACE TEMP TABLE staged (${staged.join(', ')})`)
  const appender = await connection.createAppender('staged', undefined, 'temp')
  const types = [...numberNames.map(() => DOUBLE), VARCHAR, ...textNames.map(() => INTEGER)]
  for (let from = 0; from < rows.length; from += chunkRows) {
    const part = rows.slice(from, from + chunkRows)
    const chunk = DuckDBDataChunk.create(types, part.length)
    chunk.setColumns([
      ...numberNames.map((name) => part.map((row, at) => numbers[name]?.(row, from + at) ?? 0)),
      part.map(text.of),
      ...dictionaries.map(({ ids }) => ids.slice(from, from + chunkRows)),
    ])
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
  const columns = [...numberNames, text.column, ...textNames]
  const values = [
    ...numberNames.map((_, at) => `n${at}::BIGINT`),
    't',
    ...textNames.map((_, at) => `d.k${at}[staged.k${at}]`),
  ]
  const lists = textNames.map((_, at) => `from_json($${at + 1}, '["VARCHAR"]') AS k${at}`)
  const source = lists.length > 0 ? `staged, (SELECT ${lists.join(', ')}) d` : 'staged'
  await connection.run(
    `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${source}`,
    dictionaries.map(({ texts: list }) => JSON.stringify(list.map(wellFormed))),
  )
}
