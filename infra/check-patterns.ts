import { checkPattern } from '@/lib/back-test/trial-alarm'
import { maxRegexPatterns, withRegexes } from '@/lib/filter-pattern/regex-limit'
import type { MetricFilter } from '@/lib/monitoring'

export class WrongPattern extends Error {}

/** Reads each filter pattern as CloudWatch would, so that a wrong one is reported here and not by a failing deployment. */
export function checkPatterns(filters: MetricFilter[]): void {
  for (const { name, pattern } of filters) {
    const wrong = checkPattern(`metricFilters.${name}.pattern`, pattern)
    if (wrong) throw new WrongPattern(`${wrong.field}: ${wrong.message}`)
  }
  const beyond = filters.filter(({ pattern }) => withRegexes([pattern]).length > 0)[
    maxRegexPatterns
  ]
  if (beyond)
    throw new WrongPattern(
      `metricFilters.${beyond.name}.pattern: LimitExceededException: a log group has at most ${maxRegexPatterns} filter patterns with regular expressions`,
    )
}
