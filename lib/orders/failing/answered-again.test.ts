import { expect, test } from 'vitest'
import { answersNeeded, isAnsweredAgain, seemsAnsweredAgain } from './answered-again'

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

test.each<[string, number, number, number]>([
  ['four failures and nothing else', 4, 0, 4],
  ['fifty failures and nothing else', 50, 0, 2],
  ['half of forty', 20, 20, 11],
  ['four of 32: what is known of so few is little', 4, 28, 75],
  ['one of twenty of 400', 20, 380, 141],
])('how many are needed: %s', (_, failed, answered, needed) => {
  expect(answersNeeded({ failed, answered, answeredSince: 0 })).toBe(needed)
  const after = (answeredSince: number) =>
    isAnsweredAgain({ failed, answered: answered + answeredSince, answeredSince })
  expect([after(needed - 1), after(needed)]).toEqual([false, true])
})

test.each<[string, number, number, number, boolean]>([
  ['one good answer after three failures', 3, 0, 1, true],
  ['one of half', 10, 10, 1, false],
  ['one after 25, when none came between them', 25, 0, 1, true],
  ['none', 25, 0, 0, false],
  ['one of five failed: six', 10, 40, 6, false],
  ['one of five failed: fifteen', 10, 40, 15, true],
  ['one of twenty failed: forty', 10, 190, 40, false],
  ['one of twenty failed: seventy', 10, 190, 70, true],
])('%s: it may be over', (_, failed, before, since, seemsOver) => {
  const outcomes = { failed, answered: before + since, answeredSince: since }
  expect(seemsAnsweredAgain(outcomes)).toBe(seemsOver)
})
