import type { Expression } from '../ast'
import { bucketFloor } from '../bucket'
import { readPrimary } from '../expressions'
import { MalformedQuery } from '../malformed'
import type { Pipeline } from '../pipeline'
import type { Reader } from '../reader'
import { mostRows } from '../undecided'
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
  return (rows, { span }) => {
    const names = rows
      .outputNames()
      .filter((name) => patterns.length === 0 || patterns.some((pattern) => pattern.test(name)))
    const over = `OVER (${rows.orderBy().trim()} ROWS UNBOUNDED PRECEDING)`
    rows.add(
      names.map((name) => {
        const { sql, kind } = rows.field(name, [name], span)
        return { name, value: { sql: `last_value(${sql} IGNORE NULLS) ${over}`, kind } }
      }),
    )
  }
}

interface Fill {
  value: Expression
  field: string
}

/** SQL that gives the start of every bin of the query's period, as one column `start`. */
function starts(rows: Pipeline, { period, offsetMs }: NonNullable<Pipeline['bin']>): string {
  const floor = (moment: string) =>
    `${bucketFloor(`(${moment} - ${offsetMs})`, period)} + ${offsetMs}`
  const stepMs = period.calendar ? 86_400_000 : period.ms
  const bind = rows.shared.binder.bind
  return `SELECT DISTINCT ${floor('moment')} AS start FROM (SELECT unnest(range(${floor(bind(rows.startMs))}, ${bind(rows.endMs)} + 1, ${stepMs})) AS moment)`
}

/** `fillmissing [with value for field, …]`: a row for each bin of the query's period in which nothing was. */
export const fillmissing: Command = (reader) => {
  const fills: Fill[] = []
  if (reader.takeWord('with')) {
    fills.push(
      ...reader.list(() => {
        reader.takeWord('with')
        const value = readPrimary(reader)
        reader.expectWord('for')
        return { value, field: reader.name('a field').name }
      }),
    )
  }
  return (rows, { span }) => {
    const { bin } = rows
    if (!bin) throw new MalformedQuery('fillmissing must follow stats … by bin()', span)
    const time = rows.columns.get(bin.name)
    if (!time) throw new MalformedQuery(`fillmissing needs the bin ${bin.name}`, span)
    const stepMs = bin.period.calendar ? 86_400_000 : bin.period.ms
    if ((rows.endMs - rows.startMs) / stepMs > mostRows) {
      throw new MalformedQuery(`the period has more than ${mostRows} bins: take a longer one`, span)
    }
    const keys = rows.by
      .filter((name) => name !== bin.name)
      .flatMap((name) => rows.columns.get(name)?.sql ?? [])
    const same = keys.map((key) => `g.${key} IS NOT DISTINCT FROM r.${key}`)
    // Each group has its own row of bins.
    const groups =
      keys.length > 0 ? `, (SELECT DISTINCT ${keys.join(', ')} FROM (${rows.sql})) g` : ''
    const missing = `SELECT b.start AS ${time.sql}${keys.map((key) => `, g.${key}`).join('')} FROM (${starts(rows, bin)}) b${groups} WHERE NOT EXISTS (SELECT 1 FROM (${rows.sql}) r WHERE ${[`r.${time.sql} = b.start`, ...same].join(' AND ')})`
    const added = fills.map(({ value, field }) => {
      const column = rows.columns.get(field)
      if (!column) throw new MalformedQuery(`there is no column ${field} to fill`, value)
      const made = sqlOf(rows, value)
      return `${column.kind === 'text' ? asText(made) : asNumber(made)} AS ${column.sql}`
    })
    rows.counted = false
    rows.sql = `SELECT * FROM (${rows.sql}) UNION ALL BY NAME SELECT ${['*', ...added].join(', ')} FROM (${missing})`
  }
}
