import { expect, test } from 'vitest'
import { costOf, dollars, listPrices, priceSource } from './prices'

const gb = 2 ** 30

test.each([
  ['nothing', {}, 0],
  ['a GB', { bytesScanned: gb }, 0.005],
  ['a TB', { bytesScanned: 1_024 * gb }, 5.12],
  ['1,000 metrics', { metrics: 1_000 }, 0.01],
  ['an hour of live tail', { tailMinutes: 60 }, 0.6],
  ['all of it', { bytesScanned: 2 * gb, metrics: 500, tailMinutes: 3 }, 0.045],
])('%s costs so many dollars', (_, usage, sum) => {
  expect(costOf(usage, listPrices)).toBeCloseTo(sum)
})

test.each([
  [0, 'nothing'],
  [0.000_005, '< $0.0001'],
  [0.000_123, '$0.00012'],
  [0.005, '$0.005'],
  [0.0616, '$0.062'],
  [0.25, '$0.25'],
  [0.5, '$0.50'],
  [0.9996, '$1.00'],
  [5.1234, '$5.12'],
  [1234.5, '$1234.50'],
])('%d dollars are written as %s', (sum, text) => {
  expect(dollars(sum)).toBe(text)
})

test('says where a price is from', () => {
  expect(priceSource(listPrices)).toMatch(/list price in us-east-1/)
  expect(priceSource({ ...listPrices, gbScanned: 0.0076 })).toBe(
    'at $0.0076 per GB scanned, as PRICE_PER_GB says',
  )
})
