import { groupsOf } from '@/lib/shop/group'
import type { Step } from '@/lib/shop/steps'
import { columnsWith } from './in-columns'
import { conditionInJson } from './in-json'
import { NotCountable } from './not-countable'
import type { PatternShape } from './shape'

// What CloudWatch takes.
const maxLength = 1024
const maxRegexes = 2

function problemOf(pattern: string): string | null {
  if (pattern.length > maxLength)
    return `its filter pattern would be ${pattern.length} characters long, and CloudWatch takes ${maxLength}`
  const regexes = pattern.match(/ = %/g)?.length ?? 0
  return regexes > maxRegexes
    ? `its paths with * need ${regexes} regular expressions, and CloudWatch takes ${maxRegexes}`
    : null
}

/**
 * A filter pattern that counts the requests that reach a step, in events of this shape. Throws
 * {@link NotCountable} where no pattern can.
 */
export function orderPattern({ match }: Step, shape: PatternShape): string {
  const groups = groupsOf(match)
  const patterns =
    shape.kind === 'columns'
      ? [`[${[...columnsWith(groups, shape), '...'].join(', ')}]`]
      : (['regex', 'wildcards'] as const).map(
          (prefer) => `{ ${conditionInJson(groups, shape, prefer)} }`,
        )
  const found = patterns.find((pattern) => problemOf(pattern) === null)
  if (found !== undefined) return found
  throw new NotCountable(problemOf(patterns[0] ?? '') ?? '')
}
