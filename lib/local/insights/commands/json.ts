import { MalformedQuery } from '../malformed'
import type { Named } from '../names'
import type { Rows } from '../rows'
import { type Sql, sql } from '../sql'
import { absent, asJson, elementsOf, memberOf, type Value } from '../value'
import type { Command } from './command'

/**
 * A field's JSON: its text, read so, or what the event holds under its name, since objects and lists are
 * no fields of their own. One event may have a text where another has a list.
 */
function jsonOf(rows: Rows, field: Named, read: (value: Value) => Sql): Sql {
  const value = rows.field(field)
  if (value === absent && rows.events) return memberOf(rows.message, field.path).sql
  if (value.repeats === undefined) return read(value)
  // As it is stored, a field is missing where the event has a list.
  const held = memberOf(rows.message, field.path).sql
  return sql`CASE WHEN ${value.sql} IS NULL THEN ${held} ELSE ${read(value)} END`
}

/** JSON; a text that is none is the text that it is. */
const jsonOrText = (value: Value): Sql =>
  value !== absent && value.kind === 'text'
    ? sql`coalesce(${asJson(value)}, to_json(${value.sql}))`
    : asJson(value)

const stepsOf = (path: string): (string | number)[] =>
  [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([step, index]) =>
    index === undefined ? step : Number(index),
  )

/** `json field=name "a.b" as x`: a member of JSON text. */
export const json: Command = (reader) => {
  reader.expectWord('field')
  reader.expect('=')
  const field = reader.name('a field')
  const { token } = reader
  const steps = stepsOf(reader.string('a path such as "user.name"'))
  if (steps.length === 0) throw new MalformedQuery('the path is empty', token)
  reader.expectWord('as')
  const { name } = reader.name('a name')
  return (rows) => {
    rows.add([{ name, ...memberOf({ sql: jsonOf(rows, field, asJson), kind: 'json' }, steps) }])
    rows.extracted.push(name)
  }
}

/** Gives each element of an array a row of its own, under a name; what is no array is its one element. */
function spread(rows: Rows, json: Sql, name: string): void {
  rows.matchedHere()
  const element = rows.names.take(name)
  const nth = rows.names.take('nth')
  const elements = elementsOf(json)
  rows.step`SELECT *, unnest(${elements}) AS ${element}, generate_subscripts(${elements}, 1) AS ${nth} FROM ${rows.relation}`
  rows.columns.set(name, { sql: element, kind: 'json' })
  rows.orderLast(nth)
}

/** `unnest list into x`: a row for each element of a parsed list. */
export const unnest: Command = (reader) => {
  const list = reader.name('a list, from jsonParse')
  reader.expectWord('into')
  const { name } = reader.name('a name')
  return (rows) => {
    const value = rows.field(list)
    if (value.kind === 'list')
      throw new MalformedQuery('unnest takes a list from jsonParse, not from split', list)
    spread(rows, jsonOf(rows, list, jsonOrText), name)
    rows.extracted.push(name)
  }
}

/** `expand field`: a row for each element of the JSON array that the field's text is. */
export const expand: Command = (reader) => {
  const field = reader.name('a field')
  return (rows) => {
    const value = rows.field(field)
    // The list that split gives stays whole.
    if (value.kind === 'list') return
    spread(rows, jsonOf(rows, field, jsonOrText), field.name)
    if (rows.events && !rows.shown) rows.extracted.push(field.name)
  }
}
