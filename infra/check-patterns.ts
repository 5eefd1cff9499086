import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { cloudWatchMessage, PatternProblem } from '@/lib/filter-pattern/problem'
import type { MetricFilter } from '@/lib/monitoring'

export class WrongPattern extends Error {}

/** Reads each filter pattern as CloudWatch would, so that a wrong one is reported here and not by a failing deployment. */
export function checkPatterns(filters: MetricFilter[]): void {
  for (const { name, pattern } of filters) {
    try {
      matcher(parsePattern(pattern))
    } catch (error) {
      if (!(error instanceof PatternProblem)) throw error
      throw new WrongPattern(
        `metricFilters.${name}.pattern: InvalidParameterException: ${cloudWatchMessage(error)}`,
      )
    }
  }
}
