import type { EventTable, Source } from '@/lib/local/insights/source'
import type { Group } from './groups'
import { maxColumns } from './max-columns'

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
// Any text may be a field's name: written in hexadecimal it is an identifier in any letter case.
const hex = (text: string) => Buffer.from(text).toString('hex')
const columnOf = (field: string) => identifier(`f:${hex(field)}`)

/** Log groups as one relation, for SQL that is not compiled from a query. */
export interface EventSource extends Source {
  /** SQL for a FROM clause: id, ts, ingested, log, stream, message, size, and a column for each field. */
  from: string
  /** SQL for a discovered field of that relation; undefined when no event has it. */
  field(name: string): string | undefined
}

/** JSON path of a field that has no column, tried as one key and as a way through objects and lists. */
function fromMessage(name: string): string {
  const whole = `$."${name.replace(/["\\]/g, '')}"`
  const steps = name
    .split('.')
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `."${step.replace(/["\\]/g, '')}"`))
    .join('')
  const pick = (path: string) => `json_extract_string(message, ${literal(path)})`
  return `CASE WHEN json_valid(message) THEN coalesce(${pick(whole)}, ${pick(`$${steps}`)}) END`
}

function streamOf({ streams }: Group): string {
  const names = [...streams].map(([name, id]) => `WHEN ${id} THEN ${literal(name)}`)
  return names.length > 0 ? `CASE stream_id ${names.join(' ')} END` : 'NULL::VARCHAR'
}

function relationOf({ group, table, log, stream }: EventTable & { group: Group }): string {
  const fields = [...group.fields].map(([field, column]) => `, ${column} AS ${columnOf(field)}`)
  return `SELECT id, ts, ingested, ${log} AS log, ${stream} AS stream, message, size${fields.join('')} FROM ${table}`
}

/** Log groups, by their names. */
export function sourceOf(chosen: readonly (readonly [string, Group])[]): EventSource {
  const known = new Set(chosen.flatMap(([, group]) => [...group.fields.keys()]))
  const full = chosen.some(([, group]) => group.fields.size >= maxColumns)
  const beyond = (field: string) => (full && !known.has(field) ? fromMessage(field) : undefined)
  const tables = chosen.map(([name, group]) => ({
    group,
    table: group.table,
    log: literal(`000000000000:${name}`),
    stream: streamOf(group),
    field: (field: string) => group.fields.get(field) ?? beyond(field),
  }))
  return {
    tables,
    fields: [...known],
    get from() {
      return `(${tables.map(relationOf).join(' UNION ALL BY NAME ')})`
    },
    field: (field) => (known.has(field) ? columnOf(field) : beyond(field)),
  }
}
