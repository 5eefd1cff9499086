import { maxRegexPatterns, withRegexes } from '@/lib/filter-pattern/regex-limit'
import { limitExceeded } from '@/lib/local/aws-error'
import type { CompiledPattern } from '@/lib/local/filter-pattern'
import type { Session } from '@/lib/local/store/duckdb'

interface Owner {
  kind: 'metric filter' | 'subscription filter'
  group: string
  name: string
}

/**
 * Throws LimitExceededException for a pattern with a regular expression where the other metric and
 * subscription filters of the log group have as many of these as they may.
 */
export async function checkRegexLimit(
  { query }: Session,
  { hasRegex }: CompiledPattern,
  { kind, group, name }: Owner,
): Promise<void> {
  if (!hasRegex) return
  const { rows } = await query(
    `SELECT body FROM metric_filters
       WHERE log_group = $1 AND NOT ($2 = 'metric filter' AND name = $3)
     UNION ALL SELECT body FROM subscription_filters
       WHERE log_group = $1 AND NOT ($2 = 'subscription filter' AND name = $3)`,
    [group, kind, name],
  )
  const others = rows.map(
    ([body]) => (JSON.parse(String(body)) as { filterPattern: string }).filterPattern,
  )
  if (withRegexes(others).length < maxRegexPatterns) return
  throw limitExceeded(
    `A log group has at most ${maxRegexPatterns} filter patterns with regular expressions, those of metric and subscription filters together.`,
  )
}
