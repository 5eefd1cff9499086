import { list, Sql, sql } from './sql'
import { maxCopied } from './undecided'
import type { Value } from './value'

/**
 * Functions name what they are given several times, and nested in each other they would grow without
 * bound. So beyond a size an operand is computed once, as a member of the one element of a list, and the
 * function is that of the element. Small ones stay where they are named, which the database does faster.
 */

// No column is called so: brackets come in names of fields alone, and those are of words.
const element = sql`"(operands)"`

const sizeOf = ({ sql: made, digits }: Value) => made.size + (digits?.size ?? 0)
// A column, or what is as short as one.
const isLeaf = ({ literal, sql: made }: Value) =>
  literal !== undefined || made.column !== undefined || made.size <= 16

const pairOf = (number: Sql, digits: Sql): Sql => sql`{'number': ${number}, 'digits': ${digits}}`
const ofPair = (pair: Sql) => ({ sql: sql`(${pair}).number`, digits: sql`(${pair}).digits` })

/** What is made of operands: `make` gets each of them through `of`, and may be called more than once. */
export function madeOf(make: (of: (operand: Value) => Value) => Value): Value {
  const operands = new Map<Sql, Value>()
  const copied = make((operand) => {
    if (!isLeaf(operand)) operands.set(operand.sql, operand)
    return operand
  })
  if (operands.size === 0 || sizeOf(copied) <= maxCopied) return copied
  const numbers = new Map([...operands.keys()].map((one, at) => [one, at]))
  const made = make((operand) => {
    const { kind, digits, isWhole } = operand
    if (isLeaf(operand)) return operand
    const member = sql`${element}.of${numbers.get(operand.sql) ?? 0}`
    return { kind, ...(digits ? ofPair(member) : { sql: member }), ...(isWhole && { isWhole }) }
  })
  const members = [...operands.values()].map(({ sql: one, digits, pair }, at) => {
    return sql`'of${at}': ${digits ? (pair ?? pairOf(one, digits)) : one}`
  })
  const body = made.digits ? pairOf(made.sql, made.digits) : made.sql
  const bound = sql`list_transform([{${list(members)}}], lambda ${element}: ${body})[1]`
  if (sizeOf(copied) - bound.size <= maxCopied) return copied
  const whole = new Sql(bound.pieces, bound.size, undefined, bound.bound + 1)
  return made.digits ? { ...made, ...ofPair(whole), pair: whole } : { ...made, sql: whole }
}

/** The SQL that is made of a value. */
export const sqlMadeOf = (value: Value, make: (value: Value) => Sql): Sql =>
  madeOf((of) => ({ sql: make(of(value)), kind: 'text' })).sql
