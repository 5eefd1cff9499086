import { expect, test } from 'vitest'
import { AsUsual } from './as-usual'

/** After how many requests a trouble of 30 failures in 150 is over, of which every `every`th fails since; null for never, of 500. */
function over(usual: number, every: number): number | null {
  const asUsual = new AsUsual()
  const so = { failed: 0, answered: 0 }
  const add = (isFailure: boolean) => {
    if (isFailure) so.failed += 1
    else so.answered += 1
    asUsual.add(isFailure, usual, so)
  }
  for (let at = 0; at < 150; at += 1) {
    add(at % 5 === 0)
    if (at > 5 && asUsual.isSure(so.failed)) return 0
  }
  for (let at = 1; at <= 500; at += 1) {
    add(at % every === 0)
    if (asUsual.isSure(so.failed)) return at
  }
  return null
}

test('one in twenty is usual, and fails again: that is over', () => {
  expect(over(0.05, 20)).toBeGreaterThan(30)
  expect(over(0.05, 20)).toBeLessThan(150)
})

test('it goes on as before: that is not over', () => {
  expect(over(0.05, 5)).toBeNull()
})

test('of what hardly ever fails, good answers in a row tell it', () => {
  expect(over(0.001, 1_000)).toBeNull()
})
