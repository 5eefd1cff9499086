import { PatternProblem, type Span } from './problem'

export type Token = Span & { text: string; kind: 'text' | 'regex' | 'mark' | 'word' }

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

function unread(text: string, start: number): PatternProblem {
  const char = text[start] ?? ''
  const place = { start, end: start + 1 }
  if (char === '"') return new PatternProblem('a quote is not closed', place)
  if (char === '%') return new PatternProblem('a regular expression is not closed with %', place)
  return new PatternProblem(`unexpected ${char}`, place)
}

/** The tokens of what stands in braces or brackets. Throws {@link PatternProblem}. */
export function lex(text: string, { start, end }: Span, dialect: keyof typeof lexers): Token[] {
  const tokens: Token[] = []
  const expression = lexers[dialect]
  const body = text.slice(0, end)
  let at = start
  while (body.slice(at).trim() !== '') {
    expression.lastIndex = at
    const found = expression.exec(body)
    if (!found) throw unread(text, at + body.slice(at).search(/\S/))
    const [whole, quoted, regex, mark, word] = found
    const next = at + whole.length
    const span = { start: at + whole.search(/\S/), end: next }
    if (quoted !== undefined)
      tokens.push({ kind: 'text', text: quoted.replace(/\\(.)/gs, '$1'), ...span })
    else if (regex !== undefined) tokens.push({ kind: 'regex', text: regex, ...span })
    else if (mark !== undefined) tokens.push({ kind: 'mark', text: mark, ...span })
    else tokens.push({ kind: 'word', text: word ?? '', ...span })
    at = next
  }
  return tokens
}

/** Walks over tokens; `end` is where the place of what is missing lies. */
export function reader(tokens: readonly Token[], end: number) {
  let at = 0
  const peek = () => tokens[at]
  const isMark = (text: string) => peek()?.kind === 'mark' && peek()?.text === text
  return {
    peek,
    isMark,
    /** The next token, or a problem that says what was needed. */
    take(what: string): Token {
      const token = tokens[at]
      if (!token) throw new PatternProblem(`${what} is missing at the end`, { start: end, end })
      at += 1
      return token
    },
    takeMark(text: string): boolean {
      if (!isMark(text)) return false
      at += 1
      return true
    },
  }
}
export type Reader = ReturnType<typeof reader>
