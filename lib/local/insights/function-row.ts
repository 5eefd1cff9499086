import type { Call } from './aggregates'
import { digitsBy } from './exact'
import type { Sql } from './sql'
import { sql } from './sql'
import { absent, asJson, asMoment, asNumber, asText, type Kind, scalar, type Value } from './value'

/** A function's call, with what it may know of the query. */
export interface FunctionCall extends Call {
  /** Addresses are networks: functions about addresses see the first one of each. */
  areNetworks: boolean
  /** Query window and the moment it started, epoch ms. */
  window: { startMs: number; endMs: number; nowMs: number }
  /** By how much later the bins begin, ms. */
  binOffsetMs: number
}

/** A function of the language. */
export interface Row {
  /** Fewest and most arguments. */
  takes: readonly [number, number]
  value: (call: FunctionCall) => Value
}

export const many = Number.POSITIVE_INFINITY
export const arg = (args: Value[], at: number): Value => args[at] ?? absent

/** How an argument is seen. `?` may be left out, `+` comes once or more: both stand last. */
const readers = {
  text: asText,
  'text?': asText,
  'text+': asText,
  number: asNumber,
  'number?': asNumber,
  'number+': asNumber,
  json: asJson,
  moment: asMoment,
}

/** A function of its arguments alone. */
export function pure(
  gives: Kind,
  types: (keyof typeof readers)[],
  of: (...args: Sql[]) => Sql,
): Row {
  const fewest = types.filter((type) => !type.endsWith('?')).length
  const most = types.some((type) => type.endsWith('+')) ? many : types.length
  const read = (value: Value, at: number) => readers[types[at] ?? types[0] ?? 'text'](value)
  return special(gives, [fewest, most], ({ args }) => of(...args.map(read)))
}

/** A function of more than the values that it is given. */
export const special = (
  gives: Kind,
  takes: Row['takes'],
  of: (call: FunctionCall) => Sql,
): Row => ({
  takes,
  value: (call) => ({ sql: sql`(${of(call)})`, kind: gives }),
})

/** A function whose result is of the kind of what it is given. */
export const choice = (takes: Row['takes'], value: (args: Value[]) => Value): Row => ({
  takes,
  value: ({ args }) => value(args.map(scalar)),
})

export const one = (gives: Kind, of: (text: Sql) => Sql): Row => pure(gives, ['text'], of)
export const tests = (types: Parameters<typeof pure>[1], of: (...texts: Sql[]) => Sql): Row =>
  pure('boolean', types, (...texts) => sql`coalesce(${of(...texts)}, false)`)
export const ofWindow = (of: (window: FunctionCall['window']) => number): Row =>
  special('number', [0, 0], ({ window }) => sql`${of(window)}`)
export const numeric = (of: (number: Sql) => Sql): Row => pure('number', ['number'], of)
export const chosen = (number: Sql, digits: Sql | undefined): Value => ({
  sql: sql`(${number})`,
  kind: 'number',
  ...(digits && { digits }),
})
/** A function of a number that keeps its digits, in floats and in long ones. */
export const exact = (of: (number: Sql) => Sql, change: (digits: Sql) => Sql): Row =>
  choice([1, 1], ([value = absent]) => chosen(of(asNumber(value)), digitsBy(change, value)))
