import { aggregateName } from './aggregates'
import { tokenAt } from './lexer'
import { MalformedQuery } from './malformed'

/** An expression without what means nothing in it: `Count( * )` is `count ( )`. */
export function plainText(text: string): string {
  const words: string[] = []
  try {
    for (let at = 0; ; ) {
      const token = tokenAt(text, at)
      if (token.kind === 'end') break
      const word = text.slice(token.start, token.end)
      if (word === '(') words.push(nameOf(words.pop() ?? ''))
      words.push(word)
      at = token.end
    }
  } catch (error) {
    // A regular expression has no words of the language: as it is typed, it is itself.
    if (error instanceof MalformedQuery) return text
    throw error
  }
  return words.join(' ').replace('count ( * )', 'count ( )')
}

const nameOf = (name: string) => aggregateName(name) ?? name.toLowerCase()
