import { expect, test } from 'vitest'
import { newRest } from './rest'

test.each([
  [5, 0],
  [20, 0],
  [30, 500],
  [120, 5_000],
  [3_000, 10_000],
])('what took %d ms is not made again for %d ms', (tookMs, restMs) => {
  let nowMs = 1_000
  const rest = newRest(() => nowMs)
  nowMs += tookMs
  expect(rest.isResting()).toBe(false)
  rest.ended()
  if (restMs > 0) {
    nowMs += restMs - 1
    expect(rest.isResting()).toBe(true)
    nowMs += 1
  }
  expect(rest.isResting()).toBe(false)
})
