import { macro, raw, type Sql, sql } from './sql'
import {
  asNumber,
  asText,
  exactly,
  isNumericText,
  isStructure,
  longNumber,
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

/** Text that may be numeric against a number: by value where it is one, by letters where it is not. */
const byValue = (operator: Operator, text: Sql, number: Sql, written: Sql): Sql =>
  sql`coalesce(${longNumber(text)} ${sqlOf(operator)} ${exactly(number)}, ${textToNumber(text)} ${sqlOf(operator)} ${number}, ${text} ${sqlOf(operator)} ${written})`

// Whole numbers of as many digits sort by letters as by value: no conversion, and DuckDB looks at
// each distinct text once.
const withWhole = (name: string, operator: Operator) =>
  macro(name, (text: Sql, whole: Sql) => {
    const written = sql`${whole}::VARCHAR`
    const digits = sql`'[1-9][0-9]{' || (length(${written}) - 1) || '}'`
    return sql`CASE WHEN regexp_full_match(${text}, ${digits}) THEN ${text} ${sqlOf(operator)} ${written} ELSE ${byValue(operator, text, whole, written)} END`
  })

interface Comparison {
  /** The operator when the sides change places. */
  turned: Operator
  withWhole: (text: Sql, whole: Sql) => Sql
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
  const { literal } = number
  return /^[1-9]\d{0,36}$/.test(String(literal))
    ? comparisons[operator].withWhole(text.sql, raw(`${literal}`))
    : byValue(operator, text.sql, asNumber(number), asText(number))
}

/** A text that stands in the query is one, whatever its letters are. */
const isQuoted = ({ kind, literal }: Value) => kind === 'text' && literal !== undefined

/**
 * A comparison as Logs Insights makes it. With a number: by value where the other side is numeric. Between
 * texts: by code point, but for the order of two fields that are both numeric. Null when a side is missing.
 */
export function compare(operator: Operator, one: Value, other: Value): Sql {
  const compared = sqlOf(operator)
  const [left, right] = [scalar(one), scalar(other)]
  if (isStructure(left) || isStructure(right)) return sql`false`
  const areQuoted = isQuoted(left) && isQuoted(right)
  if ((left.kind === 'timestamp' || isNumeric(left)) && !areQuoted) {
    if (right.kind === 'timestamp' || isNumeric(right))
      return sql`(${asNumber(left)} ${compared} ${asNumber(right)})`
  }
  if (isOpen(left) && isNumeric(right) && !isQuoted(right))
    return againstText(operator, left, right)
  if (isOpen(right) && isNumeric(left) && !isQuoted(left))
    return againstText(comparisons[operator].turned, right, left)
  const texts = sql`${asText(left)} ${compared} ${asText(right)}`
  // What is grouped together is equal, and nothing else: so texts are equal by their letters.
  const isEquality = operator === '=' || operator === '!='
  if (isEquality || !isOpen(left) || !isOpen(right)) return sql`(${texts})`
  return sql`coalesce(${longNumber(left.sql)} ${compared} ${longNumber(right.sql)}, ${textToNumber(left.sql)} ${compared} ${textToNumber(right.sql)}, ${texts})`
}

const textKey = macro('equality_key', (text) => {
  return sql`CASE WHEN regexp_full_match(${text}, '[-+]?0*[1-9][0-9]{15,}') THEN regexp_replace(${text}, '^([-]?)[+]?0*', '\\1') ELSE coalesce(${textToNumber(text)}::VARCHAR, ${text}) END`
})

/** A text that values share if and only if they are equal: of texts the text, where others are numbers the value. */
export const equalityKey = (value: Value, others: readonly Value[]): Sql => {
  if (isStructure(value)) return sql`NULL::VARCHAR`
  const areTexts = [value, ...others].every(({ kind }) => kind === 'text')
  return areTexts ? asText(value) : textKey(asText(value))
}
