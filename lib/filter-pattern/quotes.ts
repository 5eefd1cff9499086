import type { Pattern, Term } from './ast'
import { comparisonsOf } from './condition'
import { PatternProblem } from './problem'

const invalid = /[^\p{L}\p{N}_]/gu

function checkTerms(terms: readonly Term[], text: string): void {
  for (const { start, end, sign } of terms) {
    const term = text.slice(start + sign.length, end)
    if (/^["%]/.test(term)) continue
    const found = term.match(invalid)
    if (found) {
      const characters = [...new Set(found)].join('')
      throw new PatternProblem(`Invalid character(s) in term '${characters}'`, { start, end })
    }
  }
}

/** A number in quotes is a text, which is neither less nor more than another. */
function checkOrders(pattern: Pattern): void {
  for (const { operator, operand, start, end } of comparisonsOf(pattern)) {
    if (operator === '=' || operator === '!=' || operand.kind !== 'text') continue
    const message = `Invalid character(s) in term '"${operand.text}"'`
    throw new PatternProblem(message, { start, end })
  }
}

/** Throws {@link PatternProblem}, in CloudWatch's words, for what needs quotes and has none, or has them and may not. */
export function checkQuotes(pattern: Pattern, text: string): void {
  if (pattern.kind === 'terms') checkTerms(pattern.terms, text)
  checkOrders(pattern)
}
