import { Cursor, matchAt, readAll } from '@/lib/text/cursor'
import type { Span } from '@/lib/text/problem'
import { PatternProblem } from './problem'

export type Token = Span & { text: string; kind: 'text' | 'regex' | 'mark' | 'word' | 'end' }

const marks = String.raw`&&|\|\||<=|>=|!=|[()=<>]`
const selector = String.raw`\$(?:\['[^']*'\]|[^\s=!<>&|()"])*`
const lexers = {
  json: new RegExp(
    String.raw`\s*(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|(${marks})|(${selector}|[^\s"%=!<>&|()][^\s"=!<>&|()]*))`,
    'ys',
  ),
  space: new RegExp(
    String.raw`\s*(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|(${marks}|,)|([^\s"%=!<>&|(),][^\s"=!<>&|(),]*))`,
    'ys',
  ),
}

function unreadable(text: string, start: number): PatternProblem {
  const char = text[start] ?? ''
  const span = { start, end: start + 1 }
  if (char === '"') return new PatternProblem('a quote is not closed', span)
  if (char === '%') return new PatternProblem('a regular expression is not closed with %', span)
  return new PatternProblem(`unexpected ${char}`, span)
}

function tokenAt(body: string, from: number, expression: RegExp): Token {
  const skipped = body.slice(from).search(/\S/)
  if (skipped === -1) return { kind: 'end', text: '', start: body.length, end: body.length }
  const start = from + skipped
  const found = matchAt(expression, body, start)
  if (!found) throw unreadable(body, start)
  const [whole, quoted, regex, mark, word] = found
  const span = { start, end: start + whole.length }
  if (quoted !== undefined) return { kind: 'text', text: quoted.replace(/\\(.)/gs, '$1'), ...span }
  if (regex !== undefined) return { kind: 'regex', text: regex, ...span }
  if (mark !== undefined) return { kind: 'mark', text: mark, ...span }
  return { kind: 'word', text: word ?? '', ...span }
}

/** The tokens between braces or brackets. Throws {@link PatternProblem}. */
export function tokensOf(
  text: string,
  { start, end }: Span,
  dialect: keyof typeof lexers,
): Cursor<Token> {
  const body = text.slice(0, end)
  return new Cursor(
    readAll((from) => tokenAt(body, from, lexers[dialect]), start),
    start,
  )
}

/** Takes the next token; `what` names what is missing when there is none. */
export function takeToken(tokens: Cursor<Token>, what: string): Token {
  if (tokens.token.kind === 'end')
    throw new PatternProblem(`${what} is missing at the end`, tokens.token)
  return tokens.advance()
}
