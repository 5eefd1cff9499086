import type { Span } from '@/lib/text/problem'
import { MalformedQuery } from './malformed'

const letters: [run: string, directive: string][] = [
  ['yyyy|uuuu', '%Y'],
  ['yy', '%y'],
  ['MMMM', '%B'],
  ['MMM', '%b'],
  ['MM?', '%m'],
  ['dd?', '%d'],
  ['DDD', '%j'],
  ['HH?', '%H'],
  ['hh?', '%I'],
  ['mm?', '%M'],
  ['ss?', '%S'],
  ['SSS(?!S)', '%g'],
  ['S{6}', '%f'],
  ['S{9}', '%n'],
  ['a', '%p'],
  ['EEEE', '%A'],
  ['E{1,3}', '%a'],
  ['XXX|XX|X|xxx|Z', '%z'],
]

const javaToken = new RegExp(
  ["'((?:[^']|'')*)'", ...letters.map(([run]) => run), '[A-Za-z%]'].join('|'),
  'g',
)

/** A pattern of Java's DateTimeFormatter as DuckDB's strptime reads it. */
export function javaPattern(pattern: string, span: Span): string {
  return pattern.replace(javaToken, (token, quoted: string | undefined) => {
    if (token === "''") return "'"
    if (quoted !== undefined) return quoted.replaceAll("''", "'").replaceAll('%', '%%')
    if (token === '%') return '%%'
    const known = letters.find(([run]) => new RegExp(`^(?:${run})$`).test(token))
    if (known) return known[1]
    throw new MalformedQuery(`the date pattern has an unknown letter ${token}`, span)
  })
}

// Directives of strftime that DuckDB writes another way, or spells out.
const composed: Record<string, string> = {
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  D: '%m/%d/%y',
  r: '%I:%M:%S %p',
  e: '%-d',
  k: '%-H',
  l: '%-I',
  h: '%b',
  L: '%g',
  N: '%n',
  n: '\n',
  t: '\t',
}
const directives = new Set([...'aAbBcdfgGHIjmMpSuUVwWxXyYzZ%'])
const unpadded = new Set([...'dmyHIMSj'])

/** A pattern of strftime as DuckDB's reads it. */
export function strftimePattern(pattern: string, span: Span): string {
  return pattern.replace(/%(-?)(.)?/gs, (whole, dash: string, letter: string | undefined) => {
    if (letter !== undefined && dash === '' && Object.hasOwn(composed, letter))
      return composed[letter] ?? whole
    const known = letter !== undefined && (dash ? unpadded : directives).has(letter)
    if (known) return whole
    throw new MalformedQuery(`the date pattern has an unknown directive ${whole}`, span)
  })
}

/** A time zone: minutes east of UTC for `+02:00`, else the name of one that is known. */
export function zoneOf(text: string, span: Span): number | string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  if (/^(?:Z|UTC|GMT)$/i.test(text)) return 0
  if (/^[A-Za-z][\w+/-]+$/.test(text) && isZone(text)) return text
  throw new MalformedQuery(`unknown time zone: ${text}`, span)
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}
