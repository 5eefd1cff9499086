import { CsvError, parse } from 'csv-parse/sync'
import * as z from 'zod'
import { account, region } from '@/lib/local/arn'
import { alreadyExists, invalidParameter, limitExceeded, notFound } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { read, text, whole } from '@/lib/local/input'
import { format } from '@/lib/local/insights/format'
import { queryOf } from '@/lib/local/queries/started-queries'
import type { LookupTable } from '@/lib/local/store/lookup-tables'
import { checkLogGroupTags, tagMap } from './log-group-tags'
import { page } from './paging'

const problems: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'begins a quoted value that does not end',
  CSV_INVALID_CLOSING_QUOTE: 'has text after a quoted value',
  INVALID_OPENING_QUOTE: 'has a quotation mark inside a value that is not quoted',
}

/** The rows of a CSV text as RFC 4180 has it; a line may end in LF. Throws and names the line that is wrong. */
function readCsv(text: string): string[][] {
  try {
    return parse(text, { bom: true, relaxColumnCount: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 1
    throw invalidParameter(
      `Line ${line} of the CSV content ${problems[error.code] ?? 'cannot be read'}.`,
    )
  }
}

const quotedWhereNeeded = (value: string) =>
  /[",\r\n]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value

const writeCsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(quotedWhereNeeded).join(',')}\n`).join('')

const maxTables = 100
const maxBytes = 10 << 20
const maxColumns = 1_000

const arnBegins = `arn:aws:logs:${region}:${account}:lookup-table:`
const arnOf = ({ name }: LookupTable) => `${arnBegins}${name}`

const name = text(1, 256).regex(
  /^[a-zA-Z0-9_]+$/,
  'Member must satisfy regular expression pattern: ^[a-zA-Z0-9_]+$',
)
const lookupTableArn = text(1, 2048)
const content = {
  description: text(0, 1024).optional(),
  tableBody: z.string().min(1, 'Member must have length greater than or equal to 1').optional(),
  queryId: text(1, 256).optional(),
  // Checked and not stored: the disk has its own encryption.
  kmsKeyId: text(0, 256).optional(),
}

interface Content {
  fields: string[]
  rows: string[][]
  body: string
}

function contentOf(body: string): Content {
  if (Buffer.byteLength(body) > maxBytes) {
    throw invalidParameter(`The content of a lookup table is at most ${maxBytes >> 20} MB.`)
  }
  if (/\p{Surrogate}|\0/u.test(body)) throw invalidParameter('The CSV content must be UTF-8 text.')
  const [fields = [], ...rows] = readCsv(body)
  if (fields.length === 0 || fields.some((field) => field.trim() === ''))
    throw invalidParameter('The first line of the CSV content must name every column.')
  if (new Set(fields).size < fields.length)
    throw invalidParameter('The first line of the CSV content names a column twice.')
  if (fields.length > maxColumns)
    throw invalidParameter(`A lookup table has at most ${maxColumns} columns.`)
  const odd = rows.findIndex((row) => row.length !== fields.length)
  if (odd !== -1) {
    throw invalidParameter(
      `Row ${odd + 1} of the CSV content has ${rows[odd]?.length} values, but the first line names ${fields.length} columns.`,
    )
  }
  return { fields, rows, body }
}

/** The results of a query as a table: a column that a row lacks is empty there. */
function contentOfQuery({ queries }: EngineContext, id: string): Content {
  const { status, columns, rows } = queryOf(queries, id)
  if (status !== 'Complete' && status !== 'Cancelled') {
    throw invalidParameter(`Query ${id} has neither completed nor been cancelled.`)
  }
  const shown = columns.map((column, at) => ({ ...column, at })).filter((c) => c.kind !== 'pointer')
  const head = shown.map((column) => column.name)
  const cells = rows.map((row) => shown.map(({ at, kind }) => format(row[at] ?? null, kind) ?? ''))
  return contentOf(writeCsv([head, ...cells]))
}

function given(
  context: EngineContext,
  { tableBody, queryId }: { tableBody?: string; queryId?: string },
) {
  if ((tableBody === undefined) === (queryId === undefined))
    throw invalidParameter('Exactly one of tableBody and queryId is needed.')
  return queryId === undefined ? contentOf(tableBody ?? '') : contentOfQuery(context, queryId)
}

function tableOf({ store }: EngineContext, arn: string): LookupTable {
  const found = store.lookupTables.get(arn.startsWith(arnBegins) ? arn.slice(arnBegins.length) : '')
  if (!found) throw notFound('The specified lookup table does not exist.')
  return found
}

// Tags are checked and not stored: no operation gives those of a lookup table back.
const create = z.object({ lookupTableName: name, tags: tagMap.optional(), ...content })

export async function createLookupTable(context: EngineContext, input: unknown) {
  const { lookupTableName, description = null, tags, ...source } = read(create, input)
  if (tags) checkLogGroupTags(tags)
  const tables = context.store.lookupTables
  if (tables.get(lookupTableName)) {
    throw alreadyExists('The specified lookup table already exists.')
  }
  if (tables.all().length >= maxTables)
    throw limitExceeded(`There are at most ${maxTables} lookup tables.`)
  const nowMs = context.clock()
  const made = await tables.put({
    ...given(context, source),
    name: lookupTableName,
    description,
    nowMs,
  })
  return { lookupTableArn: arnOf(made), createdAt: nowMs }
}

const update = z.object({ lookupTableArn, ...content })

export async function updateLookupTable(context: EngineContext, input: unknown) {
  const { lookupTableArn: arn, description, ...source } = read(update, input)
  const old = tableOf(context, arn)
  const made = await context.store.lookupTables.put({
    ...given(context, source),
    name: old.name,
    description: description ?? old.description,
    nowMs: context.clock(),
  })
  return { lookupTableArn: arnOf(made), lastUpdatedTime: made.updatedMs }
}

const shown = (table: LookupTable) => ({
  lookupTableArn: arnOf(table),
  lookupTableName: table.name,
  description: table.description ?? undefined,
  sizeBytes: table.sizeBytes,
  lastUpdatedTime: table.updatedMs,
})

const describe = z.object({
  lookupTableNamePrefix: name.optional(),
  maxResults: whole(1, 100).default(50),
  nextToken: text(1, 10_000).optional(),
})

export async function describeLookupTables({ store }: EngineContext, input: unknown) {
  const { lookupTableNamePrefix = '', maxResults, nextToken: token } = read(describe, input)
  const found = store.lookupTables
    .all()
    .filter((table) => table.name.startsWith(lookupTableNamePrefix))
  const { items, nextToken } = page('lookup tables', found, maxResults, token)
  return {
    lookupTables: items.map((table) => ({
      ...shown(table),
      tableFields: table.fields,
      recordsCount: table.records,
    })),
    nextToken,
  }
}

const byArn = z.object({ lookupTableArn })

export async function getLookupTable(context: EngineContext, input: unknown) {
  const table = tableOf(context, read(byArn, input).lookupTableArn)
  return { ...shown(table), tableBody: await context.store.lookupTables.body(table.name) }
}

export async function deleteLookupTable(context: EngineContext, input: unknown) {
  const { name } = tableOf(context, read(byArn, input).lookupTableArn)
  await context.store.lookupTables.delete(name)
  return {}
}
