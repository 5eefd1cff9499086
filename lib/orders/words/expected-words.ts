import { full } from '@/lib/format'
import type { Estimate } from '@/lib/orders/expected/distributions'

const range = ({ low, high }: Estimate) => `${full(low)}–${full(high)}`

/** "61 expected (47–76)", "more than the 61 expected (47–76)"; empty where not even one was. */
export function expectedWords(expected: Estimate | null, orders: number): string {
  if (!expected || expected.estimate < 0.5) return ''
  const words = `${full(Math.round(expected.estimate))} expected (${range(expected)})`
  return orders > expected.high ? `more than the ${words}` : words
}

/** "2–12 are usual", "fewer than the 2–12 that are usual" */
export const usualWords = (expected: Estimate, orders: number): string =>
  orders < expected.low
    ? `fewer than the ${range(expected)} that are usual`
    : `${range(expected)} are usual`
