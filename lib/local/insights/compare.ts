import { isLong, isWide, numberKey, wholeKey, writtenOut } from './exact'
import { list, macro, raw, type Sql, sql } from './sql'
import {
  asNumber,
  asText,
  isNumericText,
  isStructure,
  scalar,
  textToNumber,
  type Value,
} from './value'

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>='

const sqlOf = (operator: Operator) => raw(operator === '!=' ? '<>' : operator)

const isNumeric = ({ kind, literal }: Value) =>
  kind === 'number' || kind === 'boolean' || (typeof literal === 'string' && isNumericText(literal))

/** Text of which only the rows say whether it is a number. */
const isOpen = ({ kind, literal }: Value) => kind === 'text' && literal === undefined

/**
 * Text that may be numeric against a number: by value where it is one, by letters where it is not. Two
 * numbers of few digits are as floats what they are; others are compared digit by digit.
 */
function byValue(
  operator: Operator,
  text: Sql,
  number: Sql,
  { written, key, isLong: long }: Digits,
): Sql {
  const letters = sql`${text} ${sqlOf(operator)} ${written}`
  const exact = sql`coalesce(${numberKey(text)} ${sqlOf(operator)} ${key}, ${letters})`
  const quick = sql`coalesce(${textToNumber(text)} ${sqlOf(operator)} ${number}, ${letters})`
  if (long === true) return exact
  const isExact = long ? sql`${long} OR ${isLong(text)}` : isLong(text)
  return sql`CASE WHEN ${isExact} THEN ${exact} ELSE ${quick} END`
}

interface Digits {
  /** As it is shown. */
  written: Sql
  /** What sorts as it does, to the last digit. */
  key: Sql
  /** Whether it may have more digits than a float: known, or to be seen. */
  isLong: Sql | boolean
}

// Whole numbers of as many digits sort by letters as by value: no conversion, and DuckDB looks at
// each distinct text once.
const withWhole = (name: string, operator: Operator) =>
  macro(name, (text: Sql, whole: Sql, key: Sql) => {
    const written = sql`${whole}::VARCHAR`
    const digits = sql`'[1-9][0-9]{' || (length(${written}) - 1) || '}'`
    const rest = byValue(operator, text, whole, {
      written,
      key,
      isLong: isLong(written),
    })
    return sql`CASE WHEN regexp_full_match(${text}, ${digits}) THEN ${text} ${sqlOf(operator)} ${written} ELSE ${rest} END`
  })

interface Comparison {
  /** The operator when the sides change places. */
  turned: Operator
  withWhole: (text: Sql, whole: Sql, key: Sql) => Sql
}
const comparisons: Record<Operator, Comparison> = {
  '=': { turned: '=', withWhole: withWhole('is_equal', '=') },
  '!=': { turned: '!=', withWhole: withWhole('is_other', '!=') },
  '<': { turned: '>', withWhole: withWhole('is_less', '<') },
  '<=': { turned: '>=', withWhole: withWhole('is_at_most', '<=') },
  '>': { turned: '<', withWhole: withWhole('is_more', '>') },
  '>=': { turned: '<=', withWhole: withWhole('is_at_least', '>=') },
}

/** A numeric literal or number against text. */
function againstText(operator: Operator, text: Value, number: Value): Sql {
  const { literal, digits } = number
  return !digits && /^[1-9]\d{0,36}$/.test(String(literal))
    ? comparisons[operator].withWhole(text.sql, raw(`${literal}`), wholeKey(String(literal)))
    : byValue(operator, text.sql, asNumber(number), {
        written: asText(number),
        key: numberKey(writtenOut(number)),
        isLong: isWide(number),
      })
}

/** Two fields: by value where both are numeric; those of the same value, and all others, by letters. */
function ofFields(name: string, operator: '<' | '<=' | '>' | '>=') {
  const [isBefore, isBehind] = [
    sqlOf(operator.startsWith('<') ? '<' : '>'),
    sqlOf(operator.startsWith('<') ? '>' : '<'),
  ]
  return macro(name, (left: Sql, right: Sql) => {
    const by = (key: (text: Sql) => Sql) =>
      sql`CASE WHEN ${key(left)} ${isBefore} ${key(right)} THEN true WHEN ${key(left)} ${isBehind} ${key(right)} THEN false ELSE ${left} ${sqlOf(operator)} ${right} END`
    return sql`CASE WHEN ${isLong(left)} OR ${isLong(right)} THEN ${by(numberKey)} ELSE ${by(textToNumber)} END`
  })
}
const orders = {
  '<': ofFields('field_is_less', '<'),
  '<=': ofFields('field_is_at_most', '<='),
  '>': ofFields('field_is_more', '>'),
  '>=': ofFields('field_is_at_least', '>='),
}

/** Whether SQL of a number is one of all its digits. */
const isExactly = ({ literal, isWhole, digits }: Value) =>
  isWhole === true || typeof literal === 'bigint' || (!digits && Number.isSafeInteger(literal))

/** Floats are compared as such; a number of more digits by all of them. */
function ofNumbers(operator: Operator, left: Value, right: Value): Sql {
  const compared = sqlOf(operator)
  const quick = sql`${asNumber(left)} ${compared} ${asNumber(right)}`
  const wide = isExactly(left) && isExactly(right) ? [] : [left, right].filter(isWide)
  if (wide.length === 0) return sql`(${quick})`
  const exact = sql`${numberKey(writtenOut(left))} ${compared} ${numberKey(writtenOut(right))}`
  if (wide.some(({ literal }) => literal !== undefined)) return sql`(${exact})`
  const isLong = wide.map(({ digits, sql: whole }) =>
    digits ? sql`${digits} IS NOT NULL` : sql`abs((${whole})::DOUBLE) > ${Number.MAX_SAFE_INTEGER}`,
  )
  return sql`(CASE WHEN ${list(isLong, ' OR ')} THEN ${exact} ELSE ${quick} END)`
}

/** A text that stands in the query is one, whatever its letters are. */
const isQuoted = ({ kind, literal }: Value) => kind === 'text' && literal !== undefined

/**
 * A comparison as Logs Insights makes it. With a number: by value where the other side is numeric. Between
 * texts: by code point, but for the order of two fields that are both numeric. Null when a side is missing.
 */
export function compare(operator: Operator, one: Value, other: Value): Sql {
  const [left, right] = [scalar(one), scalar(other)]
  if (isStructure(left) || isStructure(right)) return sql`false`
  const areQuoted = isQuoted(left) && isQuoted(right)
  if ((left.kind === 'timestamp' || isNumeric(left)) && !areQuoted) {
    if (right.kind === 'timestamp' || isNumeric(right)) return ofNumbers(operator, left, right)
  }
  if (isOpen(left) && isNumeric(right) && !isQuoted(right))
    return againstText(operator, left, right)
  if (isOpen(right) && isNumeric(left) && !isQuoted(left))
    return againstText(comparisons[operator].turned, right, left)
  // What is grouped together is equal, and nothing else: so texts are equal by their letters.
  const isEquality = operator === '=' || operator === '!='
  if (isEquality || !isOpen(left) || !isOpen(right))
    return sql`(${asText(left)} ${sqlOf(operator)} ${asText(right)})`
  return orders[operator](left.sql, right.sql)
}

const shortKey = macro('short_key', (text) => {
  return sql`coalesce(${textToNumber(text)}::VARCHAR, ${text})`
})

const textKey = macro('equality_key', (text) => {
  const number = textToNumber(text)
  const short = shortKey(text)
  const isFloat = sql`${numberKey(text)} = ${numberKey(sql`${number}::VARCHAR`)}`
  const long = sql`CASE WHEN ${isFloat} THEN ${short} ELSE coalesce(${numberKey(text)}, ${text}) END`
  return sql`CASE WHEN ${isLong(text)} THEN ${long} ELSE ${short} END`
})

/** A text that values share if and only if they are equal: of texts the text, where others are numbers the value. */
export const equalityKey = (value: Value, others: readonly Value[]): Sql => {
  if (isStructure(value)) return sql`NULL::VARCHAR`
  const areTexts = [value, ...others].every(({ kind }) => kind === 'text')
  if (areTexts) return asText(value)
  const text = value.kind === 'number' ? writtenOut(value) : asText(value)
  // What stands in the query is computed once, which a lambda is not.
  if (value.literal === undefined || isWide(value)) return textKey(text)
  return shortKey(typeof value.literal === 'number' ? asText(value) : text)
}
