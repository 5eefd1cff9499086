import { expect, test } from 'vitest'
import { likelyOrders } from './likely-orders'

test.each([
  [0, 0, 0],
  [1, 0, 3],
  [38, 26, 50],
  [10_000, 9_804, 10_196],
])('%d expected: between %d and %d', (expected, low, high) => {
  expect(likelyOrders(expected)).toEqual({ low, high })
})
