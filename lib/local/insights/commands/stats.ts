import type { Expression, Item, StagePosition } from '../ast'
import { numberIn, settled } from '../exact'
import { readItem, readLength, readNames } from '../expressions'
import { MalformedQuery } from '../malformed'
import { type Named, Names } from '../names'
import { type Column, type Parts, partsOf } from '../parts'
import { type Rows, stored } from '../rows'
import { as, bind, raw, type Sql, sql } from '../sql'
import { maxStats } from '../undecided'
import { asNumber, isStructure, scalar, type Value } from '../value'
import { visitParts } from '../visit-parts'
import { sqlOf, type Within } from '../write'
import { type Command, columnOf } from './command'

type Call = Extract<Expression, { kind: 'call' }>
const isCall = (expression: Expression, name: string): expression is Call =>
  expression.kind === 'call' && expression.name.toLowerCase() === name

/** `histogram(field, width)`: the lower edge of the bucket that a value lies in. */
function histogram(rows: Rows, expression: Call): Value {
  const [of, width] = expression.args
  if (!of || width?.kind !== 'number')
    throw new MalformedQuery('histogram takes a field and a width', expression)
  if (width.value <= 0) throw new MalformedQuery('the width must be above 0', expression)
  const size = bind(width.value)
  return { sql: sql`floor(${asNumber(sqlOf(rows, of))} / ${size}) * ${size}`, kind: 'number' }
}

function groupKey(rows: Rows, expression: Expression, offsetMs: number): Value {
  if (isCall(expression, 'histogram')) return histogram(rows, expression)
  rows.binOffsetMs = offsetMs
  const made = scalar(sqlOf(rows, expression))
  rows.binOffsetMs = 0
  if (isStructure(made)) throw new MalformedQuery('a list or map cannot be a group', expression)
  return made
}

function begin(rows: Rows, { span }: StagePosition): void {
  rows.stats += 1
  if (rows.stats > maxStats) throw new MalformedQuery(`a query has at most ${maxStats} stats`, span)
  if (rows.stats > 1 && rows.limited !== null)
    throw new MalformedQuery('limit must come after the last stats', span)
  rows.matching ??= rows.relation
}

interface Selected {
  sql: Sql
  /** It counts what is distinct. */
  distinct: boolean
}

/** One row of aggregates; none over no events. */
function wholly({ relation, isScan }: Rows, selected: Selected[]): Sql {
  const from = (columns: Selected[]) =>
    sql`SELECT ${columns.map((column) => column.sql)} FROM ${relation} HAVING count(*) > 0`
  const distinct = selected.filter((column) => column.distinct)
  const others = selected.filter((column) => !column.distinct)
  // Beside others DuckDB counts what is distinct more slowly than in a pass of its own over its one column.
  return isScan && distinct.length > 0 && others.length > 0
    ? sql`SELECT * FROM (${from(others)}), (${from(distinct)})`
    : from(selected)
}

const eventByEvent = 'fields display unmask parse filter where filterindex'.split(' ')
const isByEvent = (commands: readonly string[]) =>
  commands.every((command) => eventByEvent.includes(command))

function isOfVisits(commands: readonly string[]): boolean {
  const at = commands.indexOf('sessionize')
  const [before, after] = [commands.slice(0, at), commands.slice(at + 1)]
  return at >= 0 && isByEvent(before) && after.every((command) => command === 'fields')
}

// These give every row that they are given.
const keepsRows = ['fields', 'display', 'sort', 'order']

interface Stats {
  aggregates: Item[]
  by: Item[]
  offsetMs: number
  /** All of the rows, and no others, reach another stats. */
  isCounted: boolean
  /** The rows are log events, each seen for itself. */
  isOfEvents: boolean
  /** The same, but for the visits that they were put into. */
  isOfVisits: boolean
}

/** How many events matched: counted by the first stats and carried on by later ones; null when it is lost. */
function matchedOf({
  stats,
  matchedCount,
  matchedIn,
}: Rows): { each: Sql; over: 'sum' | 'max' } | null {
  if (stats === 1) return { each: sql`count(*)`, over: 'sum' }
  const over = matchedIn === 'each' ? 'sum' : 'max'
  return matchedCount && { each: sql`${raw(over)}(${matchedCount})`, over }
}

/** Whether an expression is a bin of which none lies in two parts of the period. */
function fitsIn(expression: Expression, partMs: number): boolean {
  if (!isCall(expression, 'bin')) return false
  const [period] = expression.args
  return period?.kind === 'period' && !period.calendar && partMs % period.ms === 0
}

interface Made {
  column: Sql | undefined
  made: Value
}

interface Whole {
  given: Made[]
  asked: Made[]
  matched: { column: Sql; all: boolean } | null
  isOfEvents: boolean
  isOfVisits: boolean
  isApart: (partMs: number) => boolean
}

/** How the groups are put together from parts of the period; null when they are not. */
function partsFor(rows: Rows, partMs: number, whole: Whole): Parts | null {
  const { given, asked, matched, isOfEvents, isOfVisits } = whole
  const { relation: from, time, visits } = rows
  const [number] = given.map(({ made }) => made.key?.sql)
  if (isOfVisits && visits && number && given.every(({ made }) => made.key?.sql === number)) {
    const names = given.flatMap(({ column }) => column ?? [])
    const aggregates = asked.flatMap(({ column, made: { merge } }) =>
      column && merge?.parts.length === 1 ? [{ column, merge }] : [],
    )
    if (aggregates.length < asked.length) return null
    return visitParts({ from, time, partMs, visits, number, names, aggregates, matched })
  }
  if (!isOfEvents || asked.some(({ made }) => !made.merge && !made.distinct)) return null
  const columns = [...given, ...asked].flatMap(({ column, made }, at): Column[] => {
    const { merge, distinct, kind } = made
    if (!column) return []
    if (at < given.length) return [{ column, key: stored(made), isText: kind === 'text' }]
    return merge ? [{ column, merge }] : distinct ? [{ column, distinct }] : []
  })
  return partsOf({ from, time, partMs, columns, matched, isApart: whole.isApart(partMs) })
}

function group(rows: Rows, stats: Stats): void {
  const { aggregates, by, offsetMs, isCounted, isOfEvents, isOfVisits } = stats
  rows.inStats = true
  const names = new Names()
  const columns = new Map<string, Value>()
  const aliases: Within['aliases'] = new Map()
  const selected: Selected[] = []
  const select = (name: string, given: Value, distinct: boolean) => {
    const made = settled(given)
    const column = names.take(name)
    selected.push({ sql: as(stored(made), column), distinct })
    columns.set(name, { sql: column, kind: made.kind })
  }
  const given = by.map(({ expression, name }) => {
    const made = groupKey(rows, expression, offsetMs)
    return { name, made: settled(made), isWide: made.digits !== undefined }
  })
  const asked = aggregates.map(({ expression, name }) => {
    const called = new Set<string>()
    const made = sqlOf(rows, expression, { aliases, called, isInside: false })
    if (called.size === 0)
      throw new MalformedQuery(`stats needs an aggregate such as count(*), not ${name}`, expression)
    aliases.set(name, { made, called })
    return { name, made, isWide: made.digits !== undefined, distinct: called.has('count_distinct') }
  })
  // Each distinct value is held with its group, and there a number takes less time than texts.
  const isHashed = asked.some(({ distinct }) => distinct)
  const keys: Sql[] = []
  const texts: Sql[] = []
  for (const { name, made } of given) {
    const { key, ...one } = made
    if (isHashed && !key && one.kind === 'text') {
      texts.push(one.sql)
      select(name, { ...one, sql: sql`any_value(${one.sql})` }, false)
      continue
    }
    select(name, key ? { ...one, sql: key.shown(key.sql) } : one, false)
    keys.push(key?.sql ?? sql`${selected.length}`)
  }
  if (texts.length > 0) keys.push(sql`hash(${texts})`)
  for (const { name, made, distinct } of asked) select(name, made, distinct)
  const count = matchedOf(rows)
  const matched = count ? names.take('matched') : null
  const isBase = isOfEvents && isHashed && by.length > 0
  // Others may begin with the same and then do something else.
  const isEach = isCounted && !isBase && count?.over === 'sum'
  if (count && matched) {
    const ofAll =
      by.length > 0 && !isEach ? sql`${raw(count.over)}(${count.each}) OVER ()` : count.each
    selected.push({ sql: sql`${ofAll} AS ${matched}`, distinct: false })
  }
  rows.inStats = false
  const groups = columnsOf(columns, by)
  const parts =
    rows.partMs === null || by.length === 0
      ? null
      : partsFor(rows, rows.partMs, {
          given: given.map(({ name, made }) => ({ column: columns.get(name)?.sql, made })),
          asked: asked.map(({ name, made }) => ({ column: columns.get(name)?.sql, made })),
          matched: matched && { column: matched, all: !isEach },
          isOfEvents,
          isOfVisits,
          isApart: (partMs) =>
            offsetMs === 0 && by.some(({ expression }) => fitsIn(expression, partMs)),
        })
  const each = selected.map((column) => column.sql)
  const grouped = sql`SELECT ${each} FROM ${rows.relation} GROUP BY ${keys}`
  for (const { name, isWide } of [...given, ...asked]) {
    const column = isWide && columns.get(name)
    if (column) columns.set(name, numberIn(column.sql))
  }
  rows.replaceBy(by.length > 0 ? grouped : wholly(rows, selected), {
    columns,
    order: ascending(groups),
    names,
  })
  rows.matchedCount = matched
  rows.matchedIn = isEach ? 'each' : 'all'
  if (isBase) rows.base = rows.relation
  if (parts) rows.parts = { groups: rows.relation, parts }
  rows.by = by.map(({ name }) => name)
  for (const { expression, name } of by) {
    const [period] = isCall(expression, 'bin') ? expression.args : []
    if (period?.kind === 'period') rows.bin ??= { name, period, offsetMs }
  }
}

const columnsOf = (columns: ReadonlyMap<string, Value>, named: readonly { name: string }[]) =>
  named.flatMap(({ name }) => columns.get(name)?.sql ?? [])

const numbersOf = (groups: unknown[]) => groups.map((_, at) => sql`${at + 1}`)

const ascending = (columns: Sql[]) => columns.map((column) => ({ sql: column, descending: false }))

/** `topk(k, field)` gives its rows by itself: the values that come most often, and how often. */
function topk(rows: Rows, { expression, name }: Item): void {
  if (expression.kind !== 'call') return
  const [size, of] = expression.args
  const wrong = new MalformedQuery('topk takes a number from 1 to 10000 and a field', expression)
  if (size?.kind !== 'number' || of?.kind !== 'field') throw wrong
  const { value } = size
  if (!Number.isInteger(value) || value < 1 || value > 10_000) throw wrong
  count(rows, [of], name)
  rows.limitTo(value)
}

/** How often each combination comes, the most frequent first. */
function count(rows: Rows, by: Named[], name: string): void {
  const names = new Names()
  const columns = new Map<string, Value>()
  const selected = by.map((named) => {
    const { sql: value, kind } = columnOf(rows, named, 'a group')
    const column = names.take(named.name)
    columns.set(named.name, { sql: column, kind })
    return as(value, column)
  })
  const counted = names.take(name)
  const order = ascending(columnsOf(columns, by))
  columns.set(name, { sql: counted, kind: 'number' })
  const made = sql`SELECT ${selected}, count(*) AS ${counted} FROM ${rows.relation} GROUP BY ${numbersOf(by)}`
  rows.replaceBy(made, { columns, order, names })
  rows.order = [{ sql: counted, descending: true }, ...order]
  rows.by = by.map((named) => named.name)
}

/** `stats aggregate, … [by group, …] [offset period]`. */
export const stats: Command = (reader) => {
  const aggregates = reader.list(() => readItem(reader))
  // Some write it as SQL does.
  if (reader.nextIsWord('by')) reader.takeWord('group')
  const by = reader.takeWord('by') ? reader.list(() => readItem(reader)) : []
  const offsetMs = reader.takeWord('offset') ? readLength(reader, 'offset') : 0
  const [first] = aggregates
  const alone = first && isCall(first.expression, 'topk') && aggregates.length + by.length === 1
  return (rows, position) => {
    begin(rows, position)
    if (alone) topk(rows, first)
    else {
      const next = position.later.findIndex((command) => !keepsRows.includes(command))
      group(rows, {
        ...{ aggregates, by, offsetMs },
        isCounted: position.later[next] === 'stats',
        isOfEvents: isByEvent(position.earlier),
        isOfVisits: isOfVisits(position.earlier),
      })
    }
  }
}

/** `countFrequent a, b`: how often each combination comes, the most frequent first. */
export const countFrequent: Command = (reader) => {
  const names = readNames(reader)
  return (rows, position) => {
    begin(rows, position)
    count(rows, names, '_approxcount')
  }
}
