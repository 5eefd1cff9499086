import { isAddressField } from '@/lib/mask'
import { isHiddenName, type Masking, maskedField, maskedMessage } from './masking'
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
  #unmasked: { message: Sql; client: Sql } | undefined

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

  /** The raw line and its client, before anything is hidden in it: for what looks no further than a word, and for what is hidden later. */
  get unmasked(): { message: Sql; client: Sql } | null {
    if (!this.masking) return null
    this.#unmasked ??= {
      message: this.names.take('whole'),
      client: this.names.take('whole_client'),
    }
    const { message, client } = this.#unmasked
    return { message: scanned(this, message), client: scanned(this, client) }
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
    if (name === this.#unmasked?.message.column) return identifier('message')
    if (name === this.#unmasked?.client.column) return this.#client(table) ?? raw('NULL::VARCHAR')
    const field = this.#fields.get(name)
    if (field === undefined)
      return masking && name === 'message'
        ? maskedMessage(identifier(name), this.#client(table), masking)
        : identifier(name)
    const stored = table.field(field)
    if (stored === undefined) return raw('NULL::VARCHAR')
    return masking ? maskedField(field, raw(stored), masking) : raw(stored)
  }

  /** The stored field of a table with the client's address. */
  #client(table: EventTable): Sql | null {
    const names = ['remoteIP', ...this.source.fields.filter(isAddressField)]
    const stored = names.flatMap((name) => table.field(name) ?? [])
    const [first] = stored
    if (first === undefined) return null
    // Any field may be there; which one has it differs by event.
    return raw(this.source.hasOthers ? `coalesce(${stored.join(', ')})` : first)
  }

  #column(key: string, make: () => Sql): Sql {
    const column = this.#columns.get(key) ?? scanned(this, make())
    this.#columns.set(key, column)
    return column
  }
}
