import { expect, test } from 'vitest'
import { newUsualDurations } from './usual-durations'

/** A page that took so many ms a hundred times. */
function known(ms: number) {
  const durations = newUsualDurations()
  for (let time = 0; time < 100; time += 1) durations.isSlow('page', ms + (time % 7))
  return durations
}

test.each<[number, number | null, boolean]>([
  [300, 310, false],
  // Four times as long, but a person hardly notices.
  [300, 1_400, false],
  [300, 1_600, true],
  [2_000, 7_900, false],
  [2_000, 8_500, true],
  [300, null, false],
  [300, -1, false],
  [300, Number.NaN, false],
])('usually %d ms, now %d: slow is %s', (usual, now, slow) => {
  expect(known(usual).isSlow('page', now)).toBe(slow)
})

test('what was seen for the first time is not slow, whatever it takes', () => {
  expect(known(300).isSlow('other', 60_000)).toBe(false)
})

test('an hour of slow answers does not become usual', () => {
  const durations = known(300)
  for (let time = 0; time < 1_000; time += 1) durations.isSlow('page', 9_000)
  expect(durations.isSlow('page', 9_000)).toBe(true)
})
