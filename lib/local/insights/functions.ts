import type { Span } from '@/lib/text/problem'
import { cidr, isPrivate, isReserved, v4Number, v6Hex, validV4, validV6 } from './addresses'
import { bucketFloor } from './bucket'
import { javaPattern, strftimePattern, zoneOf } from './date-pattern'
import { MalformedQuery } from './malformed'
import type { Period } from './period'
import type { Sql } from './sql'
import { bind, list, quoted, raw, sql } from './sql'
import {
  absent,
  asCondition,
  asJson,
  asMoment,
  asNumber,
  asText,
  bindRegex,
  clamped,
  type Kind,
  scalar,
  structureOf,
  type Value,
} from './value'

export interface Call {
  args: Value[]
  /** A period among the arguments, by its place. */
  periods: (Period | null)[]
  /** Query window and the moment it started, epoch ms. */
  window: { startMs: number; endMs: number; nowMs: number }
  /** SQL of the event's time; throws where it is gone. */
  timestamp: () => Sql
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
  sql: (call: Call) => Sql
}

const many = Number.POSITIVE_INFINITY
const arg = (args: Value[], at: number): Value => args[at] ?? absent
const number = (args: Value[], at: number) => asNumber(arg(args, at))
const text = (args: Value[], at: number) => asText(arg(args, at))

const onNumber = (of: (n: Sql) => Sql): Row => ({
  takes: [1, 1],
  gives: 'number',
  sql: ({ args }) => of(number(args, 0)),
})
const onText = (gives: Kind, of: (t: Sql) => Sql): Row => ({
  takes: [1, 1],
  gives,
  sql: ({ args }) => of(text(args, 0)),
})
const onTexts = (
  gives: Kind,
  takes: readonly [number, number],
  of: (...texts: Sql[]) => Sql,
): Row => ({
  takes,
  gives,
  sql: ({ args }) => of(...args.map(asText)),
})
const trim = (name: string): Row =>
  onTexts('text', [1, 2], (...texts) => sql`${raw(name)}(${texts})`)

const onJson = (gives: Kind, of: (json: Sql) => Sql): Row => ({
  structures: true,
  takes: [1, 1],
  gives,
  sql: ({ args }) => of(asJson(arg(args, 0))),
})

function periodAt({ periods, span }: Call, at: number) {
  const period = periods[at]
  if (!period) throw new MalformedQuery('a period such as 5m is needed here', span)
  return period
}

function inSubnet({ args, span }: Call, versions: readonly (4 | 6)[]): Sql {
  const subnet = arg(args, 1).literal
  const range = typeof subnet === 'string' ? cidr(subnet) : null
  if (!range) throw new MalformedQuery('a subnet such as "10.0.0.0/8" is needed here', span)
  if (!versions.includes(range.version)) return sql`false`
  const address = text(args, 0)
  return range.version === 4
    ? sql`coalesce(${v4Number(address)} BETWEEN ${Number(range.low)} AND ${Number(range.high)}, false)`
    : sql`coalesce(${v6Hex(address)} BETWEEN ${quoted(String(range.low))} AND ${quoted(String(range.high))}, false)`
}

/** The earliest branch whose condition holds; all branches are text unless all are numbers. */
function choose(branches: [Value, Value][], otherwise: Value | undefined): Sql {
  const values = [...branches.map(([, value]) => value), ...(otherwise ? [otherwise] : [])]
  const numbers = values.every(({ kind }) => kind !== 'text' && kind !== 'timestamp')
  const print = numbers ? asNumber : asText
  const whens = branches.map(
    ([condition, value]) => sql`WHEN ${asCondition(condition)} THEN ${print(value)}`,
  )
  if (otherwise) whens.push(sql`ELSE ${print(otherwise)}`)
  return sql`CASE ${list(whens, ' ')} END`
}
const choiceKind = (values: Value[]): Kind =>
  values.every(({ kind }) => kind !== 'text' && kind !== 'timestamp') ? 'number' : 'text'

const extreme = (name: 'greatest' | 'least'): Row => ({
  takes: [1, many],
  gives: 'number',
  sql: ({ args }) => sql`${raw(name)}(${args.map(asNumber)})`,
})

const present = (value: Value) =>
  value.kind === 'boolean' ? sql`true` : sql`${value.sql} IS NOT NULL`

const maxTextLength = 1_000_000_000

function written(args: Value[], at: number, what: string, span: Span): string {
  const { literal } = arg(args, at)
  if (typeof literal === 'string') return literal
  throw new MalformedQuery(`${what} must be written as a string`, span)
}

/** Moves a UTC moment into the zone that the third argument names, and back. */
function zoneAt(args: Value[], span: Span) {
  const zone = args.length > 2 ? zoneOf(written(args, 2, 'the time zone', span), span) : 0
  if (typeof zone === 'number') {
    const shift = sql`to_minutes(${zone})`
    return {
      from: (utc: Sql) => (zone === 0 ? utc : sql`(${utc} + ${shift})`),
      to: (local: Sql) => (zone === 0 ? local : sql`(${local} - ${shift})`),
    }
  }
  const name = bind(zone)
  return {
    from: (utc: Sql) => sql`timezone(${name}, timezone('UTC', ${utc}))`,
    to: (local: Sql) => sql`timezone('UTC', timezone(${name}, ${local}))`,
  }
}

/** Kilometres between two places given in degrees. */
function haversine(lat1: Sql, lon1: Sql, lat2: Sql, lon2: Sql): Sql {
  const half = (one: Sql, other: Sql) =>
    sql`power(sin((radians(${other}) - radians(${one})) / 2), 2)`
  const chord = sql`${half(lat1, lat2)} + cos(radians(${lat1})) * cos(radians(${lat2})) * ${half(lon1, lon2)}`
  const sum = list([lat1, lon1, lat2, lon2], ' + ')
  return sql`CASE WHEN isfinite((${sum})::DOUBLE) THEN 12742 * asin(sqrt(least(1, ${chord}))) END`
}

const rows: Record<string, Row> = {
  abs: onNumber((n) => sql`abs((${n})::DOUBLE)`),
  ceil: onNumber((n) => sql`ceil(${n})`),
  floor: onNumber((n) => sql`floor(${n})`),
  sqrt: onNumber((n) => sql`CASE WHEN ${n} >= 0 THEN sqrt(${n}) END`),
  log: onNumber((n) => sql`CASE WHEN ${n} > 0 THEN ln(${n}) END`),
  round: {
    takes: [1, 2],
    gives: 'number',
    sql: ({ args }) =>
      args.length === 1
        ? sql`round(${number(args, 0)})`
        : sql`round(${number(args, 0)}, ${clamped(number(args, 1), -300, 15)}::INTEGER)`,
  },
  greatest: extreme('greatest'),
  least: extreme('least'),
  tonumber: onNumber((n) => n),
  todouble: onNumber((n) => sql`(${n})::DOUBLE`),
  toint: onNumber((n) => sql`TRY_CAST(trunc(${n}) AS INTEGER)::DOUBLE`),
  tolong: onNumber((n) => sql`TRY_CAST(trunc(${n}) AS BIGINT)`),
  haversine: {
    takes: [4, 4],
    gives: 'number',
    sql: ({ args }) =>
      haversine(number(args, 0), number(args, 1), number(args, 2), number(args, 3)),
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
      arg(args, 0).kind === 'text' ? sql`(${number(args, 0)}) IS NOT NULL` : present(arg(args, 0)),
  },
  messagesize: onText('number', (t) => sql`strlen(${t})`),

  jsonparse: onJson('map', structureOf),
  jsonstringify: onJson('text', (j) => sql`${structureOf(j)}::VARCHAR`),
  jsonarraysize: onJson(
    'number',
    (j) => sql`CASE WHEN json_type(${j}) = 'ARRAY' THEN json_array_length(${j}) END`,
  ),
  jsonarraycontains: {
    structures: true,
    takes: [2, 2],
    gives: 'boolean',
    sql: ({ args }) => {
      const json = asJson(arg(args, 0))
      const elements = sql`(CASE WHEN json_type(${json}) = 'ARRAY' THEN json_extract_string(${json}, '$[*]') END)::VARCHAR[]`
      return sql`coalesce(list_contains(${elements}, ${text(args, 1)}), false)`
    },
  },

  isempty: onText('boolean', (t) => sql`coalesce(${t}, '') = ''`),
  isblank: onText('boolean', (t) => sql`regexp_full_match(coalesce(${t}, ''), '\\s*')`),
  concat: onTexts('text', [1, many], (...texts) => sql`concat(${texts})`),
  ltrim: trim('ltrim'),
  rtrim: trim('rtrim'),
  trim: trim('trim'),
  strlen: onText('number', (t) => sql`length(${t})`),
  toupper: onText('text', (t) => sql`upper(${t})`),
  tolower: onText('text', (t) => sql`lower(${t})`),
  substr: {
    takes: [2, 3],
    gives: 'text',
    sql: ({ args }) => {
      const start = sql`${clamped(number(args, 1), 0, maxTextLength)} + 1`
      return args.length === 2
        ? sql`substring(${text(args, 0)}, ${start})`
        : sql`substring(${text(args, 0)}, ${start}, ${clamped(number(args, 2), 0, maxTextLength)})`
    },
  },
  replace: onTexts(
    'text',
    [3, 3],
    (t, from, to) => sql`CASE WHEN ${from} = '' THEN ${t} ELSE replace(${t}, ${from}, ${to}) END`,
  ),
  regexreplace: {
    takes: [3, 3],
    gives: 'text',
    sql: ({ args, span }) => {
      const pattern = bindRegex(written(args, 1, 'the pattern', span), span)
      return sql`regexp_replace(${text(args, 0)}, ${pattern}, ${text(args, 2)}, 'g')`
    },
  },
  strcontains: onTexts(
    'boolean',
    [2, 3],
    (t, part) => sql`coalesce(contains(${t}, ${part}), false)`,
  ),
  startswith: onTexts(
    'boolean',
    [2, 2],
    (t, part) => sql`coalesce(starts_with(${t}, ${part}), false)`,
  ),
  endswith: onTexts('boolean', [2, 2], (t, part) => sql`coalesce(ends_with(${t}, ${part}), false)`),
  split: onTexts('list', [2, 2], (t, by) => sql`string_split(${t}, ${by})`),
  urlencode: onText('text', (t) => sql`url_encode(${t})`),
  urldecode: onText('text', (t) => sql`TRY(url_decode(${t}))`),
  base64encode: onText('text', (t) => sql`to_base64(encode(${t}))`),
  base64decode: onText('text', (t) => sql`TRY(decode(from_base64(${t})))`),
  hextoascii: onText('text', (t) => sql`TRY(decode(unhex(${t})))`),
  hextodec: onText(
    'number',
    (t) =>
      sql`CASE WHEN regexp_full_match(${t}, '-?(0[xX])?[0-9a-fA-F]{1,15}') THEN (CASE WHEN starts_with(${t}, '-') THEN -1 ELSE 1 END) * TRY_CAST('0x' || regexp_replace(lower(${t}), '^-?(0x)?', '') AS BIGINT) END`,
  ),
  dectohex: {
    takes: [1, 1],
    gives: 'text',
    sql: ({ args }) => {
      const n = number(args, 0)
      return sql`CASE WHEN (${n}) < 0 THEN '-0x' ELSE '0x' END || lower(to_hex(TRY_CAST(abs((${n})::DOUBLE) AS BIGINT)))`
    },
  },
  md5: onText('text', (t) => sql`md5(${t})`),
  sha256: onText('text', (t) => sql`sha256(${t})`),

  isvalidip: onText('boolean', (t) => sql`coalesce(${validV4(t)} OR ${validV6(t)}, false)`),
  isvalidipv4: onText('boolean', (t) => sql`coalesce(${validV4(t)}, false)`),
  isvalidipv6: onText('boolean', (t) => sql`coalesce(${validV6(t)}, false)`),
  isipinsubnet: { takes: [2, 2], gives: 'boolean', sql: (call) => inSubnet(call, [4, 6]) },
  isipv4insubnet: { takes: [2, 2], gives: 'boolean', sql: (call) => inSubnet(call, [4]) },
  isipv6insubnet: { takes: [2, 2], gives: 'boolean', sql: (call) => inSubnet(call, [6]) },
  ipv4tonumber: onText('number', (t) => v4Number(t)),
  isprivateip: onText('boolean', (t) => isPrivate(t)),
  isreservedip: onText('boolean', (t) => isReserved(t)),
  ispublicip: onText(
    'boolean',
    (t) =>
      sql`coalesce((${validV4(t)} OR ${validV6(t)}) AND NOT ${isPrivate(t)} AND NOT ${isReserved(t)}, false)`,
  ),

  bin: {
    takes: [1, 1],
    gives: 'timestamp',
    sql: (call) => {
      const [time, offset] = [call.timestamp(), call.binOffsetMs]
      const period = periodAt(call, 0)
      // Within a window that begins after 1970 no time is negative, and half the arithmetic is spared.
      if (offset === 0 && call.window.startMs >= 0 && !period.calendar)
        return sql`${time} - ${time} % ${period.ms}`
      if (offset === 0) return bucketFloor(time, period)
      // What comes before moves there and back.
      return sql`${bucketFloor(sql`(${time} - ${offset})`, period)} + ${offset}`
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
    sql: ({ window }) => sql`${Math.floor(window.nowMs / 1000)}`,
  },
  querystarttime: { takes: [0, 0], gives: 'number', sql: ({ window }) => sql`${window.startMs}` },
  queryendtime: { takes: [0, 0], gives: 'number', sql: ({ window }) => sql`${window.endMs}` },
  querytimerange: {
    takes: [0, 0],
    gives: 'number',
    sql: ({ window }) => sql`${window.endMs - window.startMs}`,
  },
  formatdate: {
    takes: [2, 3],
    gives: 'text',
    sql: ({ args, span }) => {
      const moment = sql`make_timestamp(${asMoment(arg(args, 0))} * 1000)`
      const pattern = bind(strftimePattern(written(args, 1, 'the pattern', span), span))
      return sql`strftime(${zoneAt(args, span).from(moment)}, ${pattern})`
    },
  },
  parsedate: {
    takes: [2, 3],
    gives: 'number',
    sql: ({ args, span }) => {
      const pattern = bind(javaPattern(written(args, 1, 'the pattern', span), span))
      const parsed = sql`try_strptime(${text(args, 0)}, ${pattern})`
      return sql`epoch_ms(${zoneAt(args, span).to(parsed)})`
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
      return { sql: sql`coalesce(${args.map(print)})`, kind }
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
  const [fewest, most] = (choice ?? row)?.takes ?? [0, 0]
  if (args.length < fewest || args.length > most) {
    const wanted =
      fewest === most ? `${fewest}` : most === many ? `at least ${fewest}` : `${fewest} to ${most}`
    throw new MalformedQuery(`${name} takes ${wanted} arguments, not ${args.length}`, span)
  }
  if (choice) return choice.value(args.map(scalar))
  if (!row) throw new MalformedQuery(`unknown function: ${name}`, span)
  const given = row.structures ? call : { ...call, args: args.map(scalar) }
  return { sql: sql`(${row.sql(given)})`, kind: row.gives }
}
