import { z } from 'zod'
import { cloudWatchMessage, PatternProblem } from '@/lib/filter-pattern/problem'
import { alarm, metricFilter } from '@/lib/monitoring'

/** An alarm to try on the past, with the metric filter for its metric, as a site file declares them. */
export const trialAlarm = z.strictObject({ filter: metricFilter.optional(), alarm })

/** What is wrong with something that was sent, for a 400. */
export interface WrongField {
  field: string
  message: string
  /** Where in a pattern, in characters. */
  span?: { start: number; end: number }
}

/** CloudWatch's error for a pattern that cannot be read. */
export const wrongPattern = (field: string, problem: PatternProblem): WrongField => ({
  field,
  message: `InvalidParameterException: ${cloudWatchMessage(problem)}`,
  span: { start: problem.span.start, end: problem.span.end },
})

/** What is wrong with the pattern that `read` reads; null when nothing is. */
export function checkPattern(field: string, read: () => unknown): WrongField | null {
  try {
    read()
    return null
  } catch (error) {
    if (error instanceof PatternProblem) return wrongPattern(field, error)
    throw error
  }
}
