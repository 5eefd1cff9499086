import { readNames, readSortKey } from '../expressions'
import { MalformedQuery } from '../malformed'
import type { Pipeline } from '../pipeline'
import type { Reader } from '../reader'
import { sortKeys } from '../sort'
import { mostRows } from '../undecided'
import { isStructure, scalar } from '../value'
import { sqlOf } from '../write'
import { type Command, columnOf } from './command'

/** `sort [by] key [asc|desc], …`. */
export const sort: Command = (reader) => {
  reader.takeWord('by')
  const keys = reader.list(() => readSortKey(reader))
  return (rows, { span, later }) => {
    const more = later.filter((command) => command === 'stats').length
    if (more > 0 && rows.stats + more > 1)
      throw new MalformedQuery('sort must come after the last stats', span)
    const order = keys.flatMap(({ expression, descending }) => {
      const value = scalar(sqlOf(rows, expression))
      if (isStructure(value))
        throw new MalformedQuery('a list or map cannot be sorted by', expression)
      return sortKeys(value, descending)
    })
    rows.order = [...order, ...rows.ties]
  }
}

function readCount(reader: Reader): number {
  const { start } = reader.token
  reader.takeWord('any')
  const count = reader.wholeNumber('a whole number')
  if (count < 1 || count > mostRows)
    throw new MalformedQuery(`limit must be between 1 and ${mostRows}`, reader.spanFrom(start))
  return count
}

function cut(rows: Pipeline, sql: string, count: number): void {
  rows.sql = sql
  rows.limited = Math.min(rows.limited ?? count, count)
}

/** `limit n`, also `head n`: the first rows. */
export const limit: Command = (reader) => {
  const count = readCount(reader)
  return (rows) => {
    rows.matching ??= rows.sql
    rows.cutTo(count)
    cut(rows, `SELECT * FROM (${rows.sql})${rows.orderBy()} LIMIT ${count}`, count)
  }
}

/** `tail n`: the last rows, in their order. */
export const tail: Command = (reader) => {
  const count = readCount(reader)
  return (rows) => {
    rows.matching ??= rows.sql
    const last = `row_number() OVER (${rows.orderBy().trim()}) > count(*) OVER () - ${count}`
    cut(rows, `SELECT * FROM (${rows.sql}) QUALIFY ${last}`, count)
  }
}

/** `dedup a, b`: the first row of each, as they are sorted; rows without a value stay. */
export const dedup: Command = (reader) => {
  const names = readNames(reader)
  return (rows) => {
    const keys = names.map((named) => columnOf(rows, named, 'dedup').sql)
    rows.matchedHere()
    const missing = keys.map((key) => `${key} IS NULL`).join(' OR ')
    const by = keys.join(', ')
    rows.sql = rows.newestFirst
      ? // Only times and keys are looked at to find the events; then the events are read.
        `SELECT * FROM (${rows.sql}) WHERE ${missing} OR (log, id) IN (SELECT (m.log, m.id) FROM (SELECT max({'ts': ts, 'id': id, 'log': log}) AS m FROM (${rows.sql}) GROUP BY ${by}))`
      : `SELECT * FROM (${rows.sql}) QUALIFY ${missing} OR row_number() OVER (PARTITION BY ${by}${rows.orderBy()}) = 1`
    rows.deduped = true
  }
}
