import { describe, expect, test } from 'vitest'
import { chanceOfAtMost, chanceOfNone, missing, quantile } from './distributions'

// Worked numbers: scipy.stats.poisson, and nbinom(1/spread, 1/(1 + spread * mean)).

test.each([
  [3, 0, 0.049787],
  [10, 0.1, 0.000977],
  [0, 0.1, 1],
])('of %d expected with spread %d none comes with a chance of %d', (mean, spread, chance) => {
  expect(chanceOfNone(mean, spread)).toBeCloseTo(chance, 6)
})

test.each([
  [3, 10, 0, 0.010336],
  [3, 10, 0.1, 0.046143],
  [20, 50, 0.05, 0.003398],
  [0, 0.5, 0, 0.606531],
])('at most %d of %d expected, spread %d: %d', (count, mean, spread, chance) => {
  expect(chanceOfAtMost(count, mean, spread)).toBeCloseTo(chance, 6)
})

test.each([
  [3, 10, 20, 0.001288],
  [0, 5, 10, 0.000977],
  [10, 5, 10, 1],
])(
  'at most %d of %d expected of %d who order once or not at all: %d',
  (count, mean, all, chance) => {
    expect(chanceOfAtMost(count, mean, -1 / all)).toBeCloseTo(chance, 6)
  },
)

test.each([
  [10, 0, 4, 17],
  [20, 0.05, 9, 34],
  [400, 0.1, 189, 687],
])('95 of 100 times %d expected with spread %d are %d to %d', (mean, spread, low, high) => {
  expect(quantile(0.025, mean, spread)).toBe(low)
  expect(quantile(0.975, mean, spread)).toBe(high)
})

test.each([
  [600, 0.01, 479, 733],
  [2_000, 0.05, 1_218, 2_972],
])('large numbers are near enough: %d with spread %d', (mean, spread, low, high) => {
  expect(Math.abs(quantile(0.025, mean, spread) - low)).toBeLessThanOrEqual(0.005 * mean)
  expect(Math.abs(quantile(0.975, mean, spread) - high)).toBeLessThanOrEqual(0.005 * mean)
})

describe('how many are missing', () => {
  test('all that were expected, when none came', () => {
    expect(missing(20, 0, 0.05)).toEqual({ low: 9, estimate: 20, high: 34 })
  })

  test('those that came are not', () => {
    expect(missing(20, 15, 0.05)).toEqual({ low: 0, estimate: 5, high: 19 })
  })

  test('none when more came than were expected', () => {
    expect(missing(5, 30, 0.05)).toEqual({ low: 0, estimate: 0, high: 0 })
  })

  test('nothing was expected', () => {
    expect(missing(0, 0, 0.3)).toEqual({ low: 0, estimate: 0, high: 0 })
  })

  test('of 100 visits of which 95 would have ordered, 95 are missing: chance leaves less to doubt', () => {
    expect(missing(95, 0, 0, 100 * 0.95 * 0.05)).toEqual({ low: 91, estimate: 95, high: 99 })
  })
})
