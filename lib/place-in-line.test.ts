import { expect, test } from 'vitest'
import { placeInLine } from './place-in-line'

test.each([
  [1, 'next in line'],
  [3, 'third in line'],
  [10, 'tenth in line'],
  [11, 'number 11 in line'],
])('%i: %s', (place, words) => {
  expect(placeInLine(place)).toBe(words)
})
