import { macro, quoted, raw, type Sql, sql } from './sql'
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

/** A numeric literal or number against text that may be numeric: by value where it is, by letters where it is not. */
function againstText(operator: Operator, text: Value, number: Value, turned: boolean): Sql {
  const parsed = textToNumber(text.sql)
  const [left, right] = turned ? [asNumber(number), parsed] : [parsed, asNumber(number)]
  const [leftText, rightText] = turned ? [asText(number), text.sql] : [text.sql, asText(number)]
  const compared = sqlOf(operator)
  const byText = sql`${leftText} ${compared} ${rightText}`
  const general = sql`coalesce(${left} ${compared} ${right}, ${byText})`
  const alike = sameLength(number)
  // Whole numbers of as many digits sort by letters as by value: no conversion, and DuckDB looks at
  // each distinct text once.
  return alike
    ? sql`(CASE WHEN regexp_full_match(${text.sql}, ${quoted(alike)}) THEN ${byText} ELSE ${general} END)`
    : general
}

/** What whole numbers with as many digits as this literal look like; undefined when it is none. */
function sameLength({ literal }: Value): string | undefined {
  const digits = /^[1-9](\d{0,14})$/.exec(String(literal))?.[1]
  return digits === undefined ? undefined : `[1-9][0-9]{${digits.length}}`
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
    return againstText(operator, left, right, false)
  if (right.kind === 'text' && right.literal === undefined && isNumeric(left))
    return againstText(operator, right, left, true)
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
  ['text'],
  (text) => sql`coalesce(${textToNumber(text)}::VARCHAR, ${text})`,
)

export const compareMacros = [textKey]

/** A text that two values share if and only if they are equal: numbers by their value. */
export const equalityKey = (value: Value): Sql =>
  isStructure(value) ? sql`NULL::VARCHAR` : textKey(asText(value))
