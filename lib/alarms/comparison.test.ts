import { expect, test } from 'vitest'
import {
  comparisonNames,
  comparisonOf,
  comparisonOperators,
  comparisons,
  signOf,
} from './comparison'

test.each([
  ['>', 'GreaterThanThreshold', '>', [false, false, true]],
  ['>=', 'GreaterThanOrEqualToThreshold', '≥', [false, true, true]],
  ['<', 'LessThanThreshold', '<', [true, false, false]],
  ['<=', 'LessThanOrEqualToThreshold', '≤', [true, true, false]],
] as const)('%s is %s, shown as %s', (operator, name, sign, breaches) => {
  expect(comparisonOf(operator)).toBe(name)
  expect(signOf(name)).toBe(sign)
  expect([1, 2, 3].map((value) => comparisons[name].breaches(value, 2))).toEqual(breaches)
})

test('each operator has a name and each name an operator', () => {
  expect(comparisonOperators.map(comparisonOf).sort()).toEqual([...comparisonNames].sort())
})

test('a comparison with a learnt band has no sign', () => {
  expect(signOf('LessThanLowerOrGreaterThanUpperThreshold')).toBeUndefined()
  expect(signOf('constructor')).toBeUndefined()
})
