import type { SentFormat } from '@/lib/access-log/sent-format'

/** Query text that this file has written: the class is not exported, and its private member makes it nominal. */
class QueryText {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  get fragment(): string {
    return this.#text
  }
  /** The text itself: throws for whatever merely looks like a fragment. */
  static textOf(query: QueryText): string {
    return query.#text
  }
}

/**
 * A piece of a Logs Insights query. StartQuery has no bound parameters, so this file is the wall: every
 * hole of the tag is a literal and is quoted, unless it is a `Fragment`.
 */
export type Fragment = QueryText

export type Hole = string | number | readonly (string | number)[] | Fragment

export class Unquotable extends Error {}

// Beyond the quote and the backslash no escape is documented, so what would need one is refused.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const unquotable = /[\u0000-\u001f\u007f\u2028\u2029]/

function plain(value: string): string {
  if (unquotable.test(value))
    throw new Unquotable('a value with control characters cannot be quoted')
  return value
}

const quote = (value: string) => `"${insideText(value, '"')}"`

/** A value as it stands between the marks of a text, without them. */
export function insideText(value: string, mark: '"' | "'"): string {
  return plain(value).replace(mark === '"' ? /[\\"]/g : /[\\']/g, '\\$&')
}

/** A value as a regex that finds just this, without its slashes. */
export function insidePattern(value: string): string {
  return plain(value).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** The name of a field, in backticks where it needs them. */
export function fieldName(name: string): Fragment {
  if (/^[@a-z_][\w@.]*$/i.test(name)) return new QueryText(name)
  if (name === '' || name.includes('`'))
    throw new Unquotable(`${name || 'nothing'} cannot be the name of a field`)
  return new QueryText(`\`${plain(name)}\``)
}

function literal(hole: Hole): string {
  if (typeof hole === 'string') return quote(hole)
  if (typeof hole === 'number') {
    if (!Number.isFinite(hole)) throw new Unquotable(`${hole} is not a number that can be written`)
    return String(hole)
  }
  if (hole instanceof QueryText) return QueryText.textOf(hole)
  return `[${hole.map((item) => literal(item)).join(', ')}]`
}

/** Builds a piece of query text; every value in it is quoted. Throws {@link Unquotable}. */
export function insights(text: TemplateStringsArray, ...holes: Hole[]): Fragment {
  const fragment = text.reduce((built, part, at) => built + literal(holes[at - 1] ?? '') + part)
  return new QueryText(fragment.replace(/^\s+/gm, '').trim())
}

/** A number as it is written, refused when it is no plain decimal. */
export function numeral(text: string): Fragment {
  if (!/^[-+]?\d+(\.\d+)?$/.test(text)) throw new Unquotable(`${text} is not a plain number`)
  return new QueryText(text.replace('+', ''))
}

/** A period such as `5m`, refused when it is anything else. */
export function period(text: string): Fragment {
  if (!/^\d{1,3}[smhd]$/.test(text)) throw new Unquotable(`${text} is not a period`)
  return new QueryText(text)
}

const joined = (parts: readonly Fragment[], by: string, around: (text: string) => string) =>
  new QueryText(parts.map((part) => around(QueryText.textOf(part))).join(by))

/** Joins conditions with `and`; none is a condition that always holds. */
export const every = (conditions: readonly Fragment[]): Fragment =>
  joined(conditions, ' and ', (text) => `(${text})`)

/** Joins conditions with `or`. */
export const either = (conditions: readonly Fragment[]): Fragment =>
  joined(conditions, ' or ', (text) => `(${text})`)

/** Joins columns, branches or arguments with commas. */
export const list = (parts: readonly Fragment[]): Fragment => joined(parts, ', ', (text) => text)

/** A regular expression between slashes, from its source without them. */
export function regex(source: string): Fragment {
  if (/[\n\r]|(?<!\\)(?:\\\\)*\\$/.test(source))
    throw new Unquotable(
      'a regular expression with a line break or an open escape cannot be quoted',
    )
  // A slash after a backslash is written as Logs Insights wants it already.
  const escaped = source.replace(/\\.|\//gs, (part) => (part === '/' ? '\\/' : part))
  return new QueryText(`/${escaped}/`)
}

/** A regular expression that finds just this text, from its beginning to its end. */
export const exactly = (text: string): Fragment => regex(`^${insidePattern(text)}$`)

/** The commands that give the events of a log group our field names, for all that follows; null when none are needed. */
export function preludeOf({ format: { kind, prelude }, member }: SentFormat): Fragment | null {
  if (prelude === null) return null
  // A header line says what the columns are: it is not counted.
  const text = kind === 'header' ? `filter @message not like /^#/\n| ${prelude}` : prelude
  return new QueryText(member ? text.replace(/@message(?= (?:not like )?\/)/g, member) : text)
}

/** A query behind a prelude. */
export const after = (prelude: Fragment | null, query: Fragment): Fragment =>
  prelude ? joined([prelude, query], '\n| ', (text) => text) : query
