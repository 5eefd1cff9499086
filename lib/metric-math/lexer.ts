import { matchAt } from '@/lib/text/cursor'
import type { Span } from '@/lib/text/problem'
import { ExpressionProblem } from './problem'

export type Token = Span &
  /** A backslash keeps the next character from ending a quoted text, and both stay in it. */
  (
    | { kind: 'name' | 'mark' | 'text'; text: string }
    | { kind: 'number'; value: number }
    | { kind: 'end' }
  )

const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const name = /[A-Za-z_][A-Za-z0-9_]*/y
const quoted = /(["'])((?:\\.|(?!\1)[^\\])*)\1/sy
const mark = /==|!=|<=|>=|&&|\|\||[<>+\-*/^()[\],]/y
const blanks = /\s*/y

/** The token at or after `from`. Throws {@link ExpressionProblem} where none can begin. */
export function tokenAt(text: string, from: number): Token {
  const start = from + (matchAt(blanks, text, from)?.[0].length ?? 0)
  const char = text[start]
  if (char === undefined) return { kind: 'end', start, end: start }
  const spanOf = (found: string) => ({ start, end: start + found.length })
  if (char === '"' || char === "'") {
    const [whole, , value = ''] = matchAt(quoted, text, start) ?? []
    if (whole !== undefined) return { kind: 'text', text: value, ...spanOf(whole) }
    const rest = { start, end: text.length }
    throw new ExpressionProblem(`the text that begins with ${char} does not end`, rest)
  }
  const [digits] = matchAt(number, text, start) ?? []
  if (digits !== undefined) {
    const span = spanOf(digits)
    if (matchAt(name, text, span.end)) {
      const joint = { start, end: span.end + 1 }
      throw new ExpressionProblem('a number runs into a name; an Id begins with a letter', joint)
    }
    return { kind: 'number', value: Number(digits), ...span }
  }
  const [word] = matchAt(name, text, start) ?? []
  if (word !== undefined) return { kind: 'name', text: word, ...spanOf(word) }
  const [sign] = matchAt(mark, text, start) ?? []
  if (sign !== undefined) return { kind: 'mark', text: sign, ...spanOf(sign) }
  const hint = char === '=' ? '; to compare, write ==' : ''
  throw new ExpressionProblem(`unexpected character ${JSON.stringify(char)}${hint}`, spanOf(char))
}
