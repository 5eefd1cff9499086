/** A piece of a rule, and at which character it starts. */
export interface Token {
  kind: 'word' | 'quoted' | '(' | ')' | 'end'
  text: string
  start: number
}

const blanks = /\s*/y
const bare = /[^\s()"']+/y

function at(pattern: RegExp, text: string, from: number): string {
  pattern.lastIndex = from
  return pattern.exec(text)?.[0] ?? ''
}

/** Splits a rule into its pieces, the end as the last; `problem` makes the error for what is none. */
export function ruleTokens(text: string, problem: (what: string, at: number) => Error): Token[] {
  const tokens: Token[] = []
  for (let place = 0; ; ) {
    const start = place + at(blanks, text, place).length
    const char = text[start]
    if (char === undefined) return [...tokens, { kind: 'end', text: '', start }]
    if (char === '(' || char === ')') {
      tokens.push({ kind: char, text: char, start })
      place = start + 1
    } else if (char === '"' || char === "'") {
      const [whole] = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/s.exec(text.slice(start)) ?? []
      if (whole === undefined) throw problem(`a name in quotes does not end`, start)
      const name = whole.slice(1, -1).replace(/\\(.)/gs, '$1')
      tokens.push({ kind: 'quoted', text: name, start })
      place = start + whole.length
    } else {
      const word = at(bare, text, start)
      tokens.push({ kind: 'word', text: word, start })
      place = start + word.length
    }
  }
}
