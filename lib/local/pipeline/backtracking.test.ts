import { expect, test } from 'vitest'
import { boundBacktracking } from './backtracking'
import { matcher } from './filter-pattern'

const hostile = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(300)).join('')

// Without the bound each of these takes minutes.
test.each([
  ['%a.*b.*c.*d.*e%', hostile, false],
  ['%a.*b.*c.*d.*e%', `${hostile}e`, true],
  ['{ $.path = "*a*b*c*d*e" }', JSON.stringify({ path: hostile }), false],
  ['{ $.path = "*a*b*c*d*e" }', JSON.stringify({ path: `${hostile}e` }), true],
])('%s against a hostile line', (pattern, message, expected) => {
  boundBacktracking()
  const startedMs = performance.now()
  const { path } = message.startsWith('{') ? JSON.parse(message) : { path: message }
  expect(matcher(pattern)({ message, fields: { path } })).toBe(expected)
  expect(performance.now() - startedMs).toBeLessThan(3_000)
})
