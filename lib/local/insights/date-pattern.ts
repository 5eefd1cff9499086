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
  ['X{1,3}|x{1,3}|Z{1,3}', '%z'],
  ['z{1,3}', '%Z'],
  ['VV', '%Z'],
]

const javaToken = new RegExp(
  ["'((?:[^']|'')*)'", ...letters.map(([run]) => run), '[A-Za-z%]'].join('|'),
  'g',
)

const maxVariants = 32

/** The pattern with and without each of its optional sections, the longest first. */
function withoutSections(pattern: string, span: Span): string[] {
  let texts = ['']
  const open: string[][] = []
  for (const [token] of pattern.matchAll(/'(?:[^']|'')*'|[[\]]|[^'[\]]+|'/g)) {
    const before = token === ']' ? open.pop() : undefined
    if (token === '[') open.push(texts)
    else if (before) texts = [...new Set([...texts, ...before])]
    else texts = texts.map((text) => text + token)
    if (texts.length > maxVariants)
      throw new MalformedQuery('the date pattern has too many optional sections', span)
  }
  if (open.length > 0)
    throw new MalformedQuery('the date pattern has an optional section without its ]', span)
  return texts
}

/** A way to read a date: what DuckDB's strptime takes, and whether the text says its zone. */
export interface DateFormat {
  format: string
  zone: 'said' | 'utc' | 'open'
  /** The text says its zone by a short name such as CEST, in the place of an offset. */
  isNamed?: boolean
}

function formatOf(pattern: string, span: Span, utc: boolean): DateFormat {
  let zone: DateFormat['zone'] = 'open'
  const format = pattern.replace(javaToken, (token, quoted: string | undefined) => {
    if (token === "''") return "'"
    if (quoted !== undefined) return quoted.replaceAll("''", "'").replaceAll('%', '%%')
    if (token === '%') return '%%'
    const known = letters.find(([run]) => new RegExp(`^(?:${run})$`).test(token))
    if (!known) throw new MalformedQuery(`the date pattern has an unknown letter ${token}`, span)
    const isZone = known[1] === '%z' || known[1] === '%Z'
    if (isZone) zone = utc && token.startsWith('X') ? 'utc' : 'said'
    return zone === 'utc' && isZone ? 'Z' : known[1]
  })
  return { format, zone }
}

/** A pattern of Java's DateTimeFormatter: the formats that are tried one after the other. */
export function javaFormats(pattern: string, span: Span): DateFormat[] {
  return withoutSections(pattern, span).flatMap((variant) => {
    const formats = [false, true].map((utc) => formatOf(variant, span, utc))
    const named = formats
      .slice(0, 1)
      .filter(({ format }) => format.includes('%Z'))
      .map(
        ({ format }) =>
          ({ format: format.replace('%Z', '%z'), zone: 'said', isNamed: true }) as const,
      )
    // The database has names of its own, of which BST is Bangladesh.
    return [
      ...named,
      ...formats.filter(({ format }, at) => at === 0 || format !== formats[0]?.format),
    ]
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
const directives = new Set([...'aAbBcdfgGHIjmMpSuUVwWxXyY%'])
const unpadded = new Set([...'dmyHIMSj'])

/** A part of a date as text: of DuckDB's strftime, or what that does not know of a moment in a zone. */
export type DatePiece = { format: string } | { of: 'offset' | 'zone' | 'seconds' }
const ofZone = { z: 'offset', Z: 'zone', s: 'seconds' } as const

/** A pattern of strftime, piece by piece. */
export function strftimePieces(pattern: string, span: Span): DatePiece[] {
  const pieces: DatePiece[] = []
  for (const [token] of pattern.matchAll(/%-?.?|[^%]+/gs)) {
    const letter = token.startsWith('%') ? token.slice(1) : ''
    if (letter === 'z' || letter === 'Z' || letter === 's') pieces.push({ of: ofZone[letter] })
    else if (Object.hasOwn(composed, letter)) pieces.push({ format: composed[letter] ?? '' })
    else {
      const known = letter.startsWith('-') ? unpadded.has(letter.slice(1)) : directives.has(letter)
      if (token.startsWith('%') && !known)
        throw new MalformedQuery(`the date pattern has an unknown directive ${token}`, span)
      pieces.push({ format: token })
    }
  }
  return pieces
}

/** A time zone: minutes east of UTC for `+02:00`, else the name of one that is known. */
export function zoneOf(text: string, span: Span): number | string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  if (sign !== undefined) return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  if (/^(?:Z|UTC|GMT)$/i.test(text)) return 0
  if (/^[A-Za-z][\w+/-]+$/.test(text) && isZone(text)) return text
  throw new MalformedQuery(`unknown time zone: ${text}`, span)
}

const minutesText = (minutes: number, colon = '') => {
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const two = (number: number) => String(number).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(hours)}${colon}${two(rest)}`
}

/** `+0200` of a zone that is so many minutes east of UTC. */
export const offsetText = (minutes: number): string => minutesText(minutes)

/** What a zone is called: of a number of minutes its offset, else its short names by the minutes that they stand for. */
export function zoneNames(zone: number | string): { name: string; minutes: number }[] {
  if (typeof zone === 'number')
    return [{ name: zone === 0 ? 'UTC' : minutesText(zone, ':'), minutes: zone }]
  const shortName = (atMs: number) => {
    const names = ['en-US', 'en-GB', 'en-AU', 'en-CA', 'en-IN'].map((locale) =>
      partOf(new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'short' }), atMs),
    )
    return names.find((name) => !/^GMT[+-]/.test(name)) ?? names[0] ?? zone
  }
  const minutesAt = (atMs: number) => {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    const [, sign, hours, rest] = /GMT([+-])(\d\d):(\d\d)/.exec(partOf(format, atMs)) ?? []
    return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(rest ?? 0))
  }
  const halves = [0, 6].map((month) => Date.UTC(2026, month, 15))
  return halves.map((atMs) => ({ name: shortName(atMs), minutes: minutesAt(atMs) }))
}

const partOf = (format: Intl.DateTimeFormat, atMs: number): string =>
  format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? ''

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}
