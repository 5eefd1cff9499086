import * as z from 'zod'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
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

/** What is wrong with a filter pattern, with CloudWatch's error; null when nothing is. */
export function checkPattern(field: string, pattern: string): WrongField | null {
  try {
    matcher(parsePattern(pattern))
    return null
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error
    const message = `InvalidParameterException: ${cloudWatchMessage(error)}`
    return { field, message, span: { start: error.span.start, end: error.span.end } }
  }
}
