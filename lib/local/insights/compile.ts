import { MalformedQuery } from './malformed'
import { maskedMessage } from './masking'
import { parse } from './parser'
import type { Parts } from './parts'
import { type CompileOptions, type Rows, type Shared, shown } from './rows'
import type { Library, Source } from './source'
import { identifier, list, type Relation, render, type Sql, type Statement, sql } from './sql'
import { rowsOf } from './stages'
import { defaultRows, maxRows } from './undecided'
import type { Kind } from './value'

interface Base {
  statement: Statement
  over: (table: string) => Statement
}

export interface Compiled extends Statement {
  columns: { name: string; kind: Kind | 'pointer' }[]
  /** From the first to the last moment whose events it reads, both inclusive, epoch ms. */
  startMs: number
  endMs: number
  /** A part that other queries may have in common, and the statement over a table that has its rows. */
  base: Base | null
  /** The same part, put together from parts of the period. */
  parts: (Parts & Pick<Base, 'over'>) | null
  /** Gives one row: records scanned, bytes scanned. */
  scanned: Statement
  /**
   * Records matched before aggregation: a statement that gives one row, the column of the rows (of
   * each the same) that has it, or null when all that were scanned match.
   */
  matched: Statement | { column: number } | null
}

const noLibrary: Library = { logGroups: () => undefined, lookupTable: () => undefined }

/**
 * Reads and compiles a query over the log groups that it was started on; null when it must name them
 * itself, by SOURCE. Throws {@link MalformedQuery}.
 */
export function compile(
  text: string,
  source: Source | null,
  options: CompileOptions,
  library: Library = noLibrary,
): Compiled {
  const { query, mentioned } = parse(text)
  const shared: Shared = { options, library, text, mentioned, scans: [] }
  const { startMs, endMs } = options
  return statements(rowsOf(query, { shared, source, startMs, endMs }))
}

/** The answer. Where raw lines are only shown, what a reader may not see is hidden in these few alone. */
function hiddenLast({ scan, events }: Rows, selected: readonly Sql[], from: Sql): Sql {
  const { masking, unmasked } = scan
  const message = scan.system('message')
  if (!events || !masking || !unmasked || !selected.includes(message))
    return sql`SELECT ${selected.length > 0 ? selected : 1} ${from}`
  const client = identifier('client')
  const columns = selected.map((value, at) => ({ value, column: identifier(`column${at}`) }))
  const inner = columns.map(
    ({ value, column }) => sql`${value === message ? unmasked.message : value} AS ${column}`,
  )
  const outer = columns.map(({ value, column }) =>
    value === message ? maskedMessage(column, client, masking) : column,
  )
  return sql`SELECT ${outer} FROM (SELECT ${inner}, ${unmasked.client} AS ${client} ${from})`
}

function statements(rows: Rows): Compiled {
  const { options, scans } = rows.shared
  const count = Math.min(rows.limited ?? defaultRows, options.limit ?? maxRows)
  const matching = rows.matching ?? rows.relation
  rows.cutTo(count)
  const columns = rows.outputNames().map((name) => ({ name, ...rows.output(name) }))
  const selected = columns.map(shown)
  if (rows.events) selected.push(rows.pointer)
  if (rows.matchedCount) selected.push(rows.matchedCount)
  const made = hiddenLast(
    rows,
    selected,
    sql`FROM ${rows.relation}${rows.orderBy(' ')} LIMIT ${count}`,
  )
  const sizes = scans.map((scan) => scan.select(new Set(['size'])))
  const scanned = sql`SELECT count(*), coalesce(sum(size), 0)::BIGINT FROM (${list(sizes, ' UNION ALL ')})`
  const { base, parts } = rows
  const over = (relation: Relation) => (table: string) => render(made, new Map([[relation, table]]))
  return {
    ...render(made),
    base: base && {
      statement: render(sql`FROM ${base}`),
      over: over(base),
    },
    parts: parts && { ...parts.parts, over: over(parts.groups) },
    columns: [
      ...columns.map(({ name, kind }) => ({ name, kind })),
      ...(rows.events ? [{ name: '@ptr', kind: 'pointer' as const }] : []),
    ],
    startMs: Math.min(...scans.map((scan) => scan.startMs)),
    endMs: Math.max(...scans.map((scan) => scan.endMs)),
    scanned: render(scanned),
    matched: rows.matchedCount
      ? { column: selected.length - 1 }
      : rows.filtered
        ? render(sql`SELECT count(*) FROM ${matching}`)
        : null,
  }
}
