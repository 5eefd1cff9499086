import type { Span } from '@/lib/text/problem'
import { settled } from './exact'
import { MalformedQuery } from './malformed'
import type { Masking } from './masking'
import { type Named, type Names, namedBy } from './names'
import { type Parts, partMsOf } from './parts'
import type { Period } from './period'
import { EventScan } from './scan'
import { type OrderKey, orderBy } from './sort'
import type { Library, Source } from './source'
import { as, type Part, type Relation, raw, type Sql, sql, step } from './sql'
import { absent, memberOf, shownJson, type Value } from './value'
import type { Visits } from './visit-parts'

export interface CompileOptions {
  /** Both inclusive, epoch ms. */
  startMs: number
  endMs: number
  nowMs: number
  /** The limit of the request. */
  limit?: number
  /** Set for readers who may not see whole addresses. */
  masking?: Masking
}

/** What all the parts of one query share: its subqueries, its joins, its other period. */
export interface Shared {
  options: CompileOptions
  library: Library
  text: string
  /** Every name that stands in the query. */
  mentioned: ReadonlySet<string>
  /** All events that are read. */
  scans: EventScan[]
}

const systemFields = {
  '@timestamp': { column: 'ts', kind: 'timestamp' },
  '@ingestionTime': { column: 'ingested', kind: 'timestamp' },
  '@message': { column: 'message', kind: 'text' },
  '@logStream': { column: 'stream', kind: 'text' },
  '@log': { column: 'log', kind: 'text' },
} as const
// Behind a stats these refuse a field that it has not made; others find it missing.
const needsFields = new Set(['stats', 'filter', 'where', 'filterindex'])
// The engine gives a location to each network, and there are not many.
const coordinates = new Set(['lat', 'lon'])
const isSystemField = (name: string): name is keyof typeof systemFields =>
  Object.hasOwn(systemFields, name)

/** Values that are to be columns: a condition is then never null. */
export const stored = ({ sql: value, kind }: Value): Sql =>
  kind === 'boolean' ? sql`coalesce(${value}, false)` : value

interface NewColumn extends Value {
  name: string
}

/** What is known of rows that are no log events any more. */
interface Replacement {
  columns: Map<string, Value>
  order: readonly OrderKey[]
  /** Those of all their columns. */
  names: Names
}

const key = (sql: Sql, descending: boolean): OrderKey => ({ sql, descending, present: true })

/** The rows of a query on their way through its commands: the relation that gives them, and what is known of its columns. */
export class Rows {
  relation: Relation
  columns = new Map<string, Value>()
  /** Rows are still log events. */
  events = true
  order: readonly OrderKey[]
  /** Decides between rows that sort alike, so that the same question has the same answer. */
  ties: readonly OrderKey[]
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
  /** The names of the last stats' groups, and the one of them that is a bin. */
  by: string[] = []
  bin: { name: string; period: Period; offsetMs: number } | null = null
  /** The events before anything took some of them away that matched. */
  matching: Relation | null = null
  filtered = false
  /** The column that counts the matches beside the groups, which costs no second look at the events. */
  matchedCount: Sql | null = null
  /** Whether each row has the count of all, or its own. */
  matchedIn: 'all' | 'each' = 'all'
  /** The groups of the first stats, where they take long to count and another query may want the same. */
  base: Relation | null = null
  /** The same where they can be put together from parts of the period. */
  parts: { groups: Relation; parts: Parts } | null = null
  /** How the last sessionize made visits of them. */
  visits: Visits | null = null
  inStats = false
  binOffsetMs = 0
  /** The present command. */
  command = ''
  /** The commands before the present one, over another period. */
  replay: (fromMs: number, toMs: number) => Rows = () => this
  readonly scan: EventScan
  names: Names
  /** What was computed of the events, each row from itself; null when a command since then looked at more than one. */
  #computed: { word: string; from: Relation; added: readonly Sql[] }[] | null = []
  readonly #newestFirst: readonly OrderKey[]
  readonly #pending = new Map<Sql, Sql>()

  /** Over the events of a period, both ends inclusive, epoch ms. */
  constructor(
    readonly shared: Shared,
    readonly source: Source,
    readonly startMs: number,
    readonly endMs: number,
  ) {
    this.scan = new EventScan(source, startMs, endMs, shared.options.masking)
    this.names = this.scan.names
    this.relation = this.scan
    this.#newestFirst = [this.time, this.id].map((column) => key(column, true))
    this.order = this.#newestFirst
    this.ties = this.#newestFirst
    shared.scans.push(this.scan)
  }

  get time(): Sql {
    return this.scan.system('ts')
  }

  get id(): Sql {
    return this.scan.system('id')
  }

  /** What @ptr points to, before it is encoded. */
  get pointer(): Sql {
    return sql`${this.scan.system('log')} || ' ' || ${this.id}`
  }

  /** Each row is one event, and the newest comes first. */
  get newestFirst(): boolean {
    const isByTime = this.ties === this.#newestFirst && this.#inOrderOfTime
    return this.events && isByTime && this.order.every(({ descending }) => descending)
  }

  /** How long the parts are of which these rows may be put together, ms; null when they are not. */
  get partMs(): number | null {
    return this.isOutermost && this.shared.scans.length === 1 ? partMsOf(this) : null
  }

  /** Nothing has been done with the events yet: to read them twice costs little. */
  get isScan(): boolean {
    return this.relation === this.scan
  }

  /** These are no rows of a subquery. */
  get isOutermost(): boolean {
    return this.shared.scans[0] === this.scan
  }

  get #inOrderOfTime(): boolean {
    return this.order.every(({ sql: column }) => column === this.time || column === this.id)
  }

  /** The rows become these, which the command makes of them. */
  step(texts: TemplateStringsArray, ...values: readonly Part[]): void {
    this.relation = step(this.command, sql(texts, ...values))
  }

  /** Adds columns that are computed of each row alone. */
  compute(added: readonly Sql[]): void {
    this.#computed?.push({ word: this.command, from: this.relation, added })
    this.step`SELECT *, ${added} FROM ${this.relation}`
  }

  /** From here on rows depend on other rows, or (`onlyFilters`) at most on what was computed of themselves. */
  mixing(onlyFilters = false): void {
    if (!onlyFilters || this.#computed?.length !== 0) this.#computed = null
  }

  /** So many rows are wanted: in the order of time nothing needs to be computed of the others. */
  cutTo(count: number): void {
    const computed = this.#computed ?? []
    const [first] = computed
    if (!first) return
    this.#computed = null
    if (!this.events || !this.#inOrderOfTime) return
    this.relation = step('limit', this.#firstOf(first.from, count))
    for (const { word, added } of computed)
      this.relation = step(word, sql`SELECT *, ${added} FROM ${this.relation}`)
  }

  limitTo(count: number): void {
    this.cutTo(count)
    this.step`${this.#firstOf(this.relation, count)}`
  }

  #firstOf(from: Relation, count: number): Sql {
    return sql`FROM ${from}${this.orderBy(' ')} LIMIT ${count}`
  }

  /** Adds a column that the expressions of the same command may name already. */
  define(name: string, made: Value): void {
    this.columns.set(name, this.#asColumn(name, made))
  }

  #asColumn(name: string, made: Value): Value {
    const column = this.names.take(name)
    this.#pending.set(column, stored(made))
    const { kind, key, digits, isWhole } = made
    const more = digits && this.names.take(`${name}_digits`)
    if (digits && more) this.#pending.set(more, digits)
    return {
      sql: column,
      kind,
      ...(key && { key }),
      ...(more && { digits: more }),
      ...(isWhole && { isWhole }),
    }
  }

  flush(): void {
    if (this.#pending.size === 0) return
    this.compute([...this.#pending].map(([column, value]) => as(value, column)))
    this.#pending.clear()
  }

  /** A value as a column of its own, for what would write it again and again. */
  asColumn(value: Value): Value {
    const column = this.#asColumn('operand', value)
    this.flush()
    return column
  }

  add(columns: NewColumn[]): void {
    for (const column of columns) this.define(column.name, column)
    this.flush()
  }

  field(named: Named): Value {
    const { name, path } = named
    if (this.inStats && this.clashing.has(name))
      throw new MalformedQuery(`Unknown symbols found in or after stats: ${name}`, named)
    const known = this.columns.get(name)
    // An alias of the same command becomes a column before it is used.
    if (known && this.#pending.has(known.sql)) this.flush()
    if (known) return known
    for (let length = path.length - 1; length > 0; length -= 1) {
      const whole = this.columns.get(path.slice(0, length).join('.'))
      if (!whole || (whole.kind !== 'map' && whole.kind !== 'json')) continue
      // What a command parses has members only for the commands after it.
      if (this.#pending.has(whole.sql)) return absent
      return memberOf(whole, path.slice(length))
    }
    if (!this.events) {
      if (this.stats > 0 && needsFields.has(this.command))
        throw new MalformedQuery(`Unknown symbols found in or after stats: ${name}`, named)
      return absent
    }
    if (isSystemField(name)) {
      const { column, kind } = systemFields[name]
      return { sql: this.scan.system(column), kind }
    }
    const column = this.scan.field(name)
    const repeats = coordinates.has(name) ? 'much' : 'mostly'
    return column === undefined ? absent : { sql: column, kind: 'text', repeats }
  }

  get message(): Value {
    return this.output('@message')
  }

  eventTime(span: Span): Sql {
    if (this.events) return this.time
    const advice = 'carry a time with you and use datefloor'
    throw new MalformedQuery(`@timestamp is gone after stats: ${advice}`, span)
  }

  /** `ORDER BY …` of the rows as they come, after `before`; '' when they have none. */
  orderBy(before: '' | ' ' = ''): Sql {
    return orderBy(this.order, before)
  }

  /** Rows that are alike in all else come in the order of this column. */
  orderLast(column: Sql): void {
    this.order = [...this.order, key(column, false)]
    this.ties = [...this.ties, key(column, false)]
  }

  /** Only these columns are left: the rows are no log events any more. */
  replaceBy(made: Sql, { columns, order, names }: Replacement): void {
    this.step`${made}`
    this.columns = columns
    this.names = names
    this.events = false
    this.order = order
    this.ties = order
    this.shown = null
    this.display = null
    this.extracted = []
    this.by = []
    this.bin = null
    this.matchedCount = null
  }

  /** Before rows are taken away or put together: how many events matched is known from here. */
  matchedHere(): void {
    this.matching ??= this.relation
    this.matchedCount = null
  }

  /** `true` and `false` where no field is called so. */
  truth({ name, path }: Named): Value | undefined {
    const word = name.toLowerCase()
    if (path.length > 1 || (word !== 'true' && word !== 'false')) return undefined
    const isField =
      this.columns.has(name) || (this.events && this.scan.source.fields.includes(name))
    return isField ? undefined : { sql: raw(word), kind: 'boolean' }
  }

  /** The value of a column of the answer. */
  output(name: string): Value {
    return settled(this.field(namedBy(name)))
  }

  outputNames(): string[] {
    if (!this.events) return this.display ?? this.shown ?? [...this.columns.keys()]
    const shown = this.shown ?? this.defaults
    return this.display ?? [...new Set([...shown, ...this.extracted])]
  }
}

/** A value as it leaves the database. */
export function shown(one: Value): Sql {
  const { sql: value, kind } = one
  if (kind === 'list') return sql`to_json(${value})::VARCHAR`
  if (kind === 'map') return sql`(${value})::VARCHAR`
  return kind === 'json' ? shownJson(value) : stored(one)
}
