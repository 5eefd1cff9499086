/**
 * The one place where a value becomes part of a Logs Insights query. StartQuery has no bound
 * parameters, so this is the wall: every hole of the tag is a literal, unless it is a `Fragment`
 * made by this file.
 */
export interface Fragment {
  readonly fragment: string
}

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
  if (/^[@a-z_][\w@.]*$/i.test(name)) return { fragment: name }
  if (name === '' || name.includes('`'))
    throw new Unquotable(`${name || 'nothing'} cannot be the name of a field`)
  return { fragment: `\`${plain(name)}\`` }
}

function literal(hole: Hole): string {
  if (typeof hole === 'string') return quote(hole)
  if (typeof hole === 'number') {
    if (!Number.isFinite(hole)) throw new Unquotable(`${hole} is not a number that can be written`)
    return String(hole)
  }
  if ('fragment' in hole) return hole.fragment
  return `[${hole.map((item) => literal(item)).join(', ')}]`
}

/** Builds a piece of query text; every value in it is quoted. Throws {@link Unquotable}. */
export function insights(text: TemplateStringsArray, ...holes: Hole[]): Fragment {
  const fragment = text.reduce((built, part, at) => built + literal(holes[at - 1] ?? '') + part)
  return { fragment: fragment.replace(/^\s+/gm, '').trim() }
}

/** A period such as `5m`, refused when it is anything else. */
export function period(text: string): Fragment {
  if (!/^\d{1,3}[smhd]$/.test(text)) throw new Unquotable(`${text} is not a period`)
  return { fragment: text }
}

/** Joins conditions with `and`; none is a condition that always holds. */
export function every(conditions: Fragment[]): Fragment {
  return { fragment: conditions.map(({ fragment }) => `(${fragment})`).join(' and ') }
}
