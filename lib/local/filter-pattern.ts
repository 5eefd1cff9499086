import { type Extract, extractor } from '@/lib/filter-pattern/extract'
import { type Matches, matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { cloudWatchMessage, PatternProblem } from '@/lib/filter-pattern/problem'
import { invalidParameter } from './aws-error'

/** What a filter pattern matches and extracts. Throws InvalidParameterException for one that cannot be read. */
export function compilePattern(text: string): { matches: Matches; extract: Extract } {
  try {
    const pattern = parsePattern(text)
    return { matches: matcher(pattern), extract: extractor(pattern) }
  } catch (error) {
    if (error instanceof PatternProblem) throw invalidParameter(cloudWatchMessage(error))
    throw error
  }
}
