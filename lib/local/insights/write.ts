import { lastingWord } from '@/lib/mask-rules'
import { aggregate, aggregateName } from './aggregates'
import type { Expression } from './ast'
import { madeOf, sqlMadeOf } from './bound'
import { compare, equalityKey } from './compare'
import { longText } from './exact'
import { callFunction, isFunction } from './functions'
import { MalformedQuery } from './malformed'
import { plainText } from './plain-text'
import type { Rows } from './rows'
import { bind, list, quoted, raw, type Sql, sql } from './sql'
import { rowsOf } from './stages'
import { didYouMean } from './suggest'
import { maxBound, maxCopied, maxSqlLength } from './undecided'
import {
  absent,
  asCondition,
  asNumber,
  asText,
  bindWhole,
  finds,
  longWhole,
  memberOf,
  scalar,
  type Value,
} from './value'
import { vocabulary } from './vocabulary'

/** An expression of stats. */
export interface Within {
  /** Those that stand before it, with the aggregates that they call. */
  aliases: Map<string, { made: Value; called: ReadonlySet<string> }>
  /** The aggregates that it calls, also by an alias. */
  called: Set<string>
  /** It stands inside an aggregate. */
  isInside: boolean
}

const maxDepth = 150
// Beyond so many numbers a list is looked through by key instead of one by one.
const maxCompared = 20
const known = vocabulary.functions.map(({ name }) => name)

/** The operands of a row of the same operator: `a and b and c` is one list, however long. */
function operands(expression: Extract<Expression, { kind: 'logic' }>): Expression[] {
  const found: Expression[] = []
  let left: Expression = expression
  while (left.kind === 'logic' && left.operator === expression.operator) {
    found.push(left.right)
    left = left.left
  }
  return [left, ...found.reverse()]
}

/** What an expression is in SQL, over the rows as they are. Throws {@link MalformedQuery}. */
export function sqlOf(rows: Rows, expression: Expression, within?: Within, depth = 0): Value {
  if (depth > maxDepth) throw new MalformedQuery('the query is nested too deeply', expression)
  const made = typedColumn(rows, expression, within) ?? ofOperands(rows, expression, within, depth)
  if (made.sql.bound > maxBound)
    throw new MalformedQuery('the query is nested too deeply', expression)
  if (made.sql.size > maxSqlLength)
    throw new MalformedQuery('the query is too complicated', expression)
  return made
}

/** The column of a stats that is called as this expression is written: `sort avg(bytes)`, `display bin(5m)`. */
function typedColumn(
  rows: Rows,
  { kind, start, end }: Expression,
  within: Within | undefined,
): Value | undefined {
  if (rows.events || (kind !== 'call' && kind !== 'arithmetic')) return undefined
  // A later stats counts anew, of what the earlier one has made.
  if (rows.command === 'stats' && !within?.isInside) return undefined
  const names = [...rows.columns.keys()].filter((name) => /\W/.test(name))
  if (names.length === 0) return undefined
  const typed = plainText(rows.shared.text.slice(start, end))
  const name = names.find((one) => plainText(one) === typed)
  return name === undefined ? undefined : rows.output(name)
}

const numeric = (made: Sql): Value => ({ sql: made, kind: 'number' })
const wholeOf = (literal: bigint): Value => ({ sql: bindWhole(literal), kind: 'number', literal })
function numberOf(typed: string, value: number): Value {
  const whole = longWhole(typed)
  if (whole !== null) return wholeOf(whole)
  const isLong = typed.length > longText && typed.replace(/[eE].*|\D/g, '').length > longText
  const digits = isLong ? { digits: quoted(typed) } : {}
  return { sql: bind(value), kind: 'number', literal: value, ...digits }
}
const condition = (made: Sql): Value => ({ sql: made, kind: 'boolean' })

function ofOperands(
  rows: Rows,
  expression: Expression,
  within: Within | undefined,
  depth: number,
): Value {
  const known = new Map<Expression, Value>()
  const operandOf = (operand: Expression) => {
    const value = known.get(operand) ?? sqlOf(rows, operand, within, depth + 1)
    known.set(operand, value)
    return value
  }
  // A subquery is written once, and of a list nothing stands in it.
  if (expression.kind === 'inQuery') return isInQuery(rows, expression, operandOf(expression.value))
  return madeOf((of) => write(rows, expression, within, (operand) => of(operandOf(operand))))
}

function write(
  rows: Rows,
  expression: Exclude<Expression, { kind: 'inQuery' }>,
  within: Within | undefined,
  of: (operand: Expression) => Value,
): Value {
  switch (expression.kind) {
    case 'text':
      return { sql: bind(expression.value), kind: 'text', literal: expression.value }
    case 'number':
      return numberOf(rows.shared.text.slice(expression.start, expression.end), expression.value)
    case 'period':
      throw new MalformedQuery('a period stands only in functions of time such as bin', expression)
    case 'field': {
      const alias = within?.aliases.get(expression.name)
      for (const name of alias?.called ?? []) within?.called.add(name)
      return alias?.made ?? rows.truth(expression) ?? rows.field(expression)
    }
    case 'member': {
      const whole = of(expression.of)
      if (whole !== absent || expression.of.kind !== 'field')
        return memberOf(whole, expression.steps)
      // Elements of a list in the event are fields of their own: users.0.
      const path = [...expression.of.path, ...expression.steps.map(String)]
      return rows.field({ ...expression, name: path.join('.'), path })
    }
    case 'negate': {
      const operand = of(expression.operand)
      if (typeof operand.literal === 'bigint') return wholeOf(-operand.literal)
      const negative = numeric(sql`(-(${asNumber(operand)})::DOUBLE)`)
      const { literal, digits } = operand
      return digits && typeof literal === 'number'
        ? { ...negative, literal: -literal, digits: sql`('-' || ${digits})` }
        : negative
    }
    case 'not':
      return condition(sql`(NOT coalesce(${asCondition(of(expression.operand))}, false))`)
    case 'logic': {
      // Each by itself: the others need not be computed where one decides.
      const conditions = operands(expression).map((operand) => sqlMadeOf(of(operand), asCondition))
      return condition(sql`(${list(conditions, ` ${expression.operator.toUpperCase()} `)})`)
    }
    case 'arithmetic': {
      const [left, right] = [asNumber(of(expression.left)), asNumber(of(expression.right))]
      return numeric(arithmetic(expression.operator, left, right))
    }
    case 'compare':
      return condition(compare(expression.operator, of(expression.left), of(expression.right)))
    case 'like': {
      const value = of(expression.value)
      const { pattern, regex } = expression
      const found = regex
        ? finds(scalar(value), pattern, expression)
        : sql`contains(${asText(value)}, ${bind(pattern)})`
      const word = wordOf(pattern, regex)
      const { unmasked } = rows.scan
      // To hide what is in a line costs more than to find that it has not the word.
      return unmasked && word !== null && value.sql === rows.scan.system('message')
        ? condition(sql`(contains(${unmasked.message}, ${bind(word)}) AND ${found})`)
        : condition(found)
    }
    case 'in':
      return condition(isIn(of(expression.value), expression.list.map(of)))
    case 'call':
      return call(rows, expression, within, of)
  }
}

/** Membership in the one column of a subquery. */
function isInQuery(
  rows: Rows,
  expression: Extract<Expression, { kind: 'inQuery' }>,
  value: Value,
): Value {
  const found = rowsOf(expression.query, rows)
  const [name, ...more] = found.outputNames()
  if (name === undefined || more.length > 0)
    throw new MalformedQuery('a query after in gives one column: end it with fields', expression)
  const column = scalar(found.output(name))
  const one = sqlMadeOf(value, (operand) => equalityKey(scalar(operand), [column]))
  const key = equalityKey(column, [scalar(value)])
  return condition(sql`(${one} IN (SELECT ${key} FROM ${found.relation}))`)
}

/** A word without which a masked line does not fit the pattern; null where none is known. */
function wordOf(pattern: string, regex: boolean): string | null {
  const plain = pattern.replace(/\\([^\w\s])/g, '$1')
  const isPlain = !regex || !/[\\^$.|?*+()[\]{}]/.test(pattern.replace(/\\[^\w\s]/g, ''))
  return isPlain ? lastingWord(regex ? plain : pattern) : null
}

/** DuckDB looks at each distinct text of a stored field once, if a function asks. */
function isWordOf({ sql: text, repeats }: Value, words: Value[]): Sql {
  const list = words.map((word) => word.sql)
  return repeats && list.length <= maxCompared
    ? sql`list_contains([${list}], ${text})`
    : sql`${text} IN (${list})`
}

/** Membership: texts by their letters, all else as `=` compares. */
function isIn(value: Value, items: Value[]): Sql {
  const operand = scalar(value)
  const isWord = ({ literal }: Value) => typeof literal === 'string'
  const words = operand.kind === 'text' ? items.filter(isWord) : []
  const others = items.filter((item) => !words.includes(item))
  const tests = words.length > 0 ? [isWordOf(operand, words)] : []
  if (others.length > maxCompared)
    tests.push(
      sql`${equalityKey(operand, others)} IN (${others.map((one) => equalityKey(one, [operand, ...others]))})`,
    )
  else tests.push(...others.map((item) => compare('=', operand, item)))
  return tests.length > 0 ? sql`(${list(tests, ' OR ')})` : sql`false`
}

function arithmetic(operator: string, left: Sql, right: Sql): Sql {
  if (operator === '/') return sql`((${left})::DOUBLE / nullif(${right}, 0))`
  if (operator === '%') return sql`((${left}) % nullif(${right}, 0))`
  if (operator === '^') return sql`power(${left}, ${right})`
  return sql`((${left})::DOUBLE ${raw(operator)} (${right}))`
}

function call(
  rows: Rows,
  expression: Extract<Expression, { kind: 'call' }>,
  within: Within | undefined,
  of: (operand: Expression) => Value,
): Value {
  const { name, args, star = false } = expression
  const given = (read: (operand: Expression) => Value) => ({
    args: args.map((operand) => (operand.kind === 'period' ? absent : read(operand))),
    periods: args.map((operand) => (operand.kind === 'period' ? operand : null)),
    span: expression,
    time: () => rows.eventTime(expression),
  })
  const key = aggregateName(name)
  if (key) {
    if (!within) throw new MalformedQuery(`${name} stands only in stats`, expression)
    if (within.isInside) throw new MalformedQuery('an aggregate cannot hold another', expression)
    within.called.add(key)
    // What is aggregated are the rows before this stats: its own aliases mean nothing there.
    const inner: Within = { aliases: new Map(), called: new Set(), isInside: true }
    const seen = given((operand) => scalar(sqlOf(rows, operand, inner)))
    const of = (value: Value) => aggregate(key, star, { ...seen, args: seen.args.with(0, value) })
    const [value] = seen.args
    if (!value) return aggregate(key, star, seen)
    // An aggregate is no place for a lambda over what it is given.
    const isNamedOften = of(value).sql.size - value.sql.size > maxCopied
    return value.sql.size > maxCopied && isNamedOften ? of(rows.asColumn(value)) : of(value)
  }
  if (name.toLowerCase() === 'histogram')
    throw new MalformedQuery('histogram stands only behind by, in stats', expression)
  if (!isFunction(name))
    throw new MalformedQuery(`unknown function: ${name}${didYouMean(name, known)}`, expression)
  if (star) throw new MalformedQuery(`${name}(*) means nothing`, expression)
  const window = { ...rows.shared.options, startMs: rows.startMs, endMs: rows.endMs }
  const areNetworks = rows.shared.options.masking !== undefined
  return callFunction(name, { ...given(of), window, binOffsetMs: rows.binOffsetMs, areNetworks })
}
