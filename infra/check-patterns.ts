import { AwsError } from '@/lib/local/aws-error'
import { matcher } from '@/lib/local/pipeline/filter-pattern'
import type { MetricFilter } from '@/lib/monitoring'

export class WrongPattern extends Error {}

/** Reads each filter pattern as CloudWatch would, so that a wrong one is told here and not by a deployment that fails. */
export function checkPatterns(filters: MetricFilter[]): void {
  for (const { name, pattern } of filters) {
    try {
      matcher(pattern)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      throw new WrongPattern(`metricFilters.${name}.pattern: ${error.type}: ${error.message}`)
    }
  }
}
