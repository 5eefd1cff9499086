import { macro, raw, type Sql, sql } from './sql'
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

/** Text that may be numeric against a number: by value where it is one, by letters where it is not. */
const byValue = (operator: Operator, text: Sql, number: Sql, written: Sql): Sql =>
  sql`coalesce(${textToNumber(text)} ${sqlOf(operator)} ${number}, ${text} ${sqlOf(operator)} ${written})`

// Whole numbers of as many digits sort by letters as by value: no conversion, and DuckDB looks at
// each distinct text once.
const withWhole = (name: string, operator: Operator) =>
  macro(name, (text: Sql, whole: Sql) => {
    const written = sql`${whole}::VARCHAR`
    const digits = sql`'[1-9][0-9]{' || (length(${written}) - 1) || '}'`
    return sql`CASE WHEN regexp_full_match(${text}, ${digits}) THEN ${text} ${sqlOf(operator)} ${written} ELSE ${byValue(operator, text, whole, written)} END`
  })

const comparisons: Record<Operator, (text: Sql, whole: Sql) => Sql> = {
  '=': withWhole('is_equal', '='),
  '!=': withWhole('is_other', '!='),
  '<': withWhole('is_less', '<'),
  '<=': withWhole('is_at_most', '<='),
  '>': withWhole('is_more', '>'),
  '>=': withWhole('is_at_least', '>='),
}
const turned: Record<Operator, Operator> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/** A numeric literal or number against text. */
function againstText(operator: Operator, text: Value, number: Value): Sql {
  const { literal } = number
  return /^[1-9]\d{0,14}$/.test(String(literal))
    ? comparisons[operator](text.sql, sql`${Number(literal)}`)
    : byValue(operator, text.sql, asNumber(number), asText(number))
}

/**
 * A comparison as Logs Insights makes it: numbers when both sides are entirely numeric, text by code
 * point otherwise. Null when a side is missing.
 */
export function compare(operator: Operator, one: Value, other: Value): Sql {
  const compared = sqlOf(operator)
  const [left, right] = [scalar(one), scalar(other)]
  if (isStructure(left) || isStructure(right)) return sql`false`
  if (isNumeric(left) && isNumeric(right))
    return sql`(${asNumber(left)} ${compared} ${asNumber(right)})`
  if (left.kind === 'text' && left.literal === undefined && isNumeric(right))
    return againstText(operator, left, right)
  if (right.kind === 'text' && right.literal === undefined && isNumeric(left))
    return againstText(turned[operator], right, left)
  if (left.kind === 'timestamp' && isNumeric(right))
    return sql`(${left.sql} ${compared} ${asNumber(right)})`
  if (right.kind === 'timestamp' && isNumeric(left))
    return sql`(${asNumber(left)} ${compared} ${right.sql})`
  if (left.kind === 'timestamp' && right.kind === 'timestamp')
    return sql`(${left.sql} ${compared} ${right.sql})`
  const texts = sql`${asText(left)} ${compared} ${asText(right)}`
  const bothOpen = [left, right].every(
    ({ kind, literal }) => kind === 'text' && literal === undefined,
  )
  if (!bothOpen) return sql`(${texts})`
  return sql`coalesce(${textToNumber(left.sql)} ${compared} ${textToNumber(right.sql)}, ${texts})`
}

const textKey = macro(
  'equality_key',
  (text) => sql`coalesce(${textToNumber(text)}::VARCHAR, ${text})`,
)

/** A text that two values share if and only if they are equal: numbers by their value. */
export const equalityKey = (value: Value): Sql =>
  isStructure(value) ? sql`NULL::VARCHAR` : textKey(asText(value))
