import type { Span } from '@/lib/text/problem'
import type { Merge } from './parts'
import { readRegex } from './regex'
import type { Sql } from './sql'
import { bind, macro, once, quoted, raw, sql } from './sql'

/** What is known of a value before the query runs. Text may hold numbers; a condition may be null. */
export type Kind = 'text' | 'number' | 'boolean' | 'timestamp' | 'list' | 'map' | 'json'

/**
 * A piece of SQL and what it gives. A timestamp is epoch ms; a list is VARCHAR[]; a map is JSON, an
 * object or an array; json is any part of one, and a text or number where it is used as such.
 */
export interface Value {
  sql: Sql
  kind: Kind
  /** The value itself, when it is written in the query. */
  literal?: string | number | bigint
  /** A number to the digit, as text, where `sql` is a float that has not all of them; null where it has. */
  digits?: Sql
  /** Both in one, as {'number': …, 'digits': …}: what needs both of them names it once. */
  pair?: Sql
  /** SQL of a whole number to the digit. */
  isWhole?: true
  /** A field of the events as it is stored, whose texts mostly repeat; `much` when it has few of them. */
  repeats?: 'mostly' | 'much'
  /** A number that each text has of its own, and how it becomes the text: cheaper to group by. */
  key?: { sql: Sql; shown: (key: Sql) => Sql }
  /** An aggregate that can be put together from parts of the events. */
  merge?: Merge
  /** The value of which an aggregate counts how many there are. */
  distinct?: Sql
}

// What DuckDB takes for a number and CloudWatch does not: inf, nan, spaces, 1_000, 0x10.
export const numeric = quoted('[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?')

export const isNumericText = (text: string) =>
  Number.isFinite(Number(text)) && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)

/** Text as a number; null when it is not entirely numeric. */
export const textToNumber = macro('as_number', (text) => {
  return sql`CASE WHEN regexp_full_match(${text}, ${numeric}) THEN TRY_CAST(${text} AS DOUBLE) END`
})

/** A whole number of more digits than a DOUBLE has; null for all else. */
export const longWhole = (text: string): bigint | null =>
  /^[-+]?\d{16,37}$/.test(text) && !Number.isSafeInteger(Number(text))
    ? BigInt(text.replace('+', ''))
    : null

/** The same as it stands in SQL. */
export const bindWhole = (whole: bigint): Sql => raw(`(${whole})::HUGEINT`)

/** Text as a whole number of 64 bits; what follows the point is cut off. */
export const textToWhole = macro('as_whole', (text) => {
  return sql`CASE WHEN regexp_full_match(${text}, '[-+]?[0-9]+(?:\\.[0-9]*)?') THEN TRY_CAST(regexp_extract(${text}, '-?[0-9]+') AS BIGINT) ELSE TRY_CAST(trunc(${textToNumber(text)}) AS BIGINT) END`
})

// DuckDB looks at each distinct text of a column once if a function asks, and a lambda is one; where
// texts hardly repeat it costs more.
const eachToNumber = macro('each_as_number', (text) => {
  return sql`list_transform([${text}], lambda one: ${textToNumber(sql`one`)})[1]`
})

/** A part of a map as it is shown: objects and lists as their JSON. */
export const shownJson = macro('shown_json', (json) => {
  return sql`CASE json_type(${json}) WHEN 'BOOLEAN' THEN CASE ${json}->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE ${json}->>'$' END`
})

/** The same, where objects and lists are null. */
const scalarText = macro('json_text', (json) => {
  return sql`CASE WHEN json_type(${json}) NOT IN ('OBJECT', 'ARRAY') THEN ${shownJson(json)} END`
})

/** A part of a map as the text that it is; everything else as it came. */
export const scalar = (value: Value): Value =>
  value.kind === 'json' ? { sql: scalarText(value.sql), kind: 'text' } : value

/** A map, list or array that does not compare, sort or count. */
export const isStructure = ({ kind }: Value) => kind === 'list' || kind === 'map'

const textToJson = macro('as_json', (text) => {
  return sql`CASE WHEN json_valid(${text}) THEN (${text})::JSON END`
})

/** JSON that is an object or a list; anything else is null. */
export const structureOf = macro('json_structure', (json) => {
  return sql`CASE WHEN json_type(${json}) IN ('OBJECT', 'ARRAY') THEN ${json} END`
})

/** The elements of a JSON array; what is none is its one element. */
export const elementsOf = macro('elements', (json) => {
  return sql`CASE WHEN json_type(${json}) = 'ARRAY' THEN json_extract(${json}, '$[*]')::JSON[] ELSE [${json}] END`
})

/** A value as JSON; text that is no JSON is null. */
export function asJson(value: Value): Sql {
  if (value.kind === 'json' || value.kind === 'map') return value.sql
  if (value.kind === 'list') return sql`to_json(${value.sql})`
  return textToJson(asText(value))
}

export const absent: Value = { sql: sql`NULL::VARCHAR`, kind: 'text' }

/** A member of a map (by name) or list (by number). Null where there is none. */
export function memberOf(value: Value, steps: readonly (string | number)[]): Value {
  if (value.kind === 'list') {
    const [index, ...rest] = steps
    const whole = typeof index === 'number' && rest.length === 0
    if (!whole) return { ...absent }
    return { sql: sql`list_extract(${value.sql}, ${bind(index + 1)})`, kind: 'text' }
  }
  const pointer = steps
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
  return { sql: sql`json_extract(${asJson(value)}, ${bind(pointer)})`, kind: 'json' }
}

export function asNumber(given: Value): Sql {
  const value = scalar(given)
  if (typeof value.literal === 'string') {
    const whole = longWhole(value.literal)
    if (whole !== null) return bindWhole(whole)
    return isNumericText(value.literal) ? sql`${Number(value.literal)}::DOUBLE` : sql`NULL::DOUBLE`
  }
  if (value.kind === 'text')
    return value.repeats === 'much' ? eachToNumber(value.sql) : textToNumber(value.sql)
  if (value.kind === 'boolean') return sql`coalesce(${value.sql}, false)::INTEGER`
  if (isStructure(value)) return sql`NULL::DOUBLE`
  return value.sql
}

// The last moment that JavaScript and DuckDB both know, some 270,000 years away.
const lastMomentMs = 8_640_000_000_000_000

/** A number as epoch ms; null when it lies beyond all calendars. */
export function asMoment(value: Value): Sql {
  if (value.kind === 'timestamp') return value.sql
  const number = asNumber(value)
  return sql`(CASE WHEN abs((${number})::DOUBLE) <= ${lastMomentMs} THEN (${number})::BIGINT END)`
}

/** A number as a whole one between two bounds, so that no cast can fail. */
export const clamped = (number: Sql, min: number, max: number) =>
  sql`least(greatest(${number}, ${min}), ${max})::BIGINT`

/** How a number prints: whole ones plainly, others with at most four decimals. */
export const shownNumber = macro('as_text', (number) => {
  return sql`CASE WHEN NOT isfinite((${number})::DOUBLE) THEN NULL WHEN (${number}) = trunc(${number}) AND abs((${number})::DOUBLE) < 1e37 THEN (${number})::HUGEINT::VARCHAR ELSE round(${number}, 4)::VARCHAR END`
})

/** The same of digits that a float has not: whole ones without zeros before them. */
export const shownDigits = once('digits_as_text', (digits) => {
  return sql`CASE WHEN regexp_full_match(${digits}, '[-+]?[0-9]+') THEN regexp_replace(${digits}, '^(-?)[+]?0*([0-9])', '\\1\\2') ELSE ${digits} END`
})

export function asText(given: Value): Sql {
  const value = scalar(given)
  if (typeof value.literal === 'number' || typeof value.literal === 'bigint')
    return value.digits ?? quoted(String(value.literal))
  switch (value.kind) {
    case 'text':
      return value.sql
    case 'number': {
      const shown = shownNumber(value.sql)
      return value.digits ? sql`coalesce(${shownDigits(value.digits)}, ${shown})` : shown
    }
    case 'boolean':
      return sql`(CASE WHEN ${value.sql} THEN '1' ELSE '0' END)`
    case 'list':
    case 'map':
    case 'json':
      return absent.sql
    case 'timestamp':
      return sql`strftime(make_timestamp((${value.sql}) * 1000), '%Y-%m-%d %H:%M:%S.%g')`
  }
}

/** A condition for WHERE and CASE: null counts as false there. */
export function asCondition(given: Value): Sql {
  const value = scalar(given)
  if (value.kind === 'boolean') return value.sql
  if (value.kind === 'text')
    return sql`(${value.sql} IS NOT NULL AND ${value.sql} NOT IN ('', '0', 'false'))`
  if (isStructure(value)) return sql`false`
  return sql`(${value.sql} <> 0)`
}

/** The SQL of a regular expression, bound, between what stands before and behind it. */
export const bindRegex = (source: string, span: Span, [before, behind] = ['', '']): Sql =>
  bind(before + readRegex(source, span).write() + behind)

/**
 * Whether a regular expression finds something in a value. Of stored fields DuckDB looks at each distinct
 * text once, but only in functions that cannot fail; `regexp_matches` is not among them.
 */
export function finds({ repeats, ...value }: Value, source: string, span: Span): Sql {
  const text = asText(value)
  // An open \Q would take in what stands behind it.
  return repeats && !source.includes('\\Q')
    ? sql`regexp_full_match(${text}, ${bindRegex(source, span, ['(?s:.*)(?:', ')(?s:.*)'])})`
    : sql`regexp_matches(${text}, ${bindRegex(source, span)})`
}
