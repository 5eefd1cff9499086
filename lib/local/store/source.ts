import type { Source } from '@/lib/local/insights/source'
import { type Group, maxColumns } from './groups'

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`
// Any text may be a field's name: written in hexadecimal it is an identifier in any letter case.
const hex = (text: string) => Buffer.from(text).toString('hex')
const columnOf = (field: string) => identifier(`f:${hex(field)}`)

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

function relationOf(name: string, group: Group): string {
  const streams = [...group.streams]
  const stream = streams.length
    ? `CASE e.stream_id ${streams.map(([text, id]) => `WHEN ${id} THEN ${literal(text)}`).join(' ')} END`
    : 'NULL::VARCHAR'
  const fields = [...group.fields].map(([field, column]) => `, e.${column} AS ${columnOf(field)}`)
  return `SELECT e.id, e.ts, e.ingested, ${literal(`000000000000:${name}`)} AS log, ${stream} AS stream, e.message, e.size${fields.join('')} FROM ${group.table} e`
}

/** Log groups, by their names, as one relation. */
export function sourceOf(chosen: readonly (readonly [string, Group])[]): Source {
  const known = new Set(chosen.flatMap(([, group]) => [...group.fields.keys()]))
  const full = chosen.some(([, group]) => group.fields.size >= maxColumns)
  return {
    fields: [...known],
    from: `(${chosen.map(([name, group]) => relationOf(name, group)).join(' UNION ALL BY NAME ')})`,
    field: (field) => (known.has(field) ? columnOf(field) : full ? fromMessage(field) : undefined),
  }
}
