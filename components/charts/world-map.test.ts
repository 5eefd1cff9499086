import { expect, test } from 'vitest'
import { classLimits } from './world-map'

test.each([
  [1, [1]],
  [3, [1, 2]],
  [25, [1, 4, 9, 16]],
  [1_789, [1, 72, 286, 644, 1_145]],
])('the classes of countries with at most %d requests begin at %j', (largest, limits) => {
  expect(classLimits(largest)).toEqual(limits)
})
