import type { Comparison, Pattern } from './ast'
import { leavesOf } from './condition'
import { parsePattern } from './parse'
import { PatternProblem } from './problem'

/** As many filter patterns of a log group may have regular expressions. */
export const maxRegexPatterns = 5

const isRegex = ({ operand }: Comparison) => operand.kind === 'regex'

/** Whether a pattern has a regular expression. */
export function hasRegex(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case 'everything':
      return false
    case 'json':
      return leavesOf(pattern.condition).some(
        (leaf) => leaf.kind === 'compare' && isRegex(leaf.comparison),
      )
    case 'space':
      return pattern.columns.some(
        (column) =>
          column !== 'gap' && column.condition !== null && leavesOf(column.condition).some(isRegex),
      )
    case 'terms':
      return pattern.terms.some(({ text }) => text.kind === 'regex')
  }
}

/** Those of some patterns that have a regular expression; one that cannot be read has none. */
export const withRegexes = (patterns: readonly string[]): string[] =>
  patterns.filter((text) => {
    try {
      return hasRegex(parsePattern(text))
    } catch (problem) {
      if (problem instanceof PatternProblem) return false
      throw problem
    }
  })
