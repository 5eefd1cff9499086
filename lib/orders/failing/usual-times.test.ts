import { expect, test } from 'vitest'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { UsualTimes } from './usual-times'

/** What is usual at an hour of day 14 of a request every five minutes, `bad` of twelve of which failed at that hour on some days before. */
function shareAt(
  hour: number,
  days: readonly number[],
  bad: number,
  failedInRow = 1,
  refuses = false,
) {
  const times = new UsualTimes(refuses)
  for (let atMs = 0; atMs < 14 * dayMs; atMs += 5 * minuteMs) {
    const isHour =
      days.includes(Math.floor(atMs / dayMs)) && Math.floor((atMs % dayMs) / hourMs) === 18
    times.add(isHour && (atMs % hourMs) / (5 * minuteMs) < bad, atMs)
  }
  return times.share(14 * dayMs + hour * hourMs, failedInRow)
}

test.each<[string, number, readonly number[], number, number]>([
  ['in each of two weeks', 18.25, [0, 7], 6, 0.5],
  ['in one week', 18.25, [7], 6, 0],
  ['on two other days', 18.25, [6, 8], 6, 0],
  ['at another hour', 12, [0, 7], 6, 0],
  ['on four of seven days', 18.25, [8, 9, 11, 13], 6, 0.5],
  ['on three of seven days', 18.25, [8, 9, 11], 6, 0],
  ['twice each time', 18.25, [0, 7], 2, 0],
  ['nearly always', 18.25, [0, 7], 12, 0],
])('failed %s', (_, hour, days, bad, share) => {
  expect(shareAt(hour, days, bad)).toBeCloseTo(share)
})

test('more in a row than such a share explains are not usual', () => {
  expect(shareAt(18.25, [0, 7], 6, 4)).toBe(0.5)
  expect(shareAt(18.25, [0, 7], 6, 5)).toBe(0)
})

test.each<[string, number, readonly number[], number, number]>([
  ['nearly always on most days', 18.25, [8, 9, 11, 13], 12, 0.95],
  ['nearly always on two days', 18.25, [11, 13], 12, 0],
  ['nearly always, at another hour', 12, [8, 9, 11, 13], 12, 0],
  ['now and then', 18.25, [8, 9, 11, 13], 4, 1 / 3],
])('what is refused %s', (_, hour, days, bad, share) => {
  expect(shareAt(hour, days, bad, 1, true)).toBeCloseTo(share)
})
