import { keywords } from './keywords'

/**
 * SQL as a value: pieces of text, bound values and relations, rendered once at the end. A value of a
 * query never becomes text of SQL, and nothing is ever read back out of it.
 */

export type Parameter = string | number

export interface Statement {
  sql: string
  parameters: Parameter[]
}

/** Rows made of other rows: a CTE, however often it is named. */
export interface Step {
  kind: 'step'
  /** Its name, with a number behind it. */
  word: string
  sql: Sql
}

/** Rows of the store: a CTE of those columns alone that the statement names. */
export interface Scan {
  kind: 'scan'
  word: string
  /** Of another period than its own, where one is given. */
  select(columns: ReadonlySet<string>, times?: { startMs: number; endMs: number }): Sql
}

export type Relation = Step | Scan

type Piece =
  | string
  | Sql
  | Relation
  | { kind: 'parameter'; value: Parameter; cast: boolean }
  | { kind: 'column'; scan: Scan; column: Sql }

const sizes = { parameter: 10, column: 10, scan: 100 }

function sizeOf(pieces: readonly Piece[]): number {
  let size = 0
  for (const piece of pieces) {
    if (typeof piece === 'string') size += piece.length
    else if (piece instanceof Sql) size += piece.size
    else size += piece.kind === 'step' ? piece.sql.size : sizes[piece.kind]
  }
  return size
}

const boundOf = (pieces: readonly Piece[]) =>
  pieces.reduce<number>((most, one) => (one instanceof Sql ? Math.max(most, one.bound) : most), 0)

export class Sql {
  constructor(
    readonly pieces: readonly Piece[],
    /** About how long it is when every relation and every macro stands in the place of its name. */
    readonly size: number = sizeOf(pieces),
    /** What is meant, when it is a column and nothing else. */
    readonly column?: string,
    /** How deep values are nested in it that are bound by a name. */
    readonly bound: number = boundOf(pieces),
  ) {}
}

/** What the SQL of a template is made of; a list is put in with commas. */
export type Part = Sql | Relation | readonly Sql[] | number

export function sql(texts: TemplateStringsArray, ...values: readonly Part[]): Sql {
  const pieces: Piece[] = [texts[0] ?? '']
  for (const [at, value] of values.entries()) {
    if (typeof value === 'number') pieces.push(String(value))
    else pieces.push(value instanceof Sql || 'kind' in value ? value : list(value))
    pieces.push(texts[at + 1] ?? '')
  }
  return new Sql(pieces)
}

export const step = (word: string, sql: Sql): Step => ({ kind: 'step', word, sql })

/** Text of this program or the store's own, as it is. */
export const raw = (text: string): Sql => new Sql([text])

/** A name, in quotes where SQL would not take it for one. */
export function identifier(name: string): Sql {
  const isPlain = /^[a-z_]\w*$/i.test(name) && !keywords.has(name.toLowerCase())
  return new Sql([isPlain ? name : `"${name.replaceAll('"', '""')}"`], undefined, name)
}

export const quoted = (text: string): Sql => raw(`'${text.replaceAll("'", "''")}'`)

/** A value of a query; without a cast it is of the type that it is compared with. */
export const bind = (value: Parameter, cast = true): Sql =>
  new Sql([{ kind: 'parameter', value, cast }])

/** A column of the store: where it is named, the scan has it. */
export const scanned = (scan: Scan, column: Sql): Sql =>
  new Sql([{ kind: 'column', scan, column }], 10, column.column)

export const list = (items: readonly Sql[], separator = ', '): Sql =>
  new Sql(items.flatMap((item, at) => (at === 0 ? [item] : [separator, item])))

/** `value AS column`, where it is not called so already. */
export const as = (value: Sql, column: Sql): Sql =>
  value.column !== undefined && value.column === column.column ? value : sql`${value} AS ${column}`

/** SQL that creates each macro, behind those that it calls itself. */
export const definitions: string[] = []

/** `name(args)`, which the database replaces by what `body` writes when it plans a query. */
export function macro(name: string, body: (...args: Sql[]) => Sql): (...args: Sql[]) => Sql {
  const parameters = Array.from({ length: body.length }, (_, at) => `arg${at + 1}`)
  // Nested calls grow by the number of times that the body names each argument.
  const sizeWith = (one: number) =>
    body(...parameters.map((_, at) => new Sql([], at === one ? 1 : 0))).size
  const own = sizeWith(-1)
  const uses = parameters.map((_, at) => sizeWith(at) - own)
  const written = render(body(...parameters.map(raw))).sql
  definitions.push(`CREATE OR REPLACE MACRO ${name}(${parameters.join(', ')}) AS ${written}`)
  return (...args) => {
    const size = args.reduce((sum, arg, at) => sum + arg.size * (uses[at] ?? 0), own)
    return new Sql([`${name}(`, list(args), ')'], size)
  }
}

/** A macro that names its argument many times: as a lambda it does not grow when it is nested. */
export const once = (name: string, body: (one: Sql) => Sql) =>
  macro(name, (given) => sql`list_transform([${given}], lambda one: ${body(sql`one`)})[1]`)

const typeOf = (value: Parameter) =>
  typeof value === 'string' ? 'VARCHAR' : Number.isSafeInteger(value) ? 'BIGINT' : 'DOUBLE'

class Writer {
  readonly parameters: Parameter[] = []
  readonly #numbers = new Map<Parameter, number>()
  /** All that were named, each behind those that it is made of. */
  readonly #relations = new Map<Relation, { name: string; text: string; uses: number }>()
  readonly #words = new Map<string, number>()
  readonly #columns = new Map<Scan, Set<string>>()

  /** `tables`: relations that are there already, by their names; `times`: instead of those of the scans, both ends inclusive, epoch ms. */
  constructor(
    readonly tables: ReadonlyMap<Relation, string>,
    readonly times?: { startMs: number; endMs: number },
  ) {}

  write({ pieces }: Sql): string {
    let text = ''
    for (const piece of pieces) text += typeof piece === 'string' ? piece : this.#piece(piece)
    return text
  }

  relations(): string {
    const steps: string[] = []
    for (const [relation, { name, text, uses }] of this.#relations) {
      const isScan = relation.kind === 'scan'
      const body = isScan
        ? this.write(relation.select(this.#columnsOf(relation), this.times))
        : text
      // DuckDB would store what is named twice, with all its columns, before it knows which rows are wanted.
      steps.push(`${name} AS ${uses > 1 ? 'NOT MATERIALIZED ' : ''}(${body})`)
    }
    return steps.length > 0 ? `WITH ${steps.join(',\n')}\n` : ''
  }

  #piece(piece: Exclude<Piece, string>): string {
    if (piece instanceof Sql) return this.write(piece)
    if (piece.kind === 'parameter') return this.#parameter(piece.value, piece.cast)
    if (piece.kind !== 'column') return this.#relation(piece)
    this.#columnsOf(piece.scan).add(piece.column.column ?? '')
    return this.write(piece.column)
  }

  #columnsOf(scan: Scan): Set<string> {
    const columns = this.#columns.get(scan) ?? new Set()
    this.#columns.set(scan, columns)
    return columns
  }

  #parameter(value: Parameter, cast: boolean): string {
    const number = this.#numbers.get(value) ?? this.parameters.push(value)
    this.#numbers.set(value, number)
    return cast ? `$${number}::${typeOf(value)}` : `$${number}`
  }

  #relation(relation: Relation): string {
    const table = this.tables.get(relation)
    if (table) return table
    const known = this.#relations.get(relation)
    if (known) {
      known.uses += 1
      return known.name
    }
    const text = relation.kind === 'step' ? this.write(relation.sql) : ''
    const number = (this.#words.get(relation.word) ?? 0) + 1
    this.#words.set(relation.word, number)
    const name = `${relation.word}${number}`
    this.#relations.set(relation, { name, text, uses: 1 })
    return name
  }
}

export function render(
  statement: Sql,
  tables: ReadonlyMap<Relation, string> = new Map(),
  times?: { startMs: number; endMs: number },
): Statement {
  const writer = new Writer(tables, times)
  const text = writer.write(statement)
  return { sql: writer.relations() + text, parameters: writer.parameters }
}
