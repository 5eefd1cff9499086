import { isHiddenName, type Masking, maskedField, maskedText } from './masking'
import { Names } from './names'
import type { EventTable, Source } from './source'
import { as, bind, identifier, list, raw, type Scan, type Sql, scanned, sql } from './sql'

interface Times {
  startMs: number
  endMs: number
}

const systemColumns = ['id', 'ts', 'ingested', 'log', 'stream', 'message', 'size'] as const

/** The events of a source in a period, both ends inclusive, epoch ms. */
export class EventScan implements Scan {
  readonly kind = 'scan'
  readonly word = 'scan'
  /** The column names of these events and of what is computed of them. */
  readonly names = new Names(systemColumns)
  /** The fields by their columns. */
  readonly #fields = new Map<string, string>()
  readonly #columns = new Map<string, Sql>()

  constructor(
    readonly source: Source,
    readonly startMs: number,
    readonly endMs: number,
    readonly masking?: Masking,
  ) {}

  /** Whether a field is read as if no event had it. */
  hides(name: string): boolean {
    return this.masking !== undefined && isHiddenName(name, this.masking)
  }

  system(name: (typeof systemColumns)[number]): Sql {
    return this.#column(name, () => identifier(name))
  }

  /** A discovered field; undefined when no event has it. */
  field(name: string): Sql | undefined {
    if (this.hides(name)) return undefined
    if (!this.source.tables.some((table) => table.field(name) !== undefined)) return undefined
    return this.#column(`field ${name}`, () => {
      const column = this.names.take(name)
      this.#fields.set(column.column ?? '', name)
      return column
    })
  }

  select(columns: ReadonlySet<string>, { startMs, endMs } = this as Times): Sql {
    const wanted = columns.size > 0 ? [...columns] : ['ts']
    const period = sql`ts BETWEEN ${bind(startMs, false)} AND ${bind(endMs, false)}`
    const parts = this.source.tables.map((table) => {
      const selected = wanted.map((name) => as(this.#origin(name, table), identifier(name)))
      return sql`SELECT ${selected} FROM ${raw(table.table)} WHERE ${period}`
    })
    return list(parts, ' UNION ALL ')
  }

  #origin(name: string, table: EventTable): Sql {
    if (name === 'log' || name === 'stream') return raw(table[name])
    const { masking } = this
    const field = this.#fields.get(name)
    if (field === undefined)
      return masking && name === 'message'
        ? maskedText(identifier(name), masking)
        : identifier(name)
    const stored = table.field(field)
    if (stored === undefined) return raw('NULL::VARCHAR')
    return masking ? maskedField(field, raw(stored), masking) : raw(stored)
  }

  #column(key: string, make: () => Sql): Sql {
    const column = this.#columns.get(key) ?? scanned(this, make())
    this.#columns.set(key, column)
    return column
  }
}
