import { expect, test } from 'vitest'
import { scanPrice } from './price'

test.each([
  [0, 'nothing'],
  [1_000, 'less than $0.0001'],
  [2 ** 30, 'about $0.005'],
  [50 * 2 ** 30, 'about $0.25'],
  [123 * 2 ** 30, 'about $0.61'],
  [2 ** 40, 'about $5.12'],
])('%d bytes scanned cost %s', (bytes, dollars) => {
  expect(scanPrice(bytes)).toBe(dollars)
})
