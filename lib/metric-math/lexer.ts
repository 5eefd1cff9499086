import { ExpressionProblem, type Span } from './problem'

export type Token = Span &
  (
    | { kind: 'name'; name: string }
    | { kind: 'text'; value: string }
    | { kind: 'number'; value: number }
    | { kind: 'mark'; mark: string }
    | { kind: 'end' }
  )

const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const name = /[A-Za-z_][A-Za-z0-9_]*/y
const marks = ['==', '!=', '<=', '>=', '&&', '||', ...'<>+-*/^()[],']

function at(pattern: RegExp, text: string, from: number): string | undefined {
  pattern.lastIndex = from
  return pattern.exec(text)?.[0]
}

/** A quoted text as it stands: a backslash keeps the next character from ending it, and both stay. */
function readText(text: string, start: number): Token {
  const quote = text[start]
  for (let end = start + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1
    else if (text[end] === quote) {
      return { kind: 'text', value: text.slice(start + 1, end), start, end: end + 1 }
    }
  }
  throw new ExpressionProblem(`the text that begins with ${quote} does not end`, {
    start,
    end: text.length,
  })
}

function tokenAt(text: string, from: number): Token {
  let start = from
  while (/\s/.test(text[start] ?? '')) start += 1
  const char = text[start]
  if (char === undefined) return { kind: 'end', start, end: start }
  if (char === '"' || char === "'") return readText(text, start)
  const digits = at(number, text, start)
  if (digits !== undefined) {
    const end = start + digits.length
    if (at(name, text, end) !== undefined) {
      throw new ExpressionProblem('a number runs into a name; an Id begins with a letter', {
        start,
        end: end + 1,
      })
    }
    return { kind: 'number', value: Number(digits), start, end }
  }
  const word = at(name, text, start)
  if (word !== undefined) return { kind: 'name', name: word, start, end: start + word.length }
  const mark = marks.find((candidate) => text.startsWith(candidate, start))
  if (mark) return { kind: 'mark', mark, start, end: start + mark.length }
  const hint = char === '=' ? '; to compare, write ==' : ''
  throw new ExpressionProblem(`unexpected character ${JSON.stringify(char)}${hint}`, {
    start,
    end: start + 1,
  })
}

/** The tokens of an expression, an end token last. Throws {@link ExpressionProblem} where none can begin. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  for (let from = 0; ; ) {
    const token = tokenAt(text, from)
    tokens.push(token)
    if (token.kind === 'end') return tokens
    from = token.end
  }
}
