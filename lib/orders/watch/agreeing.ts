import type { Estimate } from '@/lib/orders/expected/distributions'

/** Less than half of an order missing says nothing of what was to be expected. */
const leastMissing = 0.5

/** What came and what is missing was to be expected: who met a failure tells more than how many came. */
export function agreeing(expected: Estimate, orders: number, lost: Estimate | null): Estimate {
  if (!lost || lost.estimate < leastMissing || expected.estimate >= orders + lost.estimate)
    return expected
  return {
    low: Math.max(expected.low, orders + lost.low),
    estimate: orders + lost.estimate,
    high: Math.max(expected.high, orders + lost.high),
  }
}
