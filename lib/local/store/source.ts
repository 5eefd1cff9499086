import type { EventTable, Source } from '@/lib/local/insights/source'
import type { Group } from './groups'
import { maxColumns } from './max-columns'
import { literal, otherField } from './other-fields'

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
// Any text may be a field's name: written in hexadecimal it is an identifier in any letter case.
const hex = (text: string) => Buffer.from(text).toString('hex')
const columnOf = (field: string) => identifier(`f:${hex(field)}`)

/** Log groups as one relation, for SQL that is not compiled from a query. */
export interface EventSource extends Source {
  /** SQL for a FROM clause: id, ts, ingested, log, stream, message, size, a column for each field, and other_fields, a JSON object of texts. */
  from: string
  /** SQL for a discovered field of that relation; undefined when no event has it. */
  field(name: string): string | undefined
}

const isFull = ({ fields }: Group) => fields.size >= maxColumns

/** SQL for a field; undefined when no event of the group has it. */
const fieldOf = (group: Group, name: string) =>
  group.fields.get(name) ?? (isFull(group) ? otherField(name) : undefined)

function streamOf({ streams }: Group): string {
  const names = [...streams].map(([name, id]) => `WHEN ${id} THEN ${literal(name)}`)
  return names.length > 0 ? `CASE stream_id ${names.join(' ')} END` : 'NULL::VARCHAR'
}

function relationOf({ table, log, stream, field }: EventTable, known: Iterable<string>): string {
  const fields = [...known].flatMap((name) => {
    const stored = field(name)
    return stored === undefined ? [] : [`, ${stored} AS ${columnOf(name)}`]
  })
  return `SELECT id, ts, ingested, ${log} AS log, ${stream} AS stream, message, size, other_fields${fields.join('')} FROM ${table}`
}

/** Log groups, by their names. */
export function sourceOf(chosen: readonly (readonly [string, Group])[]): EventSource {
  const known = new Set(chosen.flatMap(([, group]) => [...group.fields.keys()]))
  const hasOthers = chosen.some(([, group]) => isFull(group))
  const tables = chosen.map(([name, group]) => ({
    table: group.table,
    log: literal(`000000000000:${name}`),
    stream: streamOf(group),
    field: (field: string) => fieldOf(group, field),
  }))
  return {
    tables,
    fields: [...known],
    get from() {
      return `(${tables.map((table) => relationOf(table, known)).join(' UNION ALL BY NAME ')})`
    },
    hasOthers,
    field(name) {
      if (known.has(name)) return columnOf(name)
      return hasOthers ? otherField(name) : undefined
    },
  }
}
