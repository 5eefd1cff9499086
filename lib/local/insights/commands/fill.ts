import { dayMs } from '@/lib/time'
import { bucketFloor } from '../bucket'
import { readPrimary } from '../expressions'
import { MalformedQuery } from '../malformed'
import type { Period } from '../period'
import type { Reader } from '../reader'
import type { Rows } from '../rows'
import { as, bind, list, type Sql, sql } from '../sql'
import { maxRows } from '../undecided'
import { asNumber, asText } from '../value'
import { sqlOf } from '../write'
import type { Command } from './command'

/** Names where `*` stands for any letters, with or without commas. */
function readWildcards(reader: Reader): RegExp[] {
  const patterns: RegExp[] = []
  while (reader.token.kind === 'name' || reader.is('*')) {
    let { end } = reader.token
    let text = ''
    // What stands without a space between belongs together: cpu*.
    do {
      end = reader.token.end
      text += reader.take('*') ? '*' : reader.name('a field').name
    } while (reader.token.start === end && (reader.token.kind === 'name' || reader.is('*')))
    reader.take(',')
    const parts = text.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    patterns.push(new RegExp(`^${parts.join('.*')}$`))
  }
  return patterns
}

/** `filldown [field …]`: what is missing takes the last value above it. */
export const filldown: Command = (reader) => {
  const patterns = readWildcards(reader)
  return (rows) => {
    const names = rows
      .outputNames()
      .filter((name) => patterns.length === 0 || patterns.some((pattern) => pattern.test(name)))
    const over = sql`OVER (${rows.orderBy()} ROWS UNBOUNDED PRECEDING)`
    rows.add(
      names.map((name) => {
        const { sql: value, kind } = rows.output(name)
        return { name, sql: sql`last_value(${value} IGNORE NULLS) ${over}`, kind }
      }),
    )
  }
}

/** How far apart moments are of which none of these periods lacks one, ms. */
const stepOf = ({ calendar, ms }: Period) => (calendar ? dayMs : ms)

/** SQL that gives the start of every bin of the query's period, as one column `start`. */
function starts(rows: Rows, { period, offsetMs }: NonNullable<Rows['bin']>): Sql {
  const floor = (moment: Sql) =>
    sql`${bucketFloor(sql`(${moment} - ${offsetMs})`, period)} + ${offsetMs}`
  return sql`SELECT DISTINCT ${floor(sql`moment`)} AS start FROM (SELECT unnest(range(${floor(bind(rows.startMs))}, ${bind(rows.endMs)} + 1, ${stepOf(period)})) AS moment)`
}

/** `fillmissing [with value for field, …]`: a row for each bin of the query's period in which nothing was. */
export const fillmissing: Command = (reader) => {
  const readFill = () => {
    reader.takeWord('with')
    const value = readPrimary(reader)
    reader.expectWord('for')
    return { value, field: reader.name('a field').name }
  }
  const fills = reader.isWord('with') ? reader.list(readFill) : []
  return (rows, { span }) => {
    const { bin } = rows
    if (!bin) throw new MalformedQuery('fillmissing must follow stats … by bin()', span)
    const time = rows.columns.get(bin.name)
    if (!time) throw new MalformedQuery(`fillmissing needs the bin ${bin.name}`, span)
    if ((rows.endMs - rows.startMs) / stepOf(bin.period) > maxRows)
      throw new MalformedQuery(`the period has more than ${maxRows} bins: take a longer one`, span)
    const keys = rows.by
      .filter((name) => name !== bin.name)
      .flatMap((name) => rows.columns.get(name)?.sql ?? [])
    // Each group has its own row of bins.
    const distinct = sql`, (SELECT DISTINCT ${keys} FROM ${rows.relation}) g`
    const groups = keys.length > 0 ? distinct : sql``
    const columns = [sql`b.start AS ${time.sql}`, ...keys.map((key) => sql`g.${key}`)]
    const same = [
      sql`r.${time.sql} = b.start`,
      ...keys.map((key) => sql`g.${key} IS NOT DISTINCT FROM r.${key}`),
    ]
    const missing = sql`SELECT ${columns} FROM (${starts(rows, bin)}) b${groups} WHERE NOT EXISTS (SELECT 1 FROM ${rows.relation} r WHERE ${list(same, ' AND ')})`
    const added = fills.map(({ value, field }) => {
      const column = rows.columns.get(field)
      if (!column) throw new MalformedQuery(`there is no column ${field} to fill`, value)
      const made = sqlOf(rows, value)
      return as(column.kind === 'text' ? asText(made) : asNumber(made), column.sql)
    })
    rows.matchedCount = null
    rows.step`SELECT * FROM ${rows.relation} UNION ALL BY NAME SELECT ${[sql`*`, ...added]} FROM (${missing})`
  }
}
