import type { Span } from '@/lib/text/problem'
import { MalformedQuery } from './malformed'
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
const presentText = (value: Value) => (value.kind === 'boolean' ? sql`1` : value.sql)

/** The lowest or highest of values that may be text or numbers: text sorts below numbers. */
function extreme(which: 'min' | 'max', value: Value): Sql {
  const name = raw(which)
  if (value.kind !== 'text') return sql`${name}(${asNumber(value)})`
  const number = textToNumber(value.sql)
  const numbers = asText({ sql: sql`${name}(${number})`, kind: 'number' })
  const texts = sql`${name}(CASE WHEN ${number} IS NULL THEN ${value.sql} END)`
  return which === 'min' ? sql`coalesce(${texts}, ${numbers})` : sql`coalesce(${numbers}, ${texts})`
}

function percentOf(value: Value | undefined, span: Span): number {
  const percent = value?.literal === undefined ? Number.NaN : Number(value.literal)
  if (percent >= 0 && percent <= 100) return percent
  throw new MalformedQuery('pct takes a field and a number between 0 and 100', span)
}

export interface Aggregation {
  args: Value[]
  /** A period among the arguments, by its place. */
  periods: (Period | null)[]
  star: boolean
  span: Span
  /** SQL of the event's time; throws where it is gone. */
  time: () => Sql
}

interface Row {
  /** How many arguments it takes. */
  takes: number
  gives: Kind
  sql: (value: Value, call: Aggregation) => Sql
}

const onNumber = (of: (n: Sql) => Sql): Row => ({
  takes: 1,
  gives: 'number',
  sql: (value) => of(asNumber(value)),
})

const byTime = (pick: 'arg_min' | 'arg_max'): Row => ({
  takes: 1,
  gives: 'text',
  sql: (value, { time }) =>
    value.sql === time()
      ? sql`${raw(pick === 'arg_min' ? 'min' : 'max')}(${value.sql})`
      : sql`${raw(pick)}(${value.kind === 'text' ? value.sql : asNumber(value)}, ${time()})`,
})

/** By how much a value changes in a period, between the earliest and the latest event of the group. */
function rate(value: Value, { periods, time, span }: Aggregation): Sql {
  const period = periods[1]
  if (!period || period.calendar)
    throw new MalformedQuery('rate takes a field and a period such as 1m', span)
  const number = asNumber(value)
  const first = sql`arg_min(${number}, ${time()})`
  const last = sql`arg_max(${number}, ${time()})`
  const lastedMs = sql`max(${time()}) - min(${time()})`
  return sql`CASE WHEN ${lastedMs} = 0 THEN 0 * (${first}) ELSE (${last} - ${first})::DOUBLE / (${lastedMs}) * ${period.ms} END`
}

const rows: Record<string, Row> = {
  count: { takes: 1, gives: 'number', sql: (value) => sql`count(${presentText(value)})` },
  count_distinct: {
    takes: 1,
    gives: 'number',
    sql: (value) =>
      value.kind === 'text'
        ? sql`count(DISTINCT CASE WHEN ${value.sql} IS NOT NULL THEN hash(${value.sql}) END)`
        : sql`count(DISTINCT ${asNumber(value)})`,
  },
  sum: {
    takes: 1,
    gives: 'number',
    sql: (value) =>
      value.kind === 'boolean'
        ? sql`count(CASE WHEN ${value.sql} THEN 1 END)`
        : sql`sum(${asNumber(value)})`,
  },
  avg: onNumber((n) => sql`avg(${n})`),
  min: { takes: 1, gives: 'text', sql: (value) => extreme('min', value) },
  max: { takes: 1, gives: 'text', sql: (value) => extreme('max', value) },
  sortsfirst: { takes: 1, gives: 'text', sql: (value) => extreme('min', value) },
  sortslast: { takes: 1, gives: 'text', sql: (value) => extreme('max', value) },
  pct: {
    takes: 2,
    gives: 'number',
    sql: (value, { args, span }) => percentile(asNumber(value), percentOf(args[1], span)),
  },
  stddev: onNumber((n) => sql`stddev_pop(${squarable(n)})`),
  variance: onNumber((n) => sql`var_pop(${squarable(n)})`),
  values: {
    takes: 1,
    gives: 'text',
    sql: (value) => sql`string_agg(DISTINCT ${asText(value)}, ',' ORDER BY ${asText(value)})`,
  },
  earliest: byTime('arg_min'),
  latest: byTime('arg_max'),
  rate: { takes: 2, gives: 'number', sql: rate },
}
// These give what they are given: text, or a number when it is one for sure.
const alike = new Set(['min', 'max', 'sortsfirst', 'sortslast', 'earliest', 'latest'])

export const aggregateName = (name: string): string | undefined => {
  const lower = name.toLowerCase()
  const key = Object.hasOwn(aliases, lower) ? (aliases[lower] ?? lower) : lower
  return Object.hasOwn(rows, key) || key === 'topk' ? key : undefined
}

/** SQL of an aggregate over its arguments. Throws {@link MalformedQuery}. */
export function aggregate(key: string, call: Aggregation): Value {
  const { args, star, span } = call
  if (key === 'count' && (star || args.length === 0)) return { sql: sql`count(*)`, kind: 'number' }
  const row = rows[key]
  if (!row) throw new MalformedQuery(`${key} stands alone in stats: no by, nothing beside it`, span)
  const [value] = args
  if (!value || args.length !== row.takes) {
    const wanted = `${row.takes} argument${row.takes > 1 ? 's' : ''}`
    throw new MalformedQuery(`${key} takes ${wanted}, not ${args.length}`, span)
  }
  if (isStructure(value)) throw new MalformedQuery('a list or map cannot be aggregated', span)
  const kind = alike.has(key) && value.kind !== 'text' ? 'number' : row.gives
  return { sql: row.sql(value, call), kind }
}
