import { matchAt } from '@/lib/text/cursor'
import type { Span } from '@/lib/text/problem'
import { MalformedQuery } from './malformed'

export type Token = Span &
  /** `path` are the segments between the dots; one in backticks may hold dots of its own. */
  (
    | { kind: 'name'; name: string; plain: boolean; path: string[] }
    | { kind: 'text'; value: string }
    | { kind: 'number'; value: number }
    | { kind: 'period'; count: number; unit: string }
    | { kind: 'mark'; text: string }
    | { kind: 'end' }
  )

const number = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![A-Za-z_\d])/y
const periodText = /(\d+)([A-Za-z]+)/y
const segment = /[@\p{L}_][\p{L}\p{N}_@]*/uy
const pathSegment = /[\p{L}\p{N}_@]+/uy
const marks = ['!=', '<=', '>=', '=~', '==', ...'=<>()[],|+-*/^%!.:']

/** The first character after white space and comments. */
export function skip(text: string, from: number): number {
  let at = from
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1
    if (text[at] !== '#') return at
    const end = text.indexOf('\n', at)
    at = end === -1 ? text.length : end + 1
  }
}

function readText(text: string, start: number): Token {
  const quote = text[start]
  let value = ''
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at]
    if (char === quote) return { kind: 'text', value, start, end: at + 1 }
    // A backslash takes away the meaning of a quote or of itself; before anything else it stands for itself.
    if (char === '\\' && /["'\\]/.test(text[at + 1] ?? '')) at += 1
    value += text[at]
  }
  const rest = { start, end: text.length }
  throw new MalformedQuery(`unterminated string starting with ${quote}`, rest)
}

function readName(text: string, start: number): Token | null {
  const path: string[] = []
  let from = start
  let plain = true
  for (;;) {
    let part = ''
    if (text[from] !== '`') {
      const [found = ''] = matchAt(path.length === 0 ? segment : pathSegment, text, from) ?? []
      part = found
      from += found.length
    }
    if (text[from] === '`' && (part === '' || part.endsWith('@'))) {
      const end = text.indexOf('`', from + 1)
      if (end === -1)
        throw new MalformedQuery('unterminated backtick', { start: from, end: text.length })
      part += text.slice(from + 1, end)
      from = end + 1
      plain = false
    } else if (part === '') break
    path.push(part)
    if (text[from] !== '.' || !/[\p{L}\p{N}_@`]/u.test(text[from + 1] ?? '')) break
    from += 1
  }
  const name = path.join('.')
  const isPlain = plain && path.length === 1
  return path.length > 0 ? { kind: 'name', name, path, plain: isPlain, start, end: from } : null
}

/** The token at or after `from`. Throws {@link MalformedQuery} where no token can begin. */
export function tokenAt(text: string, from: number): Token {
  const start = skip(text, from)
  const char = text[start]
  if (char === undefined) return { kind: 'end', start, end: start }
  if (char === '"' || char === "'") return readText(text, start)
  const [digits] = matchAt(number, text, start) ?? []
  if (digits !== undefined)
    return { kind: 'number', value: Number(digits), start, end: start + digits.length }
  const [period, count, unit] = matchAt(periodText, text, start) ?? []
  if (period !== undefined && unit !== undefined) {
    const end = start + period.length
    return { kind: 'period', count: Number(count), unit: unit.toLowerCase(), start, end }
  }
  const name = readName(text, start)
  if (name) return name
  const mark = marks.find((candidate) => text.startsWith(candidate, start))
  if (mark) return { kind: 'mark', text: mark, start, end: start + mark.length }
  const span = { start, end: start + 1 }
  throw new MalformedQuery(`unexpected character ${JSON.stringify(char)}`, span)
}

/** The regular expression that begins with the `/` at `start`; a slash in a class or after a backslash is part of it. */
export function regexAt(text: string, start: number): { source: string; end: number } {
  let inClass = false
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at]
    if (char === '\\') at += 1
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '/' && !inClass) {
      return { source: text.slice(start + 1, at).replaceAll('\\/', '/'), end: at + 1 }
    }
  }
  throw new MalformedQuery('unterminated regular expression', { start, end: text.length })
}
