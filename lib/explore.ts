import type { Failure } from './failure'
import type { Window } from './window'

/** A row of any query by the names of its columns; a column that it lacks was null. */
export type Row = Record<string, string>

/** The column that points at the whole log event; it comes with a row and is not shown. */
export const pointer = '@ptr'

export interface Scanned {
  bytesScanned: number
  recordsScanned: number
  recordsMatched: number
  /** Since the query started, ms. */
  elapsedMs: number
  /** While other queries have to end before this one starts: 1 for who is next. */
  placeInLine?: number
}

export interface Table {
  /** Without {@link pointer}. */
  columns: string[]
  /** Client addresses are masked. */
  rows: Row[]
}

/** What `POST /api/explore` sends, a line of JSON each: started, progress while it runs, then one of the other two. */
export type ExploreLine =
  | { kind: 'started'; window: Window }
  | ({ kind: 'progress' } & Scanned & Table)
  | ({
      kind: 'complete'
      /** There are, or may be, more rows than these. */
      more: boolean
    } & Scanned &
      Table)
  | { kind: 'failed'; failure: Failure }

/** A field of the log group and in how many of its newest log events it is, 0 to 100. */
export interface LogField {
  name: string
  percent: number
}

/** A query that is saved in CloudWatch under a name. Its text may have `{{parameters}}`. */
export interface SavedQuery {
  id: string
  name: string
  text: string
  parameters: { name: string; defaultValue?: string; description?: string }[]
}

/** The rows that a page holds at most. */
export const maxRows = 10_000

/** How long a query may be: the limit of StartQuery. */
export const maxQueryLength = 10_000

/** The columns of rows that each lack what was null, in the order that the rows have in common. */
export function columnsOf(rows: readonly Row[]): string[] {
  const columns: string[] = []
  const known = new Set<string>()
  for (const row of rows) {
    const names = Object.keys(row).filter((name) => name !== pointer)
    if (names.every((name) => known.has(name))) continue
    names.forEach((name, index) => {
      if (known.has(name)) return
      const before = names[index - 1]
      const after = names.slice(index).find((next) => known.has(next))
      const at =
        before !== undefined
          ? columns.indexOf(before) + 1
          : after !== undefined
            ? columns.indexOf(after)
            : columns.length
      columns.splice(at, 0, name)
      known.add(name)
    })
  }
  return columns
}
