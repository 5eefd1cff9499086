import type { Pattern } from './ast'
import { comparisonsOf } from './condition'
import { parsePattern } from './parse'
import { PatternProblem } from './problem'

/** As many filter patterns of a log group may have regular expressions. */
export const maxRegexPatterns = 5

/** Whether a pattern has a regular expression. */
export const hasRegex = (pattern: Pattern): boolean =>
  pattern.kind === 'terms'
    ? pattern.terms.some(({ text }) => text.kind === 'regex')
    : comparisonsOf(pattern).some(({ operand }) => operand.kind === 'regex')

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
