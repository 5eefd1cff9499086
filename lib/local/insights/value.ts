import type { Span } from '@/lib/text/problem'
import { MalformedQuery } from './malformed'

/** What is known of a value before the query runs. Text may hold numbers; a condition may be null. */
export type Kind = 'text' | 'number' | 'boolean' | 'timestamp' | 'list' | 'map' | 'json'

/**
 * A piece of SQL and what it gives. A timestamp is epoch ms; a list is VARCHAR[]; a map is JSON, an
 * object or an array; json is any part of one, and a text or number where it is used as such.
 */
export interface Value {
  sql: string
  kind: Kind
  /** The value itself, when it is written in the query. */
  literal?: string | number
}

export type Parameter = string | number

/** Collects what is bound; a value written in a query never becomes SQL text. */
export interface Binder {
  parameters: Parameter[]
  bind(value: Parameter): string
}

export function binder(): Binder {
  const parameters: Parameter[] = []
  const known = new Map<string, string>()
  return {
    parameters,
    bind(value) {
      const key = `${typeof value} ${value}`
      const place = known.get(key)
      if (place) return place
      parameters.push(value)
      const cast =
        typeof value === 'string' ? 'VARCHAR' : Number.isSafeInteger(value) ? 'BIGINT' : 'DOUBLE'
      const made = `$${parameters.length}::${cast}`
      known.set(key, made)
      return made
    },
  }
}

// What DuckDB takes for a number and CloudWatch does not: inf, nan, spaces, 1_000, 0x10.
const numeric = `'[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?'`

export const isNumericText = (text: string) =>
  Number.isFinite(Number(text)) && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text)

/** Text as a number; null when it is not entirely numeric. */
export const textToNumber = (sql: string) =>
  `CASE WHEN regexp_full_match(${sql}, ${numeric}) THEN TRY_CAST(${sql} AS DOUBLE) END`

/** The text of a JSON value that is no object and no array. */
const scalarText = (json: string) =>
  `CASE json_type(${json}) WHEN 'OBJECT' THEN NULL WHEN 'ARRAY' THEN NULL WHEN 'BOOLEAN' THEN CASE ${json}->>'$' WHEN 'true' THEN '1' ELSE '0' END ELSE ${json}->>'$' END`

/** A part of a map as the text that it is; everything else as it came. */
export const scalar = (value: Value): Value =>
  value.kind === 'json' ? { sql: `(${scalarText(value.sql)})`, kind: 'text' } : value

/** A map, list or array that does not compare, sort or count. */
export const isStructure = ({ kind }: Value) => kind === 'list' || kind === 'map'

/** A value as JSON; text that is no JSON is null. */
export function asJson(value: Value): string {
  if (value.kind === 'json' || value.kind === 'map') return value.sql
  if (value.kind === 'list') return `to_json(${value.sql})`
  const text = asText(value)
  return `CASE WHEN json_valid(${text}) THEN (${text})::JSON END`
}

/** A member of a map (by name) or list (by number). Null where there is none. */
export function memberOf(value: Value, steps: readonly (string | number)[], binder: Binder): Value {
  if (value.kind === 'list') {
    const [index, ...rest] = steps
    const whole = typeof index === 'number' && rest.length === 0
    const sql = whole ? `list_extract(${value.sql}, ${binder.bind(index + 1)})` : 'NULL::VARCHAR'
    return { sql, kind: 'text' }
  }
  const pointer = steps
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
  return { sql: `json_extract(${asJson(value)}, ${binder.bind(pointer)})`, kind: 'json' }
}

export function asNumber(given: Value): string {
  const value = scalar(given)
  if (typeof value.literal === 'string') {
    return isNumericText(value.literal) ? `${Number(value.literal)}::DOUBLE` : 'NULL::DOUBLE'
  }
  if (value.kind === 'text') return `(${textToNumber(value.sql)})`
  if (value.kind === 'boolean') return `coalesce(${value.sql}, false)::INTEGER`
  if (isStructure(value)) return 'NULL::DOUBLE'
  return value.sql
}

// The last moment that JavaScript and DuckDB both know, some 270,000 years away.
const lastMomentMs = '8640000000000000'

/** A number as epoch ms; null when it lies beyond all calendars. */
export function asMoment(value: Value): string {
  if (value.kind === 'timestamp') return value.sql
  const number = asNumber(value)
  return `(CASE WHEN abs((${number})::DOUBLE) <= ${lastMomentMs} THEN (${number})::BIGINT END)`
}

/** A number as a whole one between two bounds, so that no cast can fail. */
export const clamped = (number: string, least: number, most: number) =>
  `least(greatest(${number}, ${least}), ${most})::BIGINT`

/** How a number prints: whole ones plainly, others with at most four decimals. */
const numberToText = (sql: string) =>
  `CASE WHEN NOT isfinite((${sql})::DOUBLE) THEN NULL WHEN (${sql}) = trunc(${sql}) AND abs((${sql})::DOUBLE) < 1e37 THEN (${sql})::HUGEINT::VARCHAR ELSE round(${sql}, 4)::VARCHAR END`

export function asText(given: Value): string {
  const value = scalar(given)
  if (typeof value.literal === 'number') return `'${value.literal}'`
  switch (value.kind) {
    case 'text':
      return value.sql
    case 'number':
      return `(${numberToText(value.sql)})`
    case 'boolean':
      return `(CASE WHEN ${value.sql} THEN '1' ELSE '0' END)`
    case 'list':
    case 'map':
    case 'json':
      return 'NULL::VARCHAR'
    case 'timestamp':
      return `strftime(make_timestamp((${value.sql}) * 1000), '%Y-%m-%d %H:%M:%S.%g')`
  }
}

/** A condition for WHERE and CASE: null counts as false there. */
export function asCondition(given: Value): string {
  const value = scalar(given)
  if (value.kind === 'boolean') return value.sql
  if (value.kind === 'text')
    return `(${value.sql} IS NOT NULL AND ${value.sql} NOT IN ('', '0', 'false'))`
  if (isStructure(value)) return 'false'
  return `(${value.sql} <> 0)`
}

const mostRepetitions = 1_000

/** What is wrong with a regular expression, as far as can be told before it runs; null when nothing is. */
function wrongRegex(source: string): string | null {
  for (const [, least, most] of source.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) {
    if (Number(least) > mostRepetitions || Number(most ?? 0) > mostRepetitions) {
      return `more than ${mostRepetitions} repetitions`
    }
  }
  try {
    // Inline flags and RE2's spelling of named groups are not JavaScript's.
    new RegExp(
      source
        .replace(/\(\?[imsU-]+\)/g, '')
        .replace(/\(\?[imsU-]+:/g, '(?:')
        .replace(/\(\?P</g, '(?<'),
    )
    return null
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^.*: /, '') : 'unknown'
  }
}

/** The SQL of a regular expression as RE2 wants it, bound. */
export function bindRegex(source: string, { bind }: Binder, span: Span): string {
  if (/\(\?(?:=|!|<=|<!)/.test(source)) {
    throw new MalformedQuery('look-around is not part of this regular expression dialect', span)
  }
  const wrong = wrongRegex(source)
  if (wrong) throw new MalformedQuery(`the regular expression cannot be read: ${wrong}`, span)
  if (/\\[1-9]/.test(source)) {
    throw new MalformedQuery(
      'back-references are not part of this regular expression dialect',
      span,
    )
  }
  return bind(source.replace(/\(\?<([A-Za-z_])/g, '(?P<$1'))
}
