import { madeOf, sqlMadeOf } from './bound'
import { list, macro, once, quoted, raw, type Sql, sql } from './sql'
import { asNumber, asText, isNumericText, numeric, textToNumber, type Value } from './value'

/** Beyond so many letters a number may have more digits than a float. */
export const longText = 15

export const isLong = (text: Sql): Sql => sql`strlen(${text}) > ${longText}`

const parts = quoted('^[-+]?([0-9]*)\\.?([0-9]*)(?:[eE]([-+]?[0-9]+))?$')
const zeroOfExponents = 5_000_000

const signedKey = macro('signed_key', (isNegative, digits, exponent) => {
  const turned = sql`translate(${digits}, '0123456789', '9876543210') || '~'`
  const place = (of: Sql) => sql`lpad((${zeroOfExponents} ${of})::VARCHAR, 8, '0')`
  return sql`CASE WHEN ${digits} = '' THEN '1' WHEN ${isNegative} THEN '0' || ${place(sql`- (${exponent})`)} || ${turned} ELSE '2' || ${place(sql`+ (${exponent})`)} || ${digits} END`
})

/** What sorts by its letters as a numeric text does by its value, to the last digit; null when it is none. */
export const numberKey = once('number_key', (text) => {
  const part = (nth: number) => sql`regexp_extract(${text}, ${parts}, ${nth})`
  const digits = sql`ltrim(${part(1)} || ${part(2)}, '0')`
  const power = sql`greatest(least(coalesce(TRY_CAST(${part(3)} AS INTEGER), 0), 1000000), -1000000)`
  const exponent = sql`length(${digits}) - length(${part(2)}) + ${power}`
  return sql`CASE WHEN regexp_full_match(${text}, ${numeric}) THEN ${signedKey(sql`starts_with(${text}, '-')`, sql`rtrim(${digits}, '0')`, exponent)} END`
})

/** A number with all its digits. */
const writtenNumber = once('written_number', (number) => {
  return sql`CASE WHEN NOT isfinite((${number})::DOUBLE) THEN NULL WHEN (${number}) = trunc(${number}) AND abs((${number})::DOUBLE) < 1e37 THEN (${number})::HUGEINT::VARCHAR ELSE (${number})::VARCHAR END`
})

/** A number that is compared with others, with all its digits. */
export function writtenOut(value: Value): Sql {
  const { literal, digits } = value
  if (typeof literal === 'string') return quoted(literal)
  if (digits && literal !== undefined) return digits
  const written = writtenNumber(asNumber(value))
  return digits ? sql`coalesce(${digits}, ${written})` : written
}

/** Whether a number may have digits that a float has not. */
export const isWide = ({ kind, literal, digits, isWhole }: Value): boolean =>
  typeof literal === 'string'
    ? isNumericText(literal) && literal.length > longText
    : kind === 'number' && (digits !== undefined || isWhole === true || typeof literal === 'bigint')

/** A number that may have more digits than a float, as the text that has them; all else as it came. */
export const settled = (value: Value): Value =>
  value.digits ? { sql: sqlMadeOf(value, asText), kind: 'text' } : value

const isNumeric = (text: Sql) => sql`regexp_full_match(${text}, ${numeric})`

/** The digits of a long text that is numeric. */
const longDigits = macro('long_digits', (text) => {
  return sql`CASE WHEN ${isLong(text)} THEN CASE WHEN ${isNumeric(text)} THEN ${text} END END`
})

/** The number that was settled as a text. */
export const numberIn = (text: Sql): Value =>
  madeOf((of) => {
    const { sql: one } = of({ sql: text, kind: 'text' })
    return { sql: textToNumber(one), kind: 'number', digits: longDigits(one) }
  })

/** The digits of an argument; null where its number says all. */
function digitsOf(value: Value): Sql | null {
  if (typeof value.literal === 'string') return isWide(value) ? quoted(value.literal) : null
  if (value.kind === 'text') return longDigits(value.sql)
  if (value.digits) return value.digits
  return isWide(value) ? sql`(${value.sql})::VARCHAR` : null
}

/** A function of one number as it changes its digits. */
export function digitsBy(change: (digits: Sql) => Sql, value: Value): Sql | undefined {
  const digits = digitsOf(value)
  return digits ? change(digits) : undefined
}

export const withoutSign = (digits: Sql): Sql => sql`ltrim(${digits}, '-+')`

const wholePart = (digits: Sql) =>
  sql`TRY_CAST(ltrim(regexp_extract(${digits}, '^[-+]?[0-9]+'), '+') AS HUGEINT)`
const toWhole = (name: string, sign: '+' | '-') =>
  once(name, (digits) => {
    const isInside = sql`regexp_matches(${digits}, '\\.[0-9]*[1-9]')`
    const isNegative = sql`starts_with(${digits}, '-')`
    const step =
      sign === '+'
        ? sql`+ (${isInside} AND NOT ${isNegative})::INTEGER`
        : sql`- (${isInside} AND ${isNegative})::INTEGER`
    return sql`CASE WHEN regexp_full_match(${digits}, '[-+]?[0-9]+\\.?[0-9]*') THEN (${wholePart(digits)} ${step})::VARCHAR END`
  })
export const ceilDigits = toWhole('ceil_digits', '+')
export const floorDigits = toWhole('floor_digits', '-')

const chooseDigits = (which: 'max' | 'min') =>
  macro(`${which}_digits`, (pairs) => {
    const key = numberKey(sql`coalesce(pair.digits, ${writtenNumber(sql`pair.number`)})`)
    const keyed = sql`list_transform(all_pairs, lambda pair: CASE WHEN pair.number IS NOT NULL THEN {'key': ${key}, 'digits': pair.digits} END)`
    const isAny = sql`len(list_filter(all_pairs, lambda pair: pair.digits IS NOT NULL)) > 0`
    return sql`list_transform([${pairs}], lambda all_pairs: CASE WHEN ${isAny} THEN ${raw(`list_${which}`)}(${keyed}).digits END)[1]`
  })
const choices = { max: chooseDigits('max'), min: chooseDigits('min') }

/** The key of a whole number above 0 that stands in the query: planning a call of the macro takes longer than comparing. */
export function wholeKey(digits: string): Sql {
  const place = String(zeroOfExponents + digits.length).padStart(8, '0')
  return quoted(`2${place}${digits.replace(/0+$/, '')}`)
}

// Aggregates are named once: each name more would be planned anew.
const chooseText = (which: 'max' | 'min') =>
  macro(`${which}_text`, (texts, short, long) => {
    const ordered = (text: Sql) => sql`{'key': ${numberKey(text)}, 'text': ${text}}`
    const isShort = sql`${ordered(sql`one.short`)} ${raw(which === 'max' ? '>' : '<')} ${ordered(sql`one.long`)}`
    const number = sql`CASE WHEN one.long IS NULL OR (one.short IS NOT NULL AND ${isShort}) THEN one.short ELSE one.long END`
    const chosen = which === 'max' ? sql`${number}, one.texts` : sql`one.texts, ${number}`
    return sql`list_transform([{'texts': ${texts}, 'short': ${short}, 'long': ${long}}], lambda one: coalesce(${chosen}))[1]`
  })
/**
 * The lowest or highest value, as it stands in the log, of the lowest or highest of texts, of short numeric
 * texts and of long ones, each of which may be null: text sorts below numbers.
 */
export const textOfExtreme = { max: chooseText('max'), min: chooseText('min') }

/** Of several numbers the digits of the highest or lowest; undefined when none of them has more than a float. */
export function extremeDigits(which: 'max' | 'min', values: readonly Value[]): Sql | undefined {
  const each = values.map((value) => ({ value, digits: digitsOf(value) }))
  if (each.every(({ digits }) => digits === null)) return undefined
  const pairs = each.map(({ value, digits }) => {
    const number = sql`(${asNumber(value)})::DOUBLE`
    return sql`{'number': ${number}, 'digits': ${digits ?? sql`NULL::VARCHAR`}}`
  })
  const mayBe = each.flatMap(({ value, digits }) => {
    if (!digits) return []
    return value.kind === 'text' && !value.literal ? isLong(value.sql) : sql`${digits} IS NOT NULL`
  })
  return sql`CASE WHEN ${list(mayBe, ' OR ')} THEN ${choices[which](sql`[${pairs}]`)} END`
}
