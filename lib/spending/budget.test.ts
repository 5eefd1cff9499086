import { expect, test } from 'vitest'
import { type Pace, paceOf } from './budget'

test.each<[spent: number, budget: number | null, Pace]>([
  [1_000, null, 'usual'],
  [0, 1, 'usual'],
  [0.74, 1, 'usual'],
  [0.75, 1, 'slow'],
  [0.99, 1, 'slow'],
  [1, 1, 'paused'],
  [7, 1, 'paused'],
])('with %d of a budget of %j spent, pages refresh themselves: %s', (spent, budget, pace) => {
  expect(paceOf(spent, budget)).toBe(pace)
})
