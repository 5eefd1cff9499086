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

const isNumeric = ({ kind, literal }: Value) =>
  kind === 'number' || kind === 'boolean' || (typeof literal === 'string' && isNumericText(literal))

/** A numeric literal or number against text that may be numeric: by value where it is, by letters where it is not. */
function againstText(operator: Operator, text: Value, number: Value, turned: boolean): string {
  const parsed = textToNumber(text.sql)
  const [left, right] = turned
    ? [asNumber(number), `(${parsed})`]
    : [`(${parsed})`, asNumber(number)]
  const [leftText, rightText] = turned ? [asText(number), text.sql] : [text.sql, asText(number)]
  const sql = operator === '!=' ? '<>' : operator
  const general = `coalesce(${left} ${sql} ${right}, ${leftText} ${sql} ${rightText})`
  const alike = sameLength(number)
  // Whole numbers of as many digits sort by letters as by value: no conversion, and DuckDB looks at
  // each distinct text once.
  return alike
    ? `(CASE WHEN regexp_full_match(${text.sql}, '${alike}') THEN ${leftText} ${sql} ${rightText} ELSE ${general} END)`
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
export function compare(operator: Operator, one: Value, other: Value): string {
  const sql = operator === '!=' ? '<>' : operator
  const [left, right] = [scalar(one), scalar(other)]
  if (isStructure(left) || isStructure(right)) return 'false'
  if (isNumeric(left) && isNumeric(right)) return `(${asNumber(left)} ${sql} ${asNumber(right)})`
  if (left.kind === 'text' && left.literal === undefined && isNumeric(right))
    return againstText(operator, left, right, false)
  if (right.kind === 'text' && right.literal === undefined && isNumeric(left))
    return againstText(operator, right, left, true)
  if (left.kind === 'timestamp' && isNumeric(right))
    return `(${left.sql} ${sql} ${asNumber(right)})`
  if (right.kind === 'timestamp' && isNumeric(left))
    return `(${asNumber(left)} ${sql} ${right.sql})`
  if (left.kind === 'timestamp' && right.kind === 'timestamp')
    return `(${left.sql} ${sql} ${right.sql})`
  const texts = `${asText(left)} ${sql} ${asText(right)}`
  const bothOpen = [left, right].every(
    ({ kind, literal }) => kind === 'text' && literal === undefined,
  )
  if (!bothOpen) return `(${texts})`
  return `coalesce((${textToNumber(left.sql)}) ${sql} (${textToNumber(right.sql)}), ${texts})`
}

/** A text that two values share if and only if they are equal: numbers by their value. */
export function equalityKey(value: Value): string {
  if (isStructure(value)) return 'NULL::VARCHAR'
  const text = asText(value)
  return `coalesce((${textToNumber(text)})::VARCHAR, ${text})`
}
