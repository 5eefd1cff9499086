import type { Span } from '@/lib/text/problem'
import { isLong, numberIn, numberKey, settled, textOfExtreme } from './exact'
import { MalformedQuery } from './malformed'
import type { Merge } from './parts'
import type { Period } from './period'
import type { Sql } from './sql'
import { raw, sql } from './sql'
import { percentile } from './undecided'
import { asNumber, asText, isStructure, type Kind, textToNumber, type Value } from './value'

// Squares of larger values are no numbers any more, and DuckDB stops at them.
const squarable = (number: Sql) =>
  sql`CASE WHEN abs((${number})::DOUBLE) < 1e150 THEN ${number} END`

const aliases: Record<string, string> = {
  countdistinct: 'count_distinct',
  countovertime: 'count',
  count_over_time: 'count',
  sumovertime: 'sum',
  sum_over_time: 'sum',
  collect_values: 'values',
  collectvalues: 'values',
}

/** The lowest or highest of values that may be text or numbers: text sorts below numbers. */
function extreme(which: 'min' | 'max', value: Value): Sql {
  const name = raw(which)
  if (value.kind !== 'text') return sql`${name}(${asNumber(value)})`
  const text = value.sql
  const number = textToNumber(text)
  // Of the same value the letters decide, so that the same question has the same answer.
  const first = (key: Sql) => sql`${raw(`arg_${which}`)}(${text}, {'key': ${key}, 'text': ${text}})`
  const long = sql`${first(numberKey(text))} FILTER (WHERE ${isLong(text)} AND ${number} IS NOT NULL)`
  const short = sql`${first(number)} FILTER (WHERE NOT ${isLong(text)} AND ${number} IS NOT NULL)`
  const texts = sql`${name}(CASE WHEN ${number} IS NULL THEN ${text} END)`
  return textOfExtreme[which](texts, short, long)
}

function pct(value: Value, { args, span }: Call): Sql {
  const percent = Number(args[1]?.literal ?? Number.NaN)
  if (percent >= 0 && percent <= 100) return percentile(asNumber(value), percent)
  throw new MalformedQuery('pct takes a field and a number between 0 and 100', span)
}

/** A call of an aggregate or a function. */
export interface Call {
  args: Value[]
  /** A period among the arguments, by its place. */
  periods: (Period | null)[]
  span: Span
  /** SQL of the event's time; throws where it is gone. */
  time: () => Sql
}

type Row = readonly [
  takes: number,
  /** `alike`: text of text, else a number. */
  gives: Kind | 'alike',
  sql: (value: Value, call: Call) => Sql,
]

const ofNumber = (of: (number: Sql) => Sql): Row => [1, 'number', (value) => of(asNumber(value))]
const lowest: Row = [1, 'alike', (value) => extreme('min', value)]
const highest: Row = [1, 'alike', (value) => extreme('max', value)]

/** The value at the first or last time. */
const byTime =
  (which: 'min' | 'max') =>
  (value: Value, { time }: Call): Sql =>
    value.sql === time()
      ? sql`${raw(which)}(${value.sql})`
      : sql`${raw(`arg_${which}`)}(${value.kind === 'text' ? value.sql : asNumber(value)}, ${time()})`

const sum = (value: Value): Sql =>
  value.kind === 'boolean'
    ? sql`count(CASE WHEN ${value.sql} THEN 1 END)`
    : sql`sum(${asNumber(value)})`

const distinctOf = (value: Value): Sql =>
  value.kind === 'text'
    ? sql`CASE WHEN ${value.sql} IS NOT NULL THEN hash(${value.sql}) END`
    : asNumber(value)
const countDistinct = (value: Value): Sql => sql`count(DISTINCT ${distinctOf(value)})`

const values = (value: Value): Sql =>
  sql`string_agg(DISTINCT ${asText(value)}, ',' ORDER BY ${asText(value)})`

/** By how much a value changes in a period, between the earliest and the latest event of the group. */
function rate(value: Value, { periods, time, span }: Call): Sql {
  const period = periods[1]
  if (!period || period.calendar)
    throw new MalformedQuery('rate takes a field and a period such as 1m', span)
  const number = asNumber(value)
  const first = sql`arg_min(${number}, ${time()})`
  const last = sql`arg_max(${number}, ${time()})`
  const lastedMs = sql`max(${time()}) - min(${time()})`
  return sql`CASE WHEN ${lastedMs} = 0 THEN 0 * (${first}) ELSE (${last} - ${first})::DOUBLE / (${lastedMs}) * ${period.lengthMs} END`
}

const rows: Record<string, Row> = {
  count: [1, 'number', ({ kind, sql: value }) => sql`count(${kind === 'boolean' ? 1 : value})`],
  count_distinct: [1, 'number', countDistinct],
  sum: [1, 'number', sum],
  avg: ofNumber((number) => sql`avg(${number})`),
  min: lowest,
  max: highest,
  sortsfirst: lowest,
  sortslast: highest,
  pct: [2, 'number', pct],
  median: ofNumber((number) => percentile(number, 50)),
  stddev: ofNumber((number) => sql`stddev_pop(${squarable(number)})`),
  variance: ofNumber((number) => sql`var_pop(${squarable(number)})`),
  values: [1, 'text', values],
  earliest: [1, 'alike', byTime('min')],
  latest: [1, 'alike', byTime('max')],
  rate: [2, 'number', rate],
}

export const aggregateName = (name: string): string | undefined => {
  const lower = name.toLowerCase()
  const key = Object.hasOwn(aliases, lower) ? (aliases[lower] ?? lower) : lower
  return Object.hasOwn(rows, key) || key === 'topk' ? key : undefined
}

const counted = (part: Sql): Merge => ({
  parts: [part],
  whole: ([count = part]) => sql`sum(${count})::BIGINT`,
})
const byItself =
  (name: 'sum' | 'min' | 'max') =>
  (part: Sql): Merge => ({
    parts: [part],
    whole: ([one = part]) => sql`${raw(name)}(${one})`,
  })

/** The latest or earliest of texts: with each goes its time. */
function mergeByTime(which: 'min' | 'max', value: Value, whole: Sql, { time }: Call): Merge {
  if (value.sql === time()) return byItself(which)(whole)
  const at = sql`${raw(which)}(CASE WHEN ${value.sql} IS NOT NULL THEN ${time()} END)`
  return {
    parts: [whole, at],
    whole: ([one = whole, when = at]) => sql`${raw(`arg_${which}`)}(${one}, ${when})`,
  }
}

/** How an aggregate is put together from parts; undefined when it is not, or differs by the order of sums. */
function mergeOf(key: string, whole: Sql, value: Value, call: Call): Merge | undefined {
  const isText = value.kind === 'text'
  if (key === 'count' || (key === 'sum' && value.kind === 'boolean')) return counted(whole)
  if ((key === 'min' || key === 'max') && !isText) return byItself(key)(whole)
  if ((key === 'earliest' || key === 'latest') && (isText || value.kind === 'timestamp'))
    return mergeByTime(key === 'earliest' ? 'min' : 'max', value, whole, call)
  if (key !== 'avg') return undefined
  const number = asNumber(value)
  return {
    parts: [sql`sum(${number})`, sql`count(${number})`],
    whole: ([sum = number, count = number]) => sql`sum(${sum}) / sum(${count})`,
  }
}

/** SQL of an aggregate over its arguments. Throws {@link MalformedQuery}. */
export function aggregate(key: string, star: boolean, call: Call): Value {
  const { args, span } = call
  if (key === 'count' && (star || args.length === 0)) {
    const all = sql`count(*)`
    return { sql: all, kind: 'number', merge: counted(all) }
  }
  const row = rows[key]
  if (!row) throw new MalformedQuery(`${key} stands alone in stats: no by, nothing beside it`, span)
  const [takes, gives, of] = row
  const [given] = args
  const isOfFloats = gives === 'number' && key !== 'count_distinct'
  const value = given && !isOfFloats ? settled(given) : given
  if (!value || args.length !== takes) {
    const wanted = `${takes} argument${takes > 1 ? 's' : ''}`
    throw new MalformedQuery(`${key} takes ${wanted}, not ${args.length}`, span)
  }
  if (isStructure(value)) throw new MalformedQuery('a list or map cannot be aggregated', span)
  const alike = value.kind === 'text' ? 'text' : 'number'
  const made = of(value, call)
  const merge = mergeOf(key, made, value, call)
  // Of numbers with all their digits one is chosen as a text, and is a number all the same.
  const isNumber = gives === 'alike' && given?.digits !== undefined
  return {
    ...(isNumber ? numberIn(made) : { sql: made, kind: gives === 'alike' ? alike : gives }),
    ...(merge && { merge }),
    ...(key === 'count_distinct' && { distinct: distinctOf(value) }),
  }
}
