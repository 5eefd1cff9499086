import type { Token } from './lexer'
import { PatternProblem } from './problem'

// What CloudWatch takes in a regular expression of a filter pattern, and nothing else. The space is in no
// list of its documentation, and in an example: %^starting|^initializing|^shutting down%.
const allowed = /^[A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+. ]*$/

// An escape, a class of characters, or how often something is repeated.
const part = /\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\{ *(\d*) *, *(\d*) *\}/gs

/** `{,2}` and `{3, 5}` as every engine reads them: `{0,2}`, `{3,5}`. */
const withBothBounds = (source: string) =>
  source.replace(part, (found, least?: string, most?: string) =>
    (least ?? '') + (most ?? '') === '' ? found : `{${least || '0'},${most}}`,
  )

/** The regular expression of a token. Throws {@link PatternProblem} for what CloudWatch does not take in one. */
export function readRegex(token: Token): string {
  if (/[()]/.test(token.text))
    throw new PatternProblem('regular expressions have no parentheses here', token)
  if (allowed.test(token.text)) return withBothBounds(token.text)
  const wrong = [...token.text].find((char) => !allowed.test(char)) ?? ''
  throw new PatternProblem(`a regular expression may not hold ${wrong || 'this'} here`, token)
}
