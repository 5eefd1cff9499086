import type { Span } from '@/lib/text/problem'
import { cidr, isReserved, v4Number, v6Hex, validV4, validV6 } from './addresses'
import type { Period } from './ast'
import { bucketFloor } from './bucket'
import { javaPattern, strftimePattern, zoneOf } from './date-pattern'
import { MalformedQuery } from './malformed'
import {
  asCondition,
  asJson,
  asMoment,
  asNumber,
  asText,
  type Binder,
  bindRegex,
  clamped,
  type Kind,
  scalar,
  type Value,
} from './value'

export interface Call {
  args: Value[]
  /** A period among the arguments, by its place. */
  periods: (Period | null)[]
  binder: Binder
  /** Query window and the moment it started, epoch ms. */
  window: { startMs: number; endMs: number; nowMs: number }
  /** SQL of the event's time; throws where it is gone. */
  timestamp: () => string
  /** By how much later the bins begin, ms. */
  binOffsetMs: number
  span: Span
}

interface Row {
  /** Fewest and most arguments. */
  takes: readonly [number, number]
  /** Takes maps, lists and parts of them as they are; others see the text of a part. */
  structures?: true
  gives: Kind
  sql: (call: Call) => string
}

const many = Number.POSITIVE_INFINITY
const arg = (args: Value[], at: number): Value => args[at] ?? { sql: 'NULL::VARCHAR', kind: 'text' }
const number = (args: Value[], at: number) => asNumber(arg(args, at))
const text = (args: Value[], at: number) => asText(arg(args, at))

const onNumber = (sql: (n: string) => string): Row => ({
  takes: [1, 1],
  gives: 'number',
  sql: ({ args }) => sql(number(args, 0)),
})
const onText = (gives: Kind, sql: (t: string) => string): Row => ({
  takes: [1, 1],
  gives,
  sql: ({ args }) => sql(text(args, 0)),
})
const onTexts = (
  gives: Kind,
  takes: readonly [number, number],
  sql: (texts: string[]) => string,
): Row => ({
  takes,
  gives,
  sql: ({ args }) => sql(args.map(asText)),
})
const trim = (name: string): Row =>
  onTexts('text', [1, 2], (texts) => `${name}(${texts.join(', ')})`)

const onJson = (gives: Kind, sql: (json: string) => string): Row => ({
  structures: true,
  takes: [1, 1],
  gives,
  sql: ({ args }) => sql(`(${asJson(arg(args, 0))})`),
})

function periodAt({ periods, span }: Call, at: number) {
  const period = periods[at]
  if (!period) throw new MalformedQuery('a period such as 5m is needed here', span)
  return period
}

function inSubnet({ args, span }: Call, versions: readonly (4 | 6)[]): string {
  const subnet = arg(args, 1).literal
  const range = typeof subnet === 'string' ? cidr(subnet) : null
  if (!range) throw new MalformedQuery('a subnet such as "10.0.0.0/8" is needed here', span)
  if (!versions.includes(range.version)) return 'false'
  const address = text(args, 0)
  return range.version === 4
    ? `coalesce(${v4Number(address)} BETWEEN ${range.low} AND ${range.high}, false)`
    : `coalesce(${v6Hex(address)} BETWEEN '${range.low}' AND '${range.high}', false)`
}

/** The earliest branch whose condition holds; all branches are text unless all are numbers. */
function choose(branches: [Value, Value][], otherwise: Value | undefined): string {
  const values = [...branches.map(([, value]) => value), ...(otherwise ? [otherwise] : [])]
  const numbers = values.every(({ kind }) => kind !== 'text' && kind !== 'timestamp')
  const print = numbers ? asNumber : asText
  const whens = branches.map(
    ([condition, value]) => `WHEN ${asCondition(condition)} THEN ${print(value)}`,
  )
  return `CASE ${whens.join(' ')}${otherwise ? ` ELSE ${print(otherwise)}` : ''} END`
}
const choiceKind = (values: Value[]): Kind =>
  values.every(({ kind }) => kind !== 'text' && kind !== 'timestamp') ? 'number' : 'text'

const extreme = (name: 'greatest' | 'least'): Row => ({
  takes: [1, many],
  gives: 'number',
  sql: ({ args }) => `${name}(${args.map(asNumber).join(', ')})`,
})

const present = (value: Value) => (value.kind === 'boolean' ? 'true' : `${value.sql} IS NOT NULL`)

const longestText = 1_000_000_000

function written(args: Value[], at: number, what: string, span: Span): string {
  const { literal } = arg(args, at)
  if (typeof literal === 'string') return literal
  throw new MalformedQuery(`${what} must be written as a string`, span)
}

/** Moves a UTC moment into the zone that the third argument names, and back. */
function zoneAt(args: Value[], binder: Binder, span: Span) {
  const zone = args.length > 2 ? zoneOf(written(args, 2, 'the time zone', span), span) : 0
  if (typeof zone === 'number') {
    const shift = `to_minutes(${zone})`
    return {
      from: (utc: string) => (zone === 0 ? utc : `(${utc} + ${shift})`),
      to: (local: string) => (zone === 0 ? local : `(${local} - ${shift})`),
    }
  }
  const name = binder.bind(zone)
  return {
    from: (utc: string) => `timezone(${name}, timezone('UTC', ${utc}))`,
    to: (local: string) => `timezone('UTC', timezone(${name}, ${local}))`,
  }
}

const rows: Record<string, Row> = {
  abs: onNumber((n) => `abs((${n})::DOUBLE)`),
  ceil: onNumber((n) => `ceil(${n})`),
  floor: onNumber((n) => `floor(${n})`),
  sqrt: onNumber((n) => `CASE WHEN ${n} >= 0 THEN sqrt(${n}) END`),
  log: onNumber((n) => `CASE WHEN ${n} > 0 THEN ln(${n}) END`),
  round: {
    takes: [1, 2],
    gives: 'number',
    sql: ({ args }) =>
      args.length === 1
        ? `round(${number(args, 0)})`
        : `round(${number(args, 0)}, ${clamped(number(args, 1), -300, 15)}::INTEGER)`,
  },
  greatest: extreme('greatest'),
  least: extreme('least'),
  tonumber: onNumber((n) => n),
  todouble: onNumber((n) => `(${n})::DOUBLE`),
  toint: onNumber((n) => `TRY_CAST(trunc(${n}) AS INTEGER)::DOUBLE`),
  tolong: onNumber((n) => `TRY_CAST(trunc(${n}) AS BIGINT)`),
  haversine: {
    takes: [4, 4],
    gives: 'number',
    sql: ({ args }) => {
      const numbers = args.map(asNumber)
      const [lat1, lon1, lat2, lon2] = numbers.map((n) => `radians(${n})`)
      const half = `power(sin((${lat2} - ${lat1}) / 2), 2) + cos(${lat1}) * cos(${lat2}) * power(sin((${lon2} - ${lon1}) / 2), 2)`
      return `CASE WHEN isfinite((${numbers.join(' + ')})::DOUBLE) THEN 12742 * asin(sqrt(least(1, ${half}))) END`
    },
  },

  ispresent: {
    structures: true,
    takes: [1, 1],
    gives: 'boolean',
    sql: ({ args }) => present(arg(args, 0)),
  },
  isnumeric: {
    takes: [1, 1],
    gives: 'boolean',
    sql: ({ args }) =>
      arg(args, 0).kind === 'text' ? `(${number(args, 0)}) IS NOT NULL` : present(arg(args, 0)),
  },
  messagesize: onText('number', (t) => `strlen(${t})`),

  // A text that is no object and no list parses to nothing.
  jsonparse: onJson('map', (j) => `CASE WHEN json_type(${j}) IN ('OBJECT', 'ARRAY') THEN ${j} END`),
  jsonstringify: onJson(
    'text',
    (j) => `CASE WHEN json_type(${j}) IN ('OBJECT', 'ARRAY') THEN (${j})::VARCHAR END`,
  ),
  jsonarraysize: onJson(
    'number',
    (j) => `CASE WHEN json_type(${j}) = 'ARRAY' THEN json_array_length(${j}) END`,
  ),
  jsonarraycontains: {
    structures: true,
    takes: [2, 2],
    gives: 'boolean',
    sql: ({ args }) => {
      const json = asJson(arg(args, 0))
      const elements = `(CASE WHEN json_type(${json}) = 'ARRAY' THEN json_extract_string(${json}, '$[*]') END)::VARCHAR[]`
      return `coalesce(list_contains(${elements}, ${text(args, 1)}), false)`
    },
  },

  isempty: onText('boolean', (t) => `coalesce(${t}, '') = ''`),
  isblank: onText('boolean', (t) => `regexp_full_match(coalesce(${t}, ''), '\\s*')`),
  concat: onTexts('text', [1, many], (texts) => `concat(${texts.join(', ')})`),
  ltrim: trim('ltrim'),
  rtrim: trim('rtrim'),
  trim: trim('trim'),
  strlen: onText('number', (t) => `length(${t})`),
  toupper: onText('text', (t) => `upper(${t})`),
  tolower: onText('text', (t) => `lower(${t})`),
  substr: {
    takes: [2, 3],
    gives: 'text',
    sql: ({ args }) => {
      const start = `${clamped(number(args, 1), 0, longestText)} + 1`
      return args.length === 2
        ? `substring(${text(args, 0)}, ${start})`
        : `substring(${text(args, 0)}, ${start}, ${clamped(number(args, 2), 0, longestText)})`
    },
  },
  replace: onTexts(
    'text',
    [3, 3],
    ([t, from, to]) => `CASE WHEN ${from} = '' THEN ${t} ELSE replace(${t}, ${from}, ${to}) END`,
  ),
  regexreplace: {
    takes: [3, 3],
    gives: 'text',
    sql: ({ args, binder, span }) => {
      const pattern = bindRegex(written(args, 1, 'the pattern', span), binder, span)
      return `regexp_replace(${text(args, 0)}, ${pattern}, ${text(args, 2)}, 'g')`
    },
  },
  strcontains: onTexts(
    'boolean',
    [2, 3],
    ([t, part]) => `coalesce(contains(${t}, ${part}), false)`,
  ),
  startswith: onTexts(
    'boolean',
    [2, 2],
    ([t, part]) => `coalesce(starts_with(${t}, ${part}), false)`,
  ),
  endswith: onTexts('boolean', [2, 2], ([t, part]) => `coalesce(ends_with(${t}, ${part}), false)`),
  split: onTexts('list', [2, 2], ([t, by]) => `string_split(${t}, ${by})`),
  urlencode: onText('text', (t) => `url_encode(${t})`),
  urldecode: onText('text', (t) => `TRY(url_decode(${t}))`),
  base64encode: onText('text', (t) => `to_base64(encode(${t}))`),
  base64decode: onText('text', (t) => `TRY(decode(from_base64(${t})))`),
  hextoascii: onText('text', (t) => `TRY(decode(unhex(${t})))`),
  hextodec: onText(
    'number',
    (t) =>
      `CASE WHEN regexp_full_match(${t}, '-?(0[xX])?[0-9a-fA-F]{1,15}') THEN (CASE WHEN starts_with(${t}, '-') THEN -1 ELSE 1 END) * TRY_CAST('0x' || regexp_replace(lower(${t}), '^-?(0x)?', '') AS BIGINT) END`,
  ),
  dectohex: {
    takes: [1, 1],
    gives: 'text',
    sql: ({ args }) => {
      const n = number(args, 0)
      return `CASE WHEN (${n}) < 0 THEN '-0x' ELSE '0x' END || lower(to_hex(TRY_CAST(abs((${n})::DOUBLE) AS BIGINT)))`
    },
  },
  md5: onText('text', (t) => `md5(${t})`),
  sha256: onText('text', (t) => `sha256(${t})`),

  isvalidip: onText('boolean', (t) => `coalesce(${validV4(t)} OR ${validV6(t)}, false)`),
  isvalidipv4: onText('boolean', (t) => `coalesce(${validV4(t)}, false)`),
  isvalidipv6: onText('boolean', (t) => `coalesce(${validV6(t)}, false)`),
  isipinsubnet: { takes: [2, 2], gives: 'boolean', sql: (call) => inSubnet(call, [4, 6]) },
  isipv4insubnet: { takes: [2, 2], gives: 'boolean', sql: (call) => inSubnet(call, [4]) },
  isipv6insubnet: { takes: [2, 2], gives: 'boolean', sql: (call) => inSubnet(call, [6]) },
  ipv4tonumber: onText('number', (t) => v4Number(t)),
  isprivateip: onText('boolean', (t) => `coalesce(${isReserved(t, 'private')}, false)`),
  isreservedip: onText('boolean', (t) => `coalesce(${isReserved(t, 'reserved')}, false)`),
  ispublicip: onText(
    'boolean',
    (t) =>
      `coalesce((${validV4(t)} OR ${validV6(t)}) AND NOT coalesce(${isReserved(t, 'private')}, false) AND NOT coalesce(${isReserved(t, 'reserved')}, false), false)`,
  ),

  bin: {
    takes: [1, 1],
    gives: 'timestamp',
    sql: (call) => {
      const [time, offset] = [call.timestamp(), call.binOffsetMs]
      const period = periodAt(call, 0)
      // Within a window that begins after 1970 no time is negative, and half the arithmetic is spared.
      if (offset === 0 && call.window.startMs >= 0 && !period.calendar)
        return `${time} - ${time} % ${period.ms}`
      if (offset === 0) return bucketFloor(time, period)
      // What comes before moves there and back.
      return `${bucketFloor(`(${time} - ${offset})`, period)} + ${offset}`
    },
  },
  datefloor: {
    takes: [2, 2],
    gives: 'timestamp',
    sql: (call) => bucketFloor(asMoment(arg(call.args, 0)), periodAt(call, 1)),
  },
  dateceil: {
    takes: [2, 2],
    gives: 'timestamp',
    sql: (call) => bucketFloor(asMoment(arg(call.args, 0)), periodAt(call, 1), 'up'),
  },
  frommillis: {
    takes: [1, 1],
    gives: 'timestamp',
    sql: ({ args }) => asMoment(arg(args, 0)),
  },
  tomillis: { takes: [1, 1], gives: 'number', sql: ({ args }) => number(args, 0) },
  now: {
    takes: [0, 0],
    gives: 'number',
    sql: ({ window }) => `${Math.floor(window.nowMs / 1000)}`,
  },
  querystarttime: { takes: [0, 0], gives: 'number', sql: ({ window }) => `${window.startMs}` },
  queryendtime: { takes: [0, 0], gives: 'number', sql: ({ window }) => `${window.endMs}` },
  querytimerange: {
    takes: [0, 0],
    gives: 'number',
    sql: ({ window }) => `${window.endMs - window.startMs}`,
  },
  formatdate: {
    takes: [2, 3],
    gives: 'text',
    sql: ({ args, binder, span }) => {
      const moment = `make_timestamp(${asMoment(arg(args, 0))} * 1000)`
      const pattern = binder.bind(strftimePattern(written(args, 1, 'the pattern', span), span))
      return `strftime(${zoneAt(args, binder, span).from(moment)}, ${pattern})`
    },
  },
  parsedate: {
    takes: [2, 3],
    gives: 'number',
    sql: ({ args, binder, span }) => {
      const pattern = binder.bind(javaPattern(written(args, 1, 'the pattern', span), span))
      const parsed = `try_strptime(${text(args, 0)}, ${pattern})`
      return `epoch_ms(${zoneAt(args, binder, span).to(parsed)})`
    },
  },
}

const aliases: Record<string, string> = { regex_replace: 'regexreplace', strftime: 'formatdate' }

/** Functions whose result is of the kind of what they are given. */
const choices: Record<
  string,
  { takes: readonly [number, number]; value: (args: Value[]) => Value }
> = {
  coalesce: {
    takes: [1, many],
    value: (args) => {
      const kind = choiceKind(args)
      const print = kind === 'number' ? asNumber : asText
      return { sql: `coalesce(${args.map(print).join(', ')})`, kind }
    },
  },
  if: {
    takes: [3, 3],
    value: (args) => {
      const [condition, yes, no] = [arg(args, 0), arg(args, 1), arg(args, 2)]
      return { sql: choose([[condition, yes]], no), kind: choiceKind([yes, no]) }
    },
  },
  case: {
    takes: [2, 21],
    value: (args) => {
      const pairs = Math.floor(args.length / 2)
      const branches = Array.from({ length: pairs }, (_, at): [Value, Value] => [
        arg(args, at * 2),
        arg(args, at * 2 + 1),
      ])
      const otherwise = args.length % 2 === 1 ? args.at(-1) : undefined
      const values = [...branches.map(([, value]) => value), ...(otherwise ? [otherwise] : [])]
      return { sql: choose(branches, otherwise), kind: choiceKind(values) }
    },
  },
  // Nothing is masked here.
  unmask: { takes: [1, 1], value: (args) => arg(args, 0) },
}

const keyOf = (name: string) => {
  const lower = name.toLowerCase()
  return Object.hasOwn(aliases, lower) ? (aliases[lower] ?? lower) : lower
}

export const isFunction = (name: string): boolean =>
  Object.hasOwn(rows, keyOf(name)) || Object.hasOwn(choices, keyOf(name))

/** In lower case. */
export const functionNames = [
  ...Object.keys(rows),
  ...Object.keys(choices),
  ...Object.keys(aliases),
]

/** What a function's call is in SQL. Throws on one that does not exist and on a wrong number of arguments. */
export function callFunction(name: string, call: Call): Value {
  const { args, span } = call
  const key = keyOf(name)
  const choice = Object.hasOwn(choices, key) ? choices[key] : undefined
  const row = Object.hasOwn(rows, key) ? rows[key] : undefined
  const [least, most] = (choice ?? row)?.takes ?? [0, 0]
  if (args.length < least || args.length > most) {
    const wanted =
      least === most ? `${least}` : most === many ? `at least ${least}` : `${least} to ${most}`
    throw new MalformedQuery(`${name} takes ${wanted} arguments, not ${args.length}`, span)
  }
  if (choice) return choice.value(args.map(scalar))
  if (!row) throw new MalformedQuery(`unknown function: ${name}`, span)
  const given = row.structures ? call : { ...call, args: args.map(scalar) }
  return { sql: `(${row.sql(given)})`, kind: row.gives }
}
