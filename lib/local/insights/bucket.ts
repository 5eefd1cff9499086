import type { Period } from './period'
import { type Sql, sql } from './sql'

const monthsOf = { month: 1, quarter: 3, year: 12 }

/** SQL for the edge of the bucket that a moment (epoch ms) lies in: the lower one, or the one at or above it. */
export function bucketFloor(
  moment: Sql,
  { ms, calendar, count }: Period,
  towards: 'down' | 'up' = 'down',
): Sql {
  if (!calendar) {
    const m = sql`(${moment})::BIGINT`
    const floor = sql`${m} - ((${m} % ${ms}) + ${ms}) % ${ms}`
    return towards === 'down'
      ? floor
      : sql`${m} + (${ms} - ((${m} % ${ms}) + ${ms}) % ${ms}) % ${ms}`
  }
  const months = monthsOf[calendar] * count
  const stamp = sql`make_timestamp((${moment}) * 1000)`
  const index = sql`((year(${stamp}) - 1970) * 12 + month(${stamp}) - 1) // ${months} * ${months}`
  const edge = (at: Sql) => sql`epoch_ms(TIMESTAMP '1970-01-01' + to_months((${at})::INTEGER))`
  const floor = edge(index)
  return towards === 'down'
    ? floor
    : sql`CASE WHEN ${floor} = (${moment})::BIGINT THEN ${floor} ELSE ${edge(sql`${index} + ${months}`)} END`
}
