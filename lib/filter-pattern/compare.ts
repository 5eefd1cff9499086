import { RE2JS } from 're2js'
import type { Span } from '@/lib/text/problem'
import type { Comparison, Operand } from './ast'
import { comparedWith } from './number'
import { PatternProblem } from './problem'
import { readWildcard } from './wildcard'

/** `4*` → starts with 4. */
function wildcard(pattern: string): (text: string) => boolean {
  const { text: wanted, before, after } = readWildcard(pattern)
  if (before) return after ? (text) => text.includes(wanted) : (text) => text.endsWith(wanted)
  return after ? (text) => text.startsWith(wanted) : (text) => text === wanted
}

/** Whether a regular expression is found in a text. Throws {@link PatternProblem} when it is none. */
export function regexMatcher(source: string, span: Span): (text: string) => boolean {
  try {
    // JavaScript's own would backtrack for hours on .*.*.*x and a long line, which any visitor can send.
    const expression = RE2JS.compile(source)
    return (text) => expression.test(text)
  } catch {
    throw new PatternProblem(`%${source}% is not a regular expression`, span)
  }
}

function equality(operand: Operand, span: Span): (value: string) => boolean {
  if (operand.kind === 'regex') return regexMatcher(operand.source, span)
  const same = wildcard(operand.text)
  if (operand.kind === 'text') return same
  const compare = comparedWith(operand.text)
  return (value) => same(value) || compare(value) === 0
}

/** Whether a value is as a comparison wants it: `= "404"`, `!= 4*`, `>= 400`, `= %^4%`. */
export function valueMatcher({
  operator,
  operand,
  ...span
}: Comparison): (value: string) => boolean {
  if (operator === '=') return equality(operand, span)
  if (operator === '!=') {
    const equal = equality(operand, span)
    return (value) => !equal(value)
  }
  const compare = comparedWith(operand.kind === 'regex' ? '' : operand.text)
  switch (operator) {
    case '<':
      return (value) => compare(value) < 0
    case '<=':
      return (value) => compare(value) <= 0
    case '>':
      return (value) => compare(value) > 0
    case '>=':
      return (value) => compare(value) >= 0
  }
}
