import { expect, test } from 'vitest'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { newUsualDurations } from './usual-durations'

/** A page that took so many ms a hundred times. */
function known(ms: number) {
  const durations = newUsualDurations()
  for (let time = 0; time < 100; time += 1) durations.isSlow('page', ms + (time % 7), 0)
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
  expect(known(usual).isSlow('page', now, 0)).toBe(slow)
})

test('what was seen for the first time is not slow, whatever it takes', () => {
  expect(known(300).isSlow('other', 60_000, 0)).toBe(false)
})

test('an hour of slow answers does not become usual', () => {
  const durations = known(300)
  for (let time = 0; time < 1_000; time += 1) durations.isSlow('page', 9_000, 0)
  expect(durations.isSlow('page', 9_000, 0)).toBe(true)
})

/** Two pages are answered every ten minutes for a day and so many more; then it is said whether the first is slow at an hour of the next day. */
function slowAfter(
  days: number,
  msAt: (hour: number, page: string) => number,
  now: [number, number],
) {
  const durations = newUsualDurations()
  for (let atMs = 0; atMs < (days + 1) * dayMs; atMs += 10 * minuteMs)
    for (const page of ['page', 'other'])
      durations.isSlow(page, msAt((atMs % dayMs) / hourMs, page), atMs)
  const [hour, ms] = now
  return durations.isSlow('page', ms, (days + 1) * dayMs + hour * hourMs)
}

const isNight = (hour: number) => hour >= 2 && hour < 2.8
const atNight = (ms: number, of?: string) => (hour: number, page: string) =>
  isNight(hour) && (of ?? page) === page ? ms : 100
const mostHours = (hour: number) => (hour > 8 ? 2_000 : 100)

test.each<[string, number, (hour: number, page: string) => number, [number, number], boolean]>([
  ['all on three nights', 3, atNight(2_000), [2.3, 2_500], false],
  ['all on three nights, but hardly', 3, atNight(1_200), [2.3, 2_500], false],
  ['all on three nights, far less than now', 3, atNight(2_000), [2.3, 9_000], true],
  ['all on three nights, and it is noon', 3, atNight(2_000), [12, 2_500], true],
  ['all on two nights', 2, atNight(2_000), [2.3, 2_500], true],
  ['this page on four nights', 4, atNight(2_000, 'page'), [2.3, 2_500], false],
  ['another page on four nights', 4, atNight(300, 'other'), [2.3, 2_500], true],
  ['all at most hours', 4, mostHours, [14, 2_500], true],
])('slow on earlier days: %s', (_, days, msAt, now, slow) => {
  expect(slowAfter(days, msAt, now)).toBe(slow)
})
