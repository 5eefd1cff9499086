import type { Item } from '../ast'
import { readItem } from '../expressions'
import type { Reader } from '../reader'
import type { Rows } from '../rows'
import { sqlOf } from '../write'
import type { Command } from './command'

function project(rows: Rows, items: Item[]): string[] {
  for (const { expression, name, aliased } of items) {
    if (expression.kind === 'field' && !aliased && !isMember(rows, expression)) {
      rows.plain.add(name)
      continue
    }
    if (aliased && rows.plain.has(name) && rows.events) rows.clashing.add(name)
    rows.define(name, sqlOf(rows, expression))
  }
  rows.flush()
  return items.map(({ name }) => name)
}

/** A member of a map is no column until it is shown as one. */
const isMember = (rows: Rows, { name, path }: { name: string; path: string[] }) =>
  !rows.columns.has(name) &&
  path.some((_, at) => at > 0 && rows.columns.has(path.slice(0, at).join('.')))

const items = (reader: Reader) => reader.list(() => readItem(reader))

/** `fields a, b as c`: several of them add up. */
export const fields: Command = (reader) => {
  const read = items(reader)
  return (rows) => {
    rows.shown = [...new Set([...(rows.shown ?? []), ...project(rows, read)])]
  }
}

/** `display a, b`: only the last one counts, and it takes the place of fields. */
export const display: Command = (reader) => {
  const read = items(reader)
  return (rows) => {
    rows.display = project(rows, read)
  }
}
