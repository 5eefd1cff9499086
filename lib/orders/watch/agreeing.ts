import type { Estimate } from '@/lib/orders/expected/distributions'

/** Less than half of an order missing says nothing of what was to be expected. */
const leastMissing = 0.5

/**
 * What came and what is missing was to be expected: who met a failure tells more than how many came.
 * Where none came, the two are one number; else as many were to be expected as may come by chance.
 */
export function agreeing(expected: Estimate, orders: number, lost: Estimate | null): Estimate {
  if (!lost || lost.estimate < leastMissing) return expected
  if (orders === 0) return lost
  return {
    low: Math.min(expected.low, orders + lost.low),
    estimate: orders + lost.estimate,
    high: Math.max(expected.high, orders + lost.high),
  }
}
