import { expect, test } from 'vitest'
import { isAnsweredAgain } from './answered-again'

test.each<[string, number, number, number, boolean]>([
  ['one good answer after fifty failures', 50, 0, 1, false],
  ['two after fifty, when none came between them', 50, 0, 2, true],
  ['two after five failures', 5, 0, 2, false],
  ['three after five failures', 5, 0, 3, true],
  ['half failed: five', 20, 20, 5, false],
  ['half failed: fifteen', 20, 20, 15, true],
  ['one of ten failed: twenty', 10, 90, 20, false],
  ['one of ten failed: eighty', 10, 90, 80, true],
  ['one of twenty failed, and two hundred later', 10, 190, 200, true],
])('%s', (_, failed, before, since, isOver) => {
  const outcomes = { failed, answered: before + since, answeredSince: since }
  expect(isAnsweredAgain(outcomes)).toBe(isOver)
})
