import { readExpression, readNames } from '../expressions'
import { MalformedQuery } from '../malformed'
import type { Reader } from '../reader'
import type { Rows } from '../rows'
import { orderKey } from '../sort'
import { list, sql } from '../sql'
import { maxRows } from '../undecided'
import { isStructure, scalar } from '../value'
import { sqlOf } from '../write'
import { type Command, columnOf } from './command'

/** `sort [by] key [asc|desc], …`. */
export const sort: Command = (reader) => {
  reader.takeWord('by')
  const keys = reader.list(() => {
    const expression = readExpression(reader)
    const descending = reader.isWord('desc')
    reader.takeWord('asc', 'desc')
    return { expression, descending }
  })
  return (rows, { span, later }) => {
    const more = later.filter((command) => command === 'stats').length
    if (more > 0 && rows.stats + more > 1)
      throw new MalformedQuery('sort must come after the last stats', span)
    const order = keys.map(({ expression, descending }) => {
      const value = scalar(sqlOf(rows, expression))
      if (isStructure(value))
        throw new MalformedQuery('a list or map cannot be sorted by', expression)
      return orderKey(value, descending)
    })
    const last = order.at(-1)
    // Events of one millisecond are in the order in which they came, too.
    const isOldestFirst = last?.sql === rows.time && !last.descending
    const ties = isOldestFirst ? rows.ties.map((tie) => ({ ...tie, descending: false })) : rows.ties
    rows.order = [...order, ...ties]
  }
}

function readCount(reader: Reader): number {
  const { start } = reader.token
  reader.takeWord('any')
  const count = reader.wholeNumber('a whole number')
  if (count < 1 || count > maxRows)
    throw reader.malformed(`limit must be between 1 and ${maxRows}`, start)
  return count
}

function limited(rows: Rows, count: number): void {
  rows.matching ??= rows.relation
  rows.limited = Math.min(rows.limited ?? count, count)
}

/** `limit n`, also `head n`: the first rows. */
export const limit: Command = (reader) => {
  const count = readCount(reader)
  return (rows, { later }) => {
    limited(rows, count)
    // The last limit is that of the statement.
    if (later.length > 0 || !rows.isOutermost) rows.limitTo(count)
  }
}

/** `tail n`: the last rows, in their order. */
export const tail: Command = (reader) => {
  const count = readCount(reader)
  return (rows) => {
    limited(rows, count)
    const last = sql`row_number() OVER (${rows.orderBy()}) > count(*) OVER () - ${count}`
    rows.step`FROM ${rows.relation} QUALIFY ${last}`
  }
}

/** `dedup a, b`: the first row of each, as they are sorted; rows without a value stay. */
export const dedup: Command = (reader) => {
  const names = readNames(reader)
  return (rows) => {
    const keys = names.map((named) => columnOf(rows, named, 'dedup').sql)
    rows.matchedHere()
    const isNull = keys.map((key) => sql`${key} IS NULL`)
    const missing = list(isNull, ' OR ')
    const { time, id } = rows
    const log = rows.scan.system('log')
    const order = rows.orderBy(' ')
    if (!rows.newestFirst) {
      const nth = sql`row_number() OVER (PARTITION BY ${keys}${order})`
      rows.step`FROM ${rows.relation} QUALIFY ${missing} OR ${nth} = 1`
      return
    }
    // Only times and keys are looked at to find the events; then the events are read.
    const newest = sql`SELECT max({'ts': ${time}, 'id': ${id}, 'log': ${log}}) AS m FROM ${rows.relation} GROUP BY ${keys}`
    rows.step`FROM ${rows.relation} WHERE ${missing} OR (${log}, ${id}) IN (SELECT (m.log, m.id) FROM (${newest}))`
  }
}
