import type { Moment, Origin, Query } from './ast'
import { MalformedQuery } from './malformed'
import { parse } from './parser'
import { type Circumstances, Pipeline, type Shared, shown } from './pipeline'
import type { Library, Source } from './source'
import { longestSql, mostRows, rowsWithoutLimit } from './undecided'
import { binder, type Kind, type Parameter } from './value'

export interface Statement {
  sql: string
  parameters: Parameter[]
}

export interface Compiled extends Statement {
  columns: { name: string; kind: Kind | 'pointer' }[]
  /** Gives one row: records scanned, bytes scanned. */
  scanned: Statement
  /**
   * Records matched before aggregation: a statement that gives one row, the column of the rows (of
   * each the same) that has it, or null when all that were scanned match.
   */
  matched: Statement | { column: number } | null
}

// These make each row of itself, and as many as there were.
const rowByRow = new Set([
  'fields',
  'display',
  'unmask',
  'parse',
  'json',
  'sort',
  'order',
  'limit',
  'head',
])

const filters = new Set(['filter', 'where', 'filterindex'])

const noLibrary: Library = { logGroups: () => undefined, lookupTable: () => undefined }

function momentMs(moment: Moment | undefined, otherwise: number, { nowMs }: Circumstances): number {
  if (!moment) return otherwise
  return 'atMs' in moment ? moment.atMs : nowMs - moment.agoMs
}

function sourceOf({ names, prefixes, span }: Origin, library: Library): Source {
  const source = library.logGroups({ names, prefixes })
  if (source) return source
  const wanted = [...names, ...prefixes.map((prefix) => `${prefix}*`)].join(', ')
  throw new MalformedQuery(`there is no log group ${wanted || 'at all'}`, span)
}

/** Rows of a query that begins where another stands: on the same log groups and period, unless it names its own. */
function inner(query: Query, { shared, source, startMs, endMs }: Pipeline): Pipeline {
  return rowsOf(query, shared, source, startMs, endMs)
}

function rowsOf(
  { origin, stages }: Query,
  shared: Shared,
  given: Source | null,
  startMs: number,
  endMs: number,
): Pipeline {
  const source = origin ? sourceOf(origin, shared.library) : given
  if (!source) {
    const span = stages[0]?.span ?? { start: 0, end: 1 }
    throw new MalformedQuery('no log group is given: begin with SOURCE', span)
  }
  const from = momentMs(origin?.from, startMs, shared.circumstances)
  const to = momentMs(origin?.to, endMs, shared.circumstances)
  const commands = stages.map(({ command }) => command)
  const through = (count: number, fromMs: number, toMs: number): Pipeline => {
    const rows = new Pipeline(shared, source, fromMs, toMs, inner)
    stages.slice(0, count).forEach(({ command, span, write }, at) => {
      if (rows.deduped && command !== 'limit' && command !== 'head')
        throw new MalformedQuery(`only limit may follow dedup, not ${command}`, span)
      rows.replay = (otherFrom, otherTo) => through(at, otherFrom, otherTo)
      if (!rowByRow.has(command)) rows.mixing(filters.has(command))
      write(rows, { span, later: commands.slice(at + 1) })
      if (rows.sql.length > longestSql)
        throw new MalformedQuery('the query is too complicated', span)
    })
    return rows
  }
  return through(stages.length, from, to)
}

/**
 * Reads and compiles a query over the log groups that it was started on; null when it must name them
 * itself, by SOURCE. Throws {@link MalformedQuery}.
 */
export function compile(
  text: string,
  source: Source | null,
  circumstances: Circumstances,
  library: Library = noLibrary,
): Compiled {
  const { query, mentioned } = parse(text)
  const binding = binder()
  const shared: Shared = {
    binder: binding,
    circumstances,
    library,
    mentioned,
    scans: [],
    columns: 0,
  }
  const rows = rowsOf(query, shared, source, circumstances.startMs, circumstances.endMs)
  return finished(rows, shared)
}

function finished(
  rows: Pipeline,
  { binder: { parameters }, circumstances, scans }: Shared,
): Compiled {
  const most = Math.min(rows.limited ?? rowsWithoutLimit, circumstances.limit ?? mostRows)
  const matching = rows.matching ?? rows.sql
  rows.cutTo(most)
  const columns = rows.outputNames().map((name) => ({
    name,
    ...rows.field(name, name.split('.'), { start: 0, end: 0 }),
  }))
  const selected = columns.map(({ sql, kind }, at) => `${shown(sql, kind)} AS o${at}`)
  if (rows.events) selected.push(`log || ' ' || id AS ptr`)
  if (rows.counted) selected.push('matched_count')
  const used = (sql: string) => parametersOf(sql, parameters)
  const sizes = scans.map((sql) => `SELECT size FROM (${sql})`).join(' UNION ALL ')
  return {
    ...used(
      `SELECT ${selected.join(', ') || '1'} FROM (${rows.sql})${rows.orderBy()} LIMIT ${most}`,
    ),
    columns: [
      ...columns.map(({ name, kind }) => ({ name, kind })),
      ...(rows.events ? [{ name: '@ptr', kind: 'pointer' as const }] : []),
    ],
    scanned: used(`SELECT count(*), coalesce(sum(size), 0)::BIGINT FROM (${sizes})`),
    matched: rows.counted
      ? { column: selected.length - 1 }
      : rows.filtered
        ? used(`SELECT count(*) FROM (${matching})`)
        : null,
  }
}

/** Each statement has the parameters that it names, numbered anew. */
function parametersOf(sql: string, parameters: Parameter[]): Statement {
  const order: number[] = []
  const renumbered = sql.replace(/\$(\d+)(?=::)/g, (_, digits: string) => {
    const index = Number(digits)
    if (!order.includes(index)) order.push(index)
    return `$${order.indexOf(index) + 1}`
  })
  return { sql: renumbered, parameters: order.map((index) => parameters[index - 1] ?? '') }
}
