import { expect, test } from 'vitest'
import { maxPauseMs, pauseAfterMs } from './retry'

test.each([
  [1, 5],
  [2, 15],
  [3, 60],
  [4, 300],
  [5, 900],
  [6, 3600],
  [200, 3600],
])('after failed attempt %d: %d s, and at most a tenth more', (attempts, seconds) => {
  expect(pauseAfterMs(attempts, 0)).toBe(seconds * 1000)
  expect(pauseAfterMs(attempts, 0.999)).toBeLessThanOrEqual(seconds * 1100)
})

test.each([
  ['longer than ours', 120_000, 120_000],
  ['shorter than ours', 1_000, 5_000],
  ['a week', 604_800_000, maxPauseMs],
])('what a receiver asks for: %s', (_, asked, expected) => {
  expect(pauseAfterMs(1, 0, asked)).toBe(expected)
})
