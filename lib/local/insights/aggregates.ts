import type { Span } from '@/lib/text/problem'
import type { Period } from './ast'
import { MalformedQuery } from './malformed'
import { percentile } from './undecided'
import { asNumber, asText, isStructure, type Kind, textToNumber, type Value } from './value'

// Squares of larger values are no numbers any more, and DuckDB stops at them.
const squarable = (number: string) =>
  `CASE WHEN abs((${number})::DOUBLE) < 1e150 THEN ${number} END`

const aliases: Record<string, string> = {
  countdistinct: 'count_distinct',
  countovertime: 'count',
  count_over_time: 'count',
  sumovertime: 'sum',
  sum_over_time: 'sum',
  collect_values: 'values',
  collectvalues: 'values',
}
const presentText = (value: Value) => (value.kind === 'boolean' ? '1' : value.sql)

/** The lowest or highest of values that may be text or numbers: text sorts below numbers. */
function extreme(name: 'min' | 'max', value: Value): string {
  if (value.kind !== 'text') return `${name}(${asNumber(value)})`
  const number = textToNumber(value.sql)
  const numbers = asText({ sql: `${name}(${number})`, kind: 'number' })
  const texts = `${name}(CASE WHEN (${number}) IS NULL THEN ${value.sql} END)`
  return name === 'min' ? `coalesce(${texts}, ${numbers})` : `coalesce(${numbers}, ${texts})`
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
  time: () => string
}

interface Row {
  /** How many arguments it takes. */
  takes: number
  gives: Kind
  sql: (value: Value, call: Aggregation) => string
}

const onNumber = (sql: (n: string) => string): Row => ({
  takes: 1,
  gives: 'number',
  sql: (value) => sql(asNumber(value)),
})

const byTime = (pick: 'arg_min' | 'arg_max'): Row => ({
  takes: 1,
  gives: 'text',
  sql: (value, { time }) =>
    value.sql === time()
      ? `${pick === 'arg_min' ? 'min' : 'max'}(${value.sql})`
      : `${pick}(${value.kind === 'text' ? value.sql : asNumber(value)}, ${time()})`,
})

/** By how much a value changes in a period, between the earliest and the latest event of the group. */
function rate(value: Value, { periods, time, span }: Aggregation): string {
  const period = periods[1]
  if (!period || period.calendar)
    throw new MalformedQuery('rate takes a field and a period such as 1m', span)
  const number = asNumber(value)
  const [first, last] = ['arg_min', 'arg_max'].map((pick) => `${pick}(${number}, ${time()})`)
  const lastedMs = `max(${time()}) - min(${time()})`
  return `CASE WHEN ${lastedMs} = 0 THEN 0 * (${first}) ELSE (${last} - ${first})::DOUBLE / (${lastedMs}) * ${period.ms} END`
}

const rows: Record<string, Row> = {
  count: { takes: 1, gives: 'number', sql: (value) => `count(${presentText(value)})` },
  count_distinct: {
    takes: 1,
    gives: 'number',
    sql: (value) =>
      value.kind === 'text'
        ? `count(DISTINCT CASE WHEN ${value.sql} IS NOT NULL THEN hash(${value.sql}) END)`
        : `count(DISTINCT ${asNumber(value)})`,
  },
  sum: {
    takes: 1,
    gives: 'number',
    sql: (value) =>
      value.kind === 'boolean'
        ? `count(CASE WHEN ${value.sql} THEN 1 END)`
        : `sum(${asNumber(value)})`,
  },
  avg: onNumber((n) => `avg(${n})`),
  min: { takes: 1, gives: 'text', sql: (value) => extreme('min', value) },
  max: { takes: 1, gives: 'text', sql: (value) => extreme('max', value) },
  sortsfirst: { takes: 1, gives: 'text', sql: (value) => extreme('min', value) },
  sortslast: { takes: 1, gives: 'text', sql: (value) => extreme('max', value) },
  pct: {
    takes: 2,
    gives: 'number',
    sql: (value, { args, span }) => percentile(asNumber(value), percentOf(args[1], span)),
  },
  stddev: onNumber((n) => `stddev_pop(${squarable(n)})`),
  variance: onNumber((n) => `var_pop(${squarable(n)})`),
  values: {
    takes: 1,
    gives: 'text',
    sql: (value) => `string_agg(DISTINCT ${asText(value)}, ',' ORDER BY ${asText(value)})`,
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
  if (key === 'count' && (star || args.length === 0)) return { sql: 'count(*)', kind: 'number' }
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
