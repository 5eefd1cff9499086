import { askedFields } from '@/lib/filter-pattern/asked-fields'
import { type Extract, extractor } from '@/lib/filter-pattern/extract'
import { type Matches, matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { cloudWatchMessage, PatternProblem } from '@/lib/filter-pattern/problem'
import { checkQuotes } from '@/lib/filter-pattern/quotes'
import { hasRegex } from '@/lib/filter-pattern/regex-limit'
import { invalidParameter } from './aws-error'

export interface CompiledPattern {
  matches: Matches
  extract: Extract
  /** The fields that decide alone whether an event matches; null when more of it does. */
  asks: readonly string[] | null
  /** Whether it finds no fields in an event: terms, or nothing at all. */
  isText: boolean
  hasRegex: boolean
}

function compiled(text: string, check: typeof checkQuotes | null): CompiledPattern {
  try {
    const pattern = parsePattern(text)
    check?.(pattern, text)
    return {
      matches: matcher(pattern),
      extract: extractor(pattern),
      asks: askedFields(pattern),
      isText: pattern.kind === 'terms' || pattern.kind === 'everything',
      hasRegex: hasRegex(pattern),
    }
  } catch (error) {
    if (error instanceof PatternProblem) throw invalidParameter(cloudWatchMessage(error))
    throw error
  }
}

/** What a filter pattern matches and extracts. Throws InvalidParameterException for one that CloudWatch refuses. */
export const compilePattern = (text: string): CompiledPattern => compiled(text, checkQuotes)

/** As {@link compilePattern}, of a filter that was stored when terms without quotes could hold any character: it goes on counting. */
export const compileStored = (text: string): CompiledPattern => compiled(text, null)
