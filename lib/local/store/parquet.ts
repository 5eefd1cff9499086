import { numberOf, type Session, type SqlValue } from './duckdb'
import type { Group } from './groups'
import { storedFields } from './other-fields'
import type { EventSource } from './source'

/** Events of [fromMs, toMs) whose ids are in (afterId, upToId]. */
export interface EventRange {
  fromMs: number
  toMs: number
  afterId: number
  upToId: number
}

export const inRange =
  'ts >= $1::BIGINT AND ts < $2::BIGINT AND id > $3::BIGINT AND id <= $4::BIGINT'
export const boundsOf = ({ fromMs, toMs, afterId, upToId }: EventRange): SqlValue[] => [
  fromMs,
  toMs,
  afterId,
  upToId,
]

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
const escaped = (text: string, unsafe: RegExp) =>
  text.replace(unsafe, (character) =>
    [...Buffer.from(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )

/**
 * The names of the fields' columns in Parquet: the field's, with %hh for what is no letter, digit,
 * `_`, `.` or `-`. Columns differ in more than letter case: where fields differ in it alone, their
 * capitals are escaped too.
 */
export function columnsOf(fields: readonly string[]): Map<string, string> {
  const plain = [...fields]
    .sort()
    .map((field) => [field, escaped(field, /[^\w.-]/gu) || '%'] as const)
  const counts = new Map<string, number>()
  for (const [, column] of plain)
    counts.set(column.toLowerCase(), (counts.get(column.toLowerCase()) ?? 0) + 1)
  return new Map(
    plain.map(([field, column]) => [
      field,
      counts.get(column.toLowerCase()) === 1 ? column : escaped(field, /[^a-z0-9_.-]/gu),
    ]),
  )
}

const fieldOf = (column: string) => (column === '%' ? '' : decodeURIComponent(column))

const core = ['@id', '@timestamp', '@ingestionTime', '@logStream', '@message']
// No field is called so: one that begins with @ has another in front of it.
const otherFields = '@otherFields'

// A row group is in memory until it is written: with DuckDB's 122,880 rows that takes twice as much and more.
const rowGroupSize = 20_480

/** SQL and parameters that write a range of events, in order of their ids, into a file of the work folder. */
export function copyToParquet(
  source: EventSource,
  range: EventRange,
  file: string,
): [string, SqlValue[]] {
  const fields = [...columnsOf(source.fields)].map(
    ([field, column]) => `${source.field(field)} AS ${identifier(column)}`,
  )
  const columns = [
    'id AS "@id"',
    'ts AS "@timestamp"',
    'ingested AS "@ingestionTime"',
    'stream AS "@logStream"',
    'message AS "@message"',
    ...(source.hasOthers ? [`other_fields AS "${otherFields}"`] : []),
    ...fields,
  ]
  return [
    `COPY (SELECT ${columns.join(', ')} FROM ${source.from} WHERE ${inRange}) TO $5 (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, WRITE_BLOOM_FILTER false, ROW_GROUP_SIZE ${rowGroupSize})`,
    [...boundsOf(range), file],
  ]
}

/** An object of an archive, fetched into the work folder. */
export interface RestoredObject {
  file: string
  /** Identifies the object: it is loaded once. */
  object: string
  hourMs: number
  nowMs: number
}

export async function isRestored(session: Session, group: Group, { object }: { object: string }) {
  const found = await session.query(
    'SELECT count(*) FROM restored WHERE log_group = $1 AND object = $2',
    [group.id, object],
  )
  return numberOf(found) > 0
}

/** The discovered fields of a Parquet file that have columns, with these, whether there are others, and its log streams. */
export async function contentOf(session: Session, file: string) {
  const schema = await session.query('SELECT name FROM parquet_schema($1) OFFSET 1', [file])
  const columns = schema.rows.map(([name]) => String(name))
  if (core.some((name) => !columns.includes(name)))
    throw new Error(`${file} is no Parquet file of an archive: it lacks ${core.join(', ')}`)
  const own = columns.filter((name) => !core.includes(name) && name !== otherFields)
  const streams = await session.query('SELECT DISTINCT "@logStream" FROM read_parquet($1)', [file])
  return {
    fields: new Map(own.map((column) => [fieldOf(column), column])),
    hasOthers: columns.includes(otherFields),
    streams: streams.rows.flatMap(([stream]) => (stream === null ? [] : [String(stream)])).sort(),
  }
}

/** Adds the events of a Parquet file after those of a group; how many. */
export async function insertParquet(
  session: Session,
  group: Group,
  { file, object, hourMs }: RestoredObject,
  { fields, hasOthers }: Pick<Awaited<ReturnType<typeof contentOf>>, 'fields' | 'hasOthers'>,
): Promise<number> {
  const columns = storedFields(group.fields, {
    values: new Map([...fields].map(([field, column]) => [field, identifier(column)])),
    mayBeInOthers: (name) => !fields.has(name),
    others: hasOthers ? identifier(otherFields) : null,
  })
  const names = [...group.streams.keys()]
  await session.run(
    `INSERT INTO ${group.table} (${['id', 'ts', 'ingested', 'stream_id', 'message', 'size', ...columns.map(({ column }) => column)].join(', ')})
     SELECT ${[
       '$1::BIGINT + row_number() OVER (ORDER BY "@id") - 1',
       '"@timestamp"',
       '"@ingestionTime"',
       `from_json($3, '["INTEGER"]')[list_position(from_json($2, '["VARCHAR"]'), "@logStream")]`,
       '"@message"',
       'strlen("@message")',
       ...columns.map(({ value }) => value),
     ].join(', ')} FROM read_parquet($4) ORDER BY "@id"`,
    [group.nextId, JSON.stringify(names), JSON.stringify([...group.streams.values()]), file],
  )
  const events = numberOf(
    await session.query(`SELECT count(*) FROM ${group.table} WHERE id >= $1::BIGINT`, [
      group.nextId,
    ]),
  )
  await session.run('INSERT INTO restored VALUES ($1, $2, $3, $4)', [
    group.id,
    object,
    hourMs,
    events,
  ])
  return events
}

export const deleteRange = async (session: Session, table: string, range: EventRange) =>
  numberOf(await session.query(`DELETE FROM ${table} WHERE ${inRange}`, boundsOf(range)))
