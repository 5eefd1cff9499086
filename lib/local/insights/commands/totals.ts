import { readNamesLoosely } from '../expressions'
import { type Named, namedBy } from '../names'
import type { Rows } from '../rows'
import { as, list, sql } from '../sql'
import { asNumber, isStructure, shownNumber } from '../value'
import { type Command, columnOf, show } from './command'

const isFirst = ({ name }: Named, at: number, all: readonly Named[]) =>
  all.findIndex((one) => one.name === name) === at

/** The numbers of the rows: those named, or all that are shown, are no group and no time. */
function numbersOf(rows: Rows, named: Named[]): Named[] {
  if (named.length > 0) return named.filter(isFirst)
  return rows
    .outputNames()
    .filter((name) => !rows.by.includes(name) && !name.startsWith('@'))
    .map(namedBy)
    .filter((field) => {
      const value = rows.field(field)
      return !isStructure(value) && value.kind !== 'timestamp'
    })
}

/** A last row with the sum of each column. */
function totalRow(rows: Rows, named: Named[]): void {
  rows.matchedHere()
  rows.add(named.map((one) => ({ name: one.name, ...columnOf(rows, one, 'addtotals') })))
  const last = rows.names.take('last')
  const sums = named.map((one) => {
    const value = columnOf(rows, one, 'addtotals')
    const sum = sql`sum(${asNumber(value)})`
    return as(value.kind === 'text' ? shownNumber(sum) : sum, value.sql)
  })
  rows.step`SELECT *, 0 AS ${last} FROM ${rows.relation} UNION ALL BY NAME SELECT ${sums}, 1 AS ${last} FROM ${rows.relation}`
  const key = { sql: last, descending: false, present: true }
  rows.order = [key, ...rows.order]
  rows.ties = [key, ...rows.ties]
}

/** `addtotals [fieldname=name] [row=true] [col=false] [field, …]`: the sum of each row, and of each column as a last row. */
export const addtotals: Command = (reader) => {
  const { fieldname, row = true, col = false } = reader.options('fieldname', 'row', 'col')
  const named = readNamesLoosely(reader)
  const total = String(fieldname ?? 'Total')
  return (rows) => {
    const numbers = numbersOf(rows, named)
    if (numbers.length === 0) return
    if (row === true) {
      const orZero = (one: Named) => sql`coalesce(${asNumber(columnOf(rows, one, 'addtotals'))}, 0)`
      const sum = list(numbers.map(orZero), ' + ')
      rows.add([{ name: total, sql: sql`(${sum})::DOUBLE`, kind: 'number' }])
      show(rows, [{ name: total }])
    }
    const summed = row === true ? [...numbers, namedBy(total)].filter(isFirst) : numbers
    if (col === true) totalRow(rows, summed)
  }
}

/** `accum field [as name]`: the sum up to here, in the order of the rows. */
export const accum: Command = (reader) => {
  const field = reader.name('a field')
  const name = reader.alias() ?? field.name
  return (rows) => {
    const number = asNumber(columnOf(rows, field, 'accum'))
    const over = sql`OVER (${rows.orderBy()} ROWS UNBOUNDED PRECEDING)`
    rows.add([{ name, sql: sql`sum(${number}) ${over}`, kind: 'number' }])
    show(rows, [{ name }])
  }
}

const maxLags = 100

/** `autoregress field [as name] [p=n|n-m]`: the values of earlier rows beside each row. */
export const autoregress: Command = (reader) => {
  const field = reader.name('a field')
  const alias = reader.alias()
  let [first, last] = [1, 1]
  if (reader.takeWord('p')) {
    const { start } = reader.token
    reader.expect('=')
    first = reader.wholeNumber('a whole number')
    last = reader.take('-') ? reader.wholeNumber('a whole number') : first
    if (first < 1 || last < first || last > maxLags)
      throw reader.malformed(`p is a number or range between 1 and ${maxLags}`, start)
  }
  return (rows) => {
    const value = columnOf(rows, field, 'autoregress')
    const added = Array.from({ length: last - first + 1 }, (_, at) => {
      const back = first + at
      const name = alias !== undefined && first === last ? alias : `${alias ?? field.name}_p${back}`
      const earlier = sql`lag(${value.sql}, ${back}) OVER (${rows.orderBy()})`
      return { name, sql: earlier, kind: value.kind }
    })
    rows.add(added)
    show(rows, added)
  }
}
