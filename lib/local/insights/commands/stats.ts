import { aggregateName } from '../aggregates'
import type { Expression, Item, Named, Place } from '../ast'
import { readItem, readNames, readPeriod } from '../expressions'
import { MalformedQuery } from '../malformed'
import { type Pipeline, stored } from '../pipeline'
import { mostStats } from '../undecided'
import { asNumber, isStructure, scalar, type Value } from '../value'
import { sqlOf } from '../write'
import { type Command, columnOf } from './command'

function holdsAggregate(expression: Expression, aliases: Map<string, Value>): boolean {
  const holds = (operand: Expression) => holdsAggregate(operand, aliases)
  switch (expression.kind) {
    case 'call':
      return aggregateName(expression.name) !== undefined || expression.args.some(holds)
    case 'field':
      return aliases.has(expression.name)
    case 'negate':
    case 'not':
      return holds(expression.operand)
    case 'arithmetic':
    case 'compare':
    case 'logic':
      return holds(expression.left) || holds(expression.right)
    case 'like':
    case 'in':
      return holds(expression.value)
    case 'member':
      return holds(expression.of)
    default:
      return false
  }
}

const isCall = (expression: Expression, name: string) =>
  expression.kind === 'call' && expression.name.toLowerCase() === name

/** `histogram(field, width)`: the lower edge of the bucket that a value lies in. */
function histogram(rows: Pipeline, expression: Extract<Expression, { kind: 'call' }>): Value {
  const [of, width] = expression.args
  if (!of || width?.kind !== 'number')
    throw new MalformedQuery('histogram takes a field and a width', expression)
  if (width.value <= 0) throw new MalformedQuery('the width must be above 0', expression)
  const size = rows.shared.binder.bind(width.value)
  return { sql: `floor(${asNumber(sqlOf(rows, of))} / ${size}) * ${size}`, kind: 'number' }
}

function groupKey(rows: Pipeline, expression: Expression, offsetMs: number): Value {
  if (expression.kind === 'call' && isCall(expression, 'histogram'))
    return histogram(rows, expression)
  rows.binOffsetMs = offsetMs
  const made = scalar(sqlOf(rows, expression))
  rows.binOffsetMs = 0
  if (isStructure(made)) throw new MalformedQuery('a list or map cannot be a group', expression)
  return made
}

interface Stats {
  aggregates: Item[]
  by: Item[]
  offsetMs: number
}

function begin(rows: Pipeline, { span }: Place): void {
  rows.stats += 1
  if (rows.stats > mostStats)
    throw new MalformedQuery(`a query has at most ${mostStats} stats`, span)
  if (rows.stats > 1 && rows.limited !== null)
    throw new MalformedQuery('limit must come after the last stats', span)
  rows.matching ??= rows.sql
}

const countsDistinct = (sql: string) => sql.includes('count(DISTINCT ')

/** One row of aggregates; none over no events. */
function wholly(selected: string[], { sql, isScan }: Pipeline): string {
  const from = (columns: string[]) =>
    `SELECT ${columns.join(', ')} FROM (${sql}) HAVING count(*) > 0`
  const distinct = selected.filter(countsDistinct)
  const others = selected.filter((column) => !countsDistinct(column))
  // Beside others DuckDB counts what is distinct more slowly than in a pass of its own over its one column.
  if (!isScan || distinct.length === 0 || others.length === 0) return from(selected)
  return `SELECT * FROM (${from(others)}), (${from(distinct)})`
}

function group(rows: Pipeline, { aggregates, by, offsetMs }: Stats): void {
  rows.inStats = true
  const columns = new Map<string, Value>()
  const aliases = new Map<string, Value>()
  const selected: string[] = []
  const select = (name: string, made: Value) => {
    const column = rows.newColumn()
    selected.push(`${stored(made)} AS ${column}`)
    columns.set(name, { sql: column, kind: made.kind })
  }
  for (const { expression, name } of by) select(name, groupKey(rows, expression, offsetMs))
  for (const { expression, name } of aggregates) {
    const made = sqlOf(rows, expression, { aliases, depth: 0 })
    if (!holdsAggregate(expression, aliases)) {
      throw new MalformedQuery(`stats needs an aggregate such as count(*), not ${name}`, expression)
    }
    aliases.set(name, made)
    select(name, made)
  }
  const counted = rows.stats === 1
  if (counted) selected.push('sum(count(*)) OVER () AS matched_count')
  rows.inStats = false
  const order = by.map(({ name }) => `${columns.get(name)?.sql} ASC NULLS FIRST`)
  const keys = by.map((_, at) => at + 1).join(', ')
  const sql =
    by.length > 0
      ? `SELECT ${selected.join(', ')} FROM (${rows.sql}) GROUP BY ${keys}`
      : wholly(selected, rows)
  rows.replaceBy(sql, columns, order)
  rows.counted = counted
  rows.by = by.map(({ name }) => name)
  const bin = by.find(({ expression }) => isCall(expression, 'bin'))
  if (bin?.expression.kind === 'call') {
    const [period] = bin.expression.args
    if (period?.kind === 'period') rows.bin = { name: bin.name, period, offsetMs }
  }
}

/** `topk(k, field)` gives its rows by itself: the values that come most often, and how often. */
function topk(rows: Pipeline, { expression, name }: Item): void {
  if (expression.kind !== 'call') return
  const [most, of] = expression.args
  const wrong = new MalformedQuery('topk takes a number from 1 to 10000 and a field', expression)
  if (most?.kind !== 'number' || of?.kind !== 'field') throw wrong
  if (!Number.isInteger(most.value) || most.value < 1 || most.value > 10_000) throw wrong
  count(rows, [{ name: of.name, path: of.path, span: of }], name)
  rows.order = [`${rows.columns.get(name)?.sql} DESC`, ...rows.ties]
  rows.sql = `SELECT * FROM (${rows.sql})${rows.orderBy()} LIMIT ${most.value}`
}

function count(rows: Pipeline, by: Named[], as: string): void {
  const values = by.map((named) => columnOf(rows, named, 'a group'))
  const columns = new Map(
    by.map(({ name }, at) => [name, { sql: rows.newColumn(), kind: values[at]?.kind ?? 'text' }]),
  )
  const counted: Value = { sql: rows.newColumn(), kind: 'number' }
  const keys = by.map(({ name }, at) => `${values[at]?.sql} AS ${columns.get(name)?.sql}`)
  const order = by.map(({ name }) => `${columns.get(name)?.sql} ASC NULLS FIRST`)
  columns.set(as, counted)
  const groups = by.map((_, at) => at + 1).join(', ')
  rows.replaceBy(
    `SELECT ${keys.join(', ')}, count(*) AS ${counted.sql} FROM (${rows.sql}) GROUP BY ${groups}`,
    columns,
    order,
  )
  rows.counted = false
  rows.by = by.map(({ name }) => name)
}

/** `stats aggregate, … [by group, …] [offset period]`. */
export const stats: Command = (reader) => {
  const aggregates = reader.list(() => readItem(reader))
  const by = reader.takeWord('by') ? reader.list(() => readItem(reader)) : []
  let offsetMs = 0
  if (reader.takeWord('offset')) {
    const period = readPeriod(reader, 'offset')
    if (period.calendar)
      throw new MalformedQuery('offset needs a period that is always as long', period)
    offsetMs = period.ms
  }
  const [first] = aggregates
  const alone = first && isCall(first.expression, 'topk') && aggregates.length + by.length === 1
  return (rows, place) => {
    begin(rows, place)
    if (alone) topk(rows, first)
    else group(rows, { aggregates, by, offsetMs })
  }
}

/** `countFrequent a, b`: how often each combination comes, the most frequent first. */
export const countFrequent: Command = (reader) => {
  const names = readNames(reader)
  return (rows, place) => {
    begin(rows, place)
    count(rows, names, '_approxcount')
    rows.order = [`${rows.columns.get('_approxcount')?.sql} DESC`, ...rows.ties]
  }
}
