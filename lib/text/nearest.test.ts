import { expect, test } from 'vitest'
import { nearest } from './nearest'

const known = ['count_distinct', 'count', 'sum', 'ln', 'LINEAR']

test.each([
  ['conut', 'count'],
  ['CountDistnct', 'count_distinct'],
  ['LINAER', 'LINEAR'],
  ['sums', 'sum'],
  ['su', undefined],
  ['lm', undefined],
  ['average', undefined],
  ['x'.repeat(10_000), undefined],
])('%s: %s', (word, expected) => {
  expect(nearest(word, known)).toBe(expected)
})

test('a tolerance helps short words', () => {
  expect(nearest('lm', known, 1)).toBe('ln')
  expect(nearest('xy', known, 1)).toBeUndefined()
})
