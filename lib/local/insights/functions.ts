import type { Span } from '@/lib/text/problem'
import {
  cidr,
  isPrivate,
  isPublic,
  isReserved,
  isWithin,
  v4Number,
  v6Hex,
  validV4,
  validV6,
} from './addresses'
import { bucketFloor } from './bucket'
import { dateText, parsedDate } from './dates'
import { ceilDigits, extremeDigits, floorDigits, withoutSign } from './exact'
import {
  arg,
  choice,
  chosen,
  exact,
  type FunctionCall,
  many,
  numeric,
  ofWindow,
  one,
  pure,
  type Row,
  special,
  tests,
} from './function-row'
import { MalformedQuery } from './malformed'
import { addressOf } from './masking'
import type { Period } from './period'
import type { Sql } from './sql'
import { list, sql } from './sql'
import {
  absent,
  asCondition,
  asMoment,
  asNumber,
  asText,
  bindRegex,
  clamped,
  type Kind,
  scalar,
  structureOf,
  textToWhole,
  type Value,
} from './value'

function periodAt({ periods, span }: FunctionCall, at: number): Period {
  const period = periods[at]
  if (!period) throw new MalformedQuery('a period such as 5m is needed here', span)
  return period
}

function inSubnet({ args, span }: FunctionCall, versions: readonly (4 | 6)[]): Sql {
  const subnet = arg(args, 1).literal
  const range = typeof subnet === 'string' ? cidr(subnet) : null
  if (!range) throw new MalformedQuery('a subnet such as "10.0.0.0/8" is needed here', span)
  if (!versions.includes(range.version)) return sql`false`
  const numberOf = range.version === 4 ? v4Number : v6Hex
  return sql`coalesce(${isWithin(numberOf(asText(arg(args, 0))), range)}, false)`
}

/** A number written as CloudWatch prints it: as a number it shows the same and compares faster. */
const isPlainNumber = ({ literal }: Value) =>
  typeof literal === 'string' && /^(?:0|-?[1-9]\d{0,14})$/.test(literal)

/** All are text unless all are numbers. */
function alike(values: Value[]): { kind: Kind; print: (value: Value) => Sql } {
  const areNumbers = values.every(
    (value) =>
      (value.kind !== 'text' && value.kind !== 'timestamp' && !value.digits) ||
      isPlainNumber(value),
  )
  return areNumbers ? { kind: 'number', print: asNumber } : { kind: 'text', print: asText }
}

/** Of `condition, value, …, otherwise` the value of the earliest condition that holds. */
function choose(args: Value[]): Value {
  const isValue = (at: number) => at % 2 === 1 || at === args.length - 1
  const { kind, print } = alike(args.filter((_, at) => isValue(at)))
  const branches = args.map((value, at) => {
    if (!isValue(at)) return sql`WHEN ${asCondition(value)}`
    return at % 2 === 1 ? sql`THEN ${print(value)}` : sql`ELSE ${print(value)}`
  })
  return { sql: sql`CASE ${list(branches, ' ')} END`, kind }
}

const present = (value: Value): Sql =>
  value.kind === 'boolean' ? sql`true` : sql`${value.sql} IS NOT NULL`

const maxTextLength = 1_000_000_000

function written(args: Value[], at: number, what: string, span: Span): string {
  const { literal } = arg(args, at)
  if (typeof literal === 'string') return literal
  throw new MalformedQuery(`${what} must be written as a string`, span)
}

const zoneText = (args: Value[], span: Span) =>
  args.length > 2 ? written(args, 2, 'the time zone', span) : 'UTC'

/** Kilometres between two places given in degrees. */
function haversine(lat1: Sql, lon1: Sql, lat2: Sql, lon2: Sql): Sql {
  const half = (one: Sql, other: Sql) =>
    sql`power(sin((radians(${other}) - radians(${one})) / 2), 2)`
  const chord = sql`${half(lat1, lat2)} + cos(radians(${lat1})) * cos(radians(${lat2})) * ${half(lon1, lon2)}`
  const sum = list([lat1, lon1, lat2, lon2], ' + ')
  return sql`CASE WHEN isfinite((${sum})::DOUBLE) THEN 12742 * asin(sqrt(least(1, ${chord}))) END`
}

const rows = {
  abs: exact((n) => sql`abs((${n})::DOUBLE)`, withoutSign),
  ceil: exact((n) => sql`ceil(${n})`, ceilDigits),
  floor: exact((n) => sql`floor(${n})`, floorDigits),
  sqrt: numeric((n) => sql`CASE WHEN ${n} >= 0 THEN sqrt(${n}) END`),
  log: numeric((n) => sql`CASE WHEN ${n} > 0 THEN ln(${n}) END`),
  round: pure('number', ['number', 'number?'], (n, places?: Sql) =>
    places ? sql`round(${n}, ${clamped(places, -300, 15)}::INTEGER)` : sql`round(${n})`,
  ),
  greatest: choice([1, many], (args) =>
    chosen(sql`greatest(${args.map(asNumber)})`, extremeDigits('max', args)),
  ),
  least: choice([1, many], (args) =>
    chosen(sql`least(${args.map(asNumber)})`, extremeDigits('min', args)),
  ),
  tonumber: numeric((n) => n),
  todouble: numeric((n) => sql`(${n})::DOUBLE`),
  toint: numeric((n) => sql`TRY_CAST(trunc(${n}) AS INTEGER)::DOUBLE`),
  tolong: choice([1, 1], ([value = absent]) => {
    const whole =
      value.kind === 'text' || value.digits
        ? textToWhole(asText(value))
        : sql`TRY_CAST(trunc(${asNumber(value)}) AS BIGINT)`
    return { sql: sql`(${whole})`, kind: 'number', isWhole: true }
  }),
  haversine: pure('number', ['number', 'number', 'number', 'number'], haversine),

  ispresent: special('boolean', [1, 1], ({ args }) => present(arg(args, 0))),
  isnumeric: special('boolean', [1, 1], ({ args }) => {
    const value = scalar(arg(args, 0))
    return value.kind === 'text' ? sql`(${asNumber(value)}) IS NOT NULL` : present(value)
  }),
  messagesize: one('number', (t) => sql`strlen(${t})`),

  jsonparse: pure('map', ['json'], structureOf),
  jsonstringify: pure('text', ['json'], (json) => sql`${structureOf(json)}::VARCHAR`),
  jsonarraysize: pure('number', ['json'], (json) => {
    return sql`CASE WHEN json_type(${json}) = 'ARRAY' THEN json_array_length(${json}) END`
  }),
  jsonarraycontains: pure('boolean', ['json', 'text'], (json, text) => {
    const elements = sql`(CASE WHEN json_type(${json}) = 'ARRAY' THEN json_extract_string(${json}, '$[*]') END)::VARCHAR[]`
    return sql`coalesce(list_contains(${elements}, ${text}), false)`
  }),

  isempty: one('boolean', (t) => sql`coalesce(${t}, '') = ''`),
  isblank: one('boolean', (t) => sql`regexp_full_match(coalesce(${t}, ''), '\\s*')`),
  concat: pure('text', ['text+'], (...texts) => sql`concat(${texts})`),
  ltrim: pure('text', ['text', 'text?'], (...texts) => sql`ltrim(${texts})`),
  rtrim: pure('text', ['text', 'text?'], (...texts) => sql`rtrim(${texts})`),
  trim: pure('text', ['text', 'text?'], (...texts) => sql`trim(${texts})`),
  strlen: one('number', (t) => sql`length(${t})`),
  toupper: one('text', (t) => sql`upper(${t})`),
  tolower: one('text', (t) => sql`lower(${t})`),
  substr: pure('text', ['text', 'number', 'number?'], (text, start, length?: Sql) => {
    const first = sql`${clamped(start, 0, maxTextLength)} + 1`
    return length
      ? sql`substring(${text}, ${first}, ${clamped(length, 0, maxTextLength)})`
      : sql`substring(${text}, ${first})`
  }),
  replace: pure('text', ['text', 'text', 'text'], (t, from, to) => {
    return sql`CASE WHEN ${from} = '' THEN ${t} ELSE replace(${t}, ${from}, ${to}) END`
  }),
  regexreplace: special('text', [3, 3], ({ args, span }) => {
    const pattern = bindRegex(written(args, 1, 'the pattern', span), span)
    return sql`regexp_replace(${asText(arg(args, 0))}, ${pattern}, ${asText(arg(args, 2))}, 'g')`
  }),
  strcontains: tests(['text', 'text', 'text?'], (t, part) => sql`contains(${t}, ${part})`),
  startswith: tests(['text', 'text'], (t, part) => sql`starts_with(${t}, ${part})`),
  endswith: tests(['text', 'text'], (t, part) => sql`ends_with(${t}, ${part})`),
  split: pure('list', ['text', 'text'], (t, by) => sql`string_split(${t}, ${by})`),
  urlencode: one('text', (t) => sql`url_encode(${t})`),
  urldecode: one('text', (t) => sql`TRY(url_decode(${t}))`),
  base64encode: one('text', (t) => sql`to_base64(encode(${t}))`),
  base64decode: one('text', (t) => sql`TRY(decode(from_base64(${t})))`),
  hextoascii: one('text', (t) => sql`TRY(decode(unhex(${t})))`),
  hextodec: one('number', (t) => {
    return sql`CASE WHEN regexp_full_match(${t}, '-?(0[xX])?[0-9a-fA-F]{1,15}') THEN (CASE WHEN starts_with(${t}, '-') THEN -1 ELSE 1 END) * TRY_CAST('0x' || regexp_replace(lower(${t}), '^-?(0x)?', '') AS BIGINT) END`
  }),
  dectohex: pure('text', ['number'], (n) => {
    return sql`CASE WHEN (${n}) < 0 THEN '-0x' ELSE '0x' END || lower(to_hex(TRY_CAST(abs((${n})::DOUBLE) AS BIGINT)))`
  }),
  md5: one('text', (t) => sql`md5(${t})`),
  sha256: one('text', (t) => sql`sha256(${t})`),

  isvalidip: tests(['text'], (t) => sql`${validV4(t)} OR ${validV6(t)}`),
  isvalidipv4: tests(['text'], validV4),
  isvalidipv6: tests(['text'], validV6),
  isipinsubnet: special('boolean', [2, 2], (call) => inSubnet(call, [4, 6])),
  isipv4insubnet: special('boolean', [2, 2], (call) => inSubnet(call, [4])),
  isipv6insubnet: special('boolean', [2, 2], (call) => inSubnet(call, [6])),
  ipv4tonumber: one('number', v4Number),
  isprivateip: one('boolean', isPrivate),
  isreservedip: one('boolean', isReserved),
  ispublicip: one('boolean', isPublic),

  bin: special('timestamp', [1, 2], (call) => {
    if (call.args.length > 1) {
      const moment = sql`(${asMoment(arg(call.args, 0))} - ${call.binOffsetMs})`
      return sql`${bucketFloor(moment, periodAt(call, 1))} + ${call.binOffsetMs}`
    }
    const [time, offset] = [call.time(), call.binOffsetMs]
    const period = periodAt(call, 0)
    // Within a window that begins after 1970 no time is negative, and half the arithmetic is spared.
    if (offset === 0 && call.window.startMs >= 0 && !period.calendar)
      return sql`${time} - ${time} % ${period.ms}`
    if (offset === 0) return bucketFloor(time, period)
    // What comes before moves there and back.
    return sql`${bucketFloor(sql`(${time} - ${offset})`, period)} + ${offset}`
  }),
  datefloor: special('timestamp', [2, 2], (call) =>
    bucketFloor(asMoment(arg(call.args, 0)), periodAt(call, 1)),
  ),
  dateceil: special('timestamp', [2, 2], (call) =>
    bucketFloor(asMoment(arg(call.args, 0)), periodAt(call, 1), 'up'),
  ),
  frommillis: pure('timestamp', ['moment'], (moment) => moment),
  tomillis: numeric((n) => n),
  now: ofWindow(({ nowMs }) => Math.floor(nowMs / 1000)),
  querystarttime: ofWindow(({ startMs }) => startMs),
  queryendtime: ofWindow(({ endMs }) => endMs),
  querytimerange: ofWindow(({ startMs, endMs }) => endMs - startMs),
  formatdate: special('text', [2, 3], ({ args, span }) => {
    const pattern = written(args, 1, 'the pattern', span)
    return dateText(asMoment(arg(args, 0)), { pattern, zone: zoneText(args, span), span })
  }),
  parsedate: special('number', [2, 3], ({ args, span }) => {
    const pattern = written(args, 1, 'the pattern', span)
    return parsedDate(asText(arg(args, 0)), { pattern, zone: zoneText(args, span), span })
  }),

  coalesce: choice([1, many], (args) => {
    const { kind, print } = alike(args)
    return { sql: sql`coalesce(${args.map(print)})`, kind }
  }),
  if: choice([3, 3], choose),
  case: choice([2, 21], choose),
  // Nothing is masked here.
  unmask: choice([1, 1], ([value = absent]) => value),
}

const functions = new Map<string, Row>([
  ...Object.entries(rows),
  ['regex_replace', rows.regexreplace],
  ['strftime', rows.formatdate],
])

/** In lower case. */
export const functionNames = [...functions.keys()]

export const isFunction = (name: string): boolean => functions.has(name.toLowerCase())

const aboutAddresses = new Set([
  ...['isvalidip', 'isvalidipv4', 'isvalidipv6', 'isipinsubnet', 'isipv4insubnet'],
  ...['isipv6insubnet', 'ipv4tonumber', 'isprivateip', 'isreservedip', 'ispublicip'],
])

/** A call of which a network among the arguments is its first address. */
function ofFirstAddresses(call: FunctionCall): FunctionCall {
  const [address = absent, ...others] = call.args
  if (address.literal !== undefined) return call
  const first: Value = { sql: addressOf(asText(address)), kind: 'text' }
  return { ...call, args: [first, ...others] }
}

/** What a function's call is in SQL. Throws on one that does not exist and on a wrong number of arguments. */
export function callFunction(name: string, call: FunctionCall): Value {
  const { args, span } = call
  const row = functions.get(name.toLowerCase())
  if (!row) throw new MalformedQuery(`unknown function: ${name}`, span)
  const [fewest, most] = row.takes
  const isOfNetworks = call.areNetworks && aboutAddresses.has(name.toLowerCase())
  if (args.length >= fewest && args.length <= most)
    return row.value(isOfNetworks ? ofFirstAddresses(call) : call)
  const orMore = most === many ? `at least ${fewest}` : `${fewest} to ${most}`
  const wanted = fewest === most ? `${fewest}` : orMore
  throw new MalformedQuery(`${name} takes ${wanted} arguments, not ${args.length}`, span)
}
