import { MalformedQuery, type Span } from './malformed'
import { percentile } from './undecided'
import { asNumber, asText, textToNumber, type Value } from './value'

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
const notYet = new Set(['topk', 'rate'])
const known = new Set([
  'count',
  'count_distinct',
  'sum',
  'avg',
  'min',
  'max',
  'pct',
  'stddev',
  'variance',
  'values',
  'earliest',
  'latest',
  'sortsfirst',
  'sortslast',
])

export const aggregateName = (name: string): string | undefined => {
  const lower = name.toLowerCase()
  const key = Object.hasOwn(aliases, lower) ? (aliases[lower] ?? lower) : lower
  return known.has(key) || notYet.has(key) ? key : undefined
}

const presentText = (value: Value) => (value.kind === 'boolean' ? '1' : value.sql)

/** The lowest or highest of values that may be text or numbers: text sorts below numbers. */
function extreme(name: 'min' | 'max', value: Value): Value {
  if (value.kind !== 'text') return { sql: `${name}(${asNumber(value)})`, kind: 'number' }
  const number = textToNumber(value.sql)
  const numbers = asText({ sql: `${name}(${number})`, kind: 'number' })
  const texts = `${name}(CASE WHEN (${number}) IS NULL THEN ${value.sql} END)`
  return {
    sql: name === 'min' ? `coalesce(${texts}, ${numbers})` : `coalesce(${numbers}, ${texts})`,
    kind: 'text',
  }
}

function percentOf(value: Value | undefined, span: Span): number {
  const percent = value?.literal === undefined ? Number.NaN : Number(value.literal)
  if (percent >= 0 && percent <= 100) return percent
  throw new MalformedQuery('pct takes a field and a number between 0 and 100', span)
}

/** SQL of an aggregate over its arguments. `time` gives the SQL of the event's time. */
export function aggregate(
  key: string,
  { args, star, span, time }: { args: Value[]; star: boolean; span: Span; time: () => string },
): Value {
  if (notYet.has(key)) throw new MalformedQuery(`${key} is not supported by this engine yet`, span)
  const wanted = key === 'pct' ? 2 : 1
  if (key === 'count' && (star || args.length === 0)) return { sql: 'count(*)', kind: 'number' }
  const [value, second] = args
  if (!value || args.length !== wanted) {
    throw new MalformedQuery(
      `${key} takes ${wanted} argument${wanted > 1 ? 's' : ''}, not ${args.length}`,
      span,
    )
  }
  if (value.kind === 'list') throw new MalformedQuery('a list cannot be aggregated', span)
  const number = asNumber(value)
  switch (key) {
    case 'count':
      return { sql: `count(${presentText(value)})`, kind: 'number' }
    case 'count_distinct':
      return {
        sql: `count(DISTINCT ${value.kind === 'text' ? value.sql : number})`,
        kind: 'number',
      }
    case 'sum':
      return { sql: `sum(${number})`, kind: 'number' }
    case 'avg':
      return { sql: `avg(${number})`, kind: 'number' }
    case 'pct':
      return { sql: percentile(number, percentOf(second, span)), kind: 'number' }
    case 'stddev':
      return { sql: `stddev_pop(${squarable(number)})`, kind: 'number' }
    case 'variance':
      return { sql: `var_pop(${squarable(number)})`, kind: 'number' }
    case 'values':
      return {
        sql: `string_agg(DISTINCT ${asText(value)}, ',' ORDER BY ${asText(value)})`,
        kind: 'text',
      }
    case 'earliest':
    case 'latest': {
      const pick = key === 'earliest' ? 'arg_min' : 'arg_max'
      if (value.sql === time())
        return { sql: `${pick === 'arg_min' ? 'min' : 'max'}(${value.sql})`, kind: 'number' }
      const kind = value.kind === 'text' ? 'text' : 'number'
      return { sql: `${pick}(${kind === 'text' ? value.sql : number}, ${time()})`, kind }
    }
    case 'min':
    case 'sortsfirst':
      return extreme('min', value)
    default:
      return extreme('max', value)
  }
}
