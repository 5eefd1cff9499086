import type { Span } from '@/lib/text/problem'
import type { Period, Query } from './ast'
import { MalformedQuery } from './malformed'
import type { Library, Source } from './source'
import { type Binder, type Kind, memberOf, type Value } from './value'

export interface Circumstances {
  /** Both inclusive, epoch ms. */
  startMs: number
  endMs: number
  nowMs: number
  /** The limit of the request. */
  limit?: number
}

/** What all the parts of one query share: its subqueries, its joins, its other period. */
export interface Shared {
  binder: Binder
  circumstances: Circumstances
  library: Library
  /** Every name that stands in the query. */
  mentioned: ReadonlySet<string>
  /** SQL of all events that are read. */
  scans: string[]
  columns: number
}

const systemFields: Record<string, Value> = {
  '@timestamp': { sql: 'ts', kind: 'timestamp' },
  '@ingestionTime': { sql: 'ingested', kind: 'timestamp' },
  '@message': { sql: 'message', kind: 'text' },
  '@logStream': { sql: 'stream', kind: 'text' },
  '@log': { sql: 'log', kind: 'text' },
}
export const absent: Value = { sql: 'NULL::VARCHAR', kind: 'text' }
const newestFirst = ['ts DESC', 'id DESC']
const byTime = /^(?:ts|id) (?:ASC|DESC)(?: NULLS (?:FIRST|LAST))?$/

/** Values that are to be columns: a condition is then never null. */
export const stored = ({ sql, kind }: Value): string =>
  kind === 'boolean' ? `coalesce(${sql}, false)` : sql

export interface NewColumn {
  name: string
  value: Value
}

/** The rows of a query on their way through its commands: SQL that gives them, and what is known of its columns. */
export class Pipeline {
  sql: string
  columns = new Map<string, Value>()
  /** Rows are still log events. */
  events = true
  order: string[] = newestFirst
  /** Decides between rows that sort alike, so that the same question has the same answer. */
  ties: string[] = newestFirst
  /** What is shown when nothing was chosen, of log events. */
  defaults = ['@timestamp', '@message']
  shown: string[] | null = null
  display: string[] | null = null
  extracted: string[] = []
  /** Fields shown under their own name: an alias of that name later makes stats impossible. */
  plain = new Set<string>()
  clashing = new Set<string>()
  stats = 0
  limited: number | null = null
  deduped = false
  /** The names of the last stats' groups, and the one of them that is a bin. */
  by: string[] = []
  bin: { name: string; period: Period; offsetMs: number } | null = null
  /** The events before anything took some of them away that matched. */
  matching: string | null = null
  filtered = false
  /** Counted beside the groups, the matches cost no second look at the events. */
  counted = false
  inStats = false
  binOffsetMs = 0
  /** The commands before the present one, over another period. */
  replay: (fromMs: number, toMs: number) => Pipeline = () => this
  /** The events before anything was computed of them; null when a command since then looked at more than one row. */
  #uncomputed: string | null | undefined
  readonly #scan: string
  readonly #pending = new Map<string, string>()

  /** Over the events of a period, both ends inclusive, epoch ms. */
  constructor(
    readonly shared: Shared,
    readonly source: Source,
    readonly startMs: number,
    readonly endMs: number,
    /** Compiles a whole query into rows of its own. */
    readonly compile: (query: Query, from: Pipeline) => Pipeline,
  ) {
    const { bind } = shared.binder
    this.sql = `SELECT * FROM ${source.from} WHERE ts BETWEEN ${bind(startMs)} AND ${bind(endMs)}`
    this.#scan = this.sql
    shared.scans.push(this.sql)
  }

  /** Each row is one event, and the newest comes first. */
  get newestFirst(): boolean {
    const { events, ties, order } = this
    return (
      events && ties === newestFirst && order.every((key) => / DESC/.test(key) && byTime.test(key))
    )
  }

  /** Nothing has been done with the events yet: to read them twice costs little. */
  get isScan(): boolean {
    return this.sql === this.#scan
  }

  newColumn(): string {
    this.shared.columns += 1
    return `c${this.shared.columns}`
  }

  /** Adds a column that the expressions of the same command may name already. */
  define(name: string, made: Value): void {
    const column = this.newColumn()
    this.#pending.set(column, stored(made))
    this.columns.set(name, { sql: column, kind: made.kind })
  }

  flush(): void {
    if (this.#pending.size === 0) return
    this.computing()
    const added = [...this.#pending].map(([column, sql]) => `${sql} AS ${column}`)
    this.sql = `SELECT *, ${added.join(', ')} FROM (${this.sql})`
    this.#pending.clear()
  }

  /** From here on columns are computed, each from its own row. */
  computing(): void {
    if (this.#uncomputed === undefined) this.#uncomputed = this.sql
  }

  /** From here on rows depend on other rows, or (`onlyFilters`) at most on what was computed of themselves. */
  mixing(onlyFilters = false): void {
    if (!onlyFilters || this.#uncomputed !== undefined) this.#uncomputed = null
  }

  /** So many rows are wanted: in the order of time nothing needs to be computed of the others. */
  cutTo(count: number): void {
    const whole = this.#uncomputed
    if (!this.events || !whole || !this.order.every((key) => byTime.test(key))) return
    // What is computed may hold the same events in a query of its own; those of the rows stand last.
    const at = this.sql.lastIndexOf(whole)
    const cut = `SELECT * FROM (${whole})${this.orderBy()} LIMIT ${count}`
    this.sql = this.sql.slice(0, at) + cut + this.sql.slice(at + whole.length)
    this.#uncomputed = null
  }

  add(columns: NewColumn[]): void {
    for (const { name, value } of columns) this.define(name, value)
    this.flush()
  }

  field(name: string, path: readonly string[], span: Span): Value {
    if (this.inStats && this.clashing.has(name)) {
      throw new MalformedQuery(`Unknown symbols found in or after stats: ${name}`, span)
    }
    const known = this.columns.get(name)
    // An alias of the same command becomes a column before it is used.
    if (known && this.#pending.has(known.sql)) this.flush()
    if (known) return known
    for (let length = path.length - 1; length > 0; length -= 1) {
      const whole = this.columns.get(path.slice(0, length).join('.'))
      if (!whole || (whole.kind !== 'map' && whole.kind !== 'json')) continue
      // What a command parses has members only for the commands after it.
      if (this.#pending.has(whole.sql)) return absent
      return memberOf(whole, path.slice(length), this.shared.binder)
    }
    if (!this.events) return absent
    const system = Object.hasOwn(systemFields, name) ? systemFields[name] : undefined
    if (system) return system
    const sql = this.source.field(name)
    return sql === undefined ? absent : { sql, kind: 'text' }
  }

  eventTime(span: Span): string {
    if (this.events) return 'ts'
    throw new MalformedQuery(
      '@timestamp is gone after stats: carry a time with you and use datefloor',
      span,
    )
  }

  /** `ORDER BY …` of the rows as they come, or ''. */
  orderBy(order = this.order): string {
    return order.length > 0 ? ` ORDER BY ${order.join(', ')}` : ''
  }

  /** Only these columns are left: the rows are no log events any more. */
  replaceBy(sql: string, columns: Map<string, Value>, order: string[]): void {
    this.sql = sql
    this.columns = columns
    this.events = false
    this.order = order
    this.ties = order
    this.shown = null
    this.display = null
    this.extracted = []
    this.by = []
    this.bin = null
  }

  /** Before rows are taken away or put together: how many events matched is known from here. */
  matchedHere(): void {
    this.matching ??= this.sql
    this.counted = false
  }

  outputNames(): string[] {
    if (!this.events) return this.display ?? this.shown ?? [...this.columns.keys()]
    const shown = this.shown ?? this.defaults
    return this.display ?? [...new Set([...shown, ...this.extracted])]
  }
}

/** A value as it leaves the database. */
export function shown(sql: string, kind: Kind): string {
  if (kind === 'boolean') return `coalesce(${sql}, false)`
  if (kind === 'list') return `to_json(${sql})::VARCHAR`
  if (kind === 'map') return `(${sql})::VARCHAR`
  if (kind !== 'json') return sql
  return `CASE json_type(${sql}) WHEN 'BOOLEAN' THEN CASE ${sql}->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE ${sql}->>'$' END`
}
