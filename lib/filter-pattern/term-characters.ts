import type { Pattern } from './ast'
import { PatternProblem } from './problem'

const invalid = /[^\p{L}\p{N}_]/gu

/** Throws {@link PatternProblem}, in CloudWatch's words, for a term that needs quotes and has none. */
export function checkTermCharacters(pattern: Pattern, text: string): void {
  if (pattern.kind !== 'terms') return
  for (const { start, end, sign } of pattern.terms) {
    const term = text.slice(start + sign.length, end)
    if (/^["%]/.test(term)) continue
    const found = term.match(invalid)
    if (found) {
      const characters = [...new Set(found)].join('')
      throw new PatternProblem(`Invalid character(s) in term '${characters}'`, { start, end })
    }
  }
}
