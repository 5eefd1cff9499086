import { Names } from './names'
import type { EventTable, Source } from './source'
import { bindPlain, identifier, list, raw, type Scan, Sql, scanned, sql } from './sql'

type SqlIn = (table: EventTable) => string | undefined

const systemColumns = {
  id: () => 'id',
  ts: () => 'ts',
  ingested: () => 'ingested',
  log: ({ log }: EventTable) => log,
  stream: ({ stream }: EventTable) => stream,
  message: () => 'message',
  size: () => 'size',
}
type SystemColumn = keyof typeof systemColumns
const systemNames = Object.keys(systemColumns)
const isSystemColumn = (name: string): name is SystemColumn => Object.hasOwn(systemColumns, name)

/** The events of a source in a period, both ends inclusive, epoch ms. */
export class EventScan implements Scan {
  readonly kind = 'scan'
  readonly word = 'scan'
  /** The column names of these events and of what is computed of them. */
  readonly names = new Names(systemNames)
  /** How the column of a field is got, by its name. */
  readonly #fields = new Map<string, SqlIn>()
  readonly #columns = new Map<string, Sql>()

  constructor(
    readonly source: Source,
    readonly startMs: number,
    readonly endMs: number,
  ) {}

  system(name: SystemColumn): Sql {
    return this.#column(name, () => new Sql([name], undefined, name))
  }

  /** A discovered field; undefined when no event has it. */
  field(name: string): Sql | undefined {
    const inTable: SqlIn = ({ field }) => field(name)
    if (!this.source.tables.some(inTable)) return undefined
    return this.#column(`field ${name}`, () => {
      const column = this.names.take(name)
      this.#fields.set(column.column ?? '', inTable)
      return column
    })
  }

  select(columns: ReadonlySet<string>): Sql {
    const wanted = columns.size > 0 ? [...columns] : ['ts']
    const period = sql`ts BETWEEN ${bindPlain(this.startMs)} AND ${bindPlain(this.endMs)}`
    const parts = this.source.tables.map((table) => {
      const selected = wanted.map((name) => {
        const from = this.#origin(name, table)
        return from === name ? raw(from) : sql`${raw(from)} AS ${identifier(name)}`
      })
      return sql`SELECT ${selected} FROM ${raw(table.table)} WHERE ${period}`
    })
    return list(parts, ' UNION ALL ')
  }

  #origin(name: string, table: EventTable): string {
    if (isSystemColumn(name)) return systemColumns[name](table)
    return this.#fields.get(name)?.(table) ?? 'NULL::VARCHAR'
  }

  #column(key: string, make: () => Sql): Sql {
    const known = this.#columns.get(key)
    if (known) return known
    const made = scanned(this, make())
    this.#columns.set(key, made)
    return made
  }
}
