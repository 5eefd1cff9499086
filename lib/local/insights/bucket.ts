import type { Period } from './ast'

const monthsOf = { month: 1, quarter: 3, year: 12 }

/** SQL for the edge of the bucket that a moment (epoch ms) lies in: the lower one, or the one at or above it. */
export function bucketFloor(
  moment: string,
  { ms, calendar, count }: Period,
  towards: 'down' | 'up' = 'down',
): string {
  if (!calendar) {
    const m = `(${moment})::BIGINT`
    const floor = `${m} - ((${m} % ${ms}) + ${ms}) % ${ms}`
    return towards === 'down' ? floor : `${m} + (${ms} - ((${m} % ${ms}) + ${ms}) % ${ms}) % ${ms}`
  }
  const months = monthsOf[calendar] * count
  const stamp = `make_timestamp((${moment}) * 1000)`
  const index = `((year(${stamp}) - 1970) * 12 + month(${stamp}) - 1) // ${months} * ${months}`
  const edge = (at: string) => `epoch_ms(TIMESTAMP '1970-01-01' + to_months((${at})::INTEGER))`
  const floor = edge(index)
  return towards === 'down'
    ? floor
    : `CASE WHEN ${floor} = (${moment})::BIGINT THEN ${floor} ELSE ${edge(`${index} + ${months}`)} END`
}
