import { describe, expect, test } from 'vitest'
import { newClock } from '@/lib/orders/expected/clock'
import { newGaps } from '@/lib/orders/missing/gaps'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { newNumbers } from './testdata/cafe'

const monday = Date.UTC(2026, 10, 2)

/** Lines that come by chance, as many an hour as are usual at that hour. */
function followed(days: number, anHour: (hour: number) => number, beatMs = dayMs) {
  const gaps = newGaps(newClock('UTC'))
  const draw = newNumbers(11)
  const toMs = monday + days * dayMs
  let lastMs = monday
  for (let atMs = monday; atMs < toMs; ) {
    const rate = anHour(Math.floor((atMs % dayMs) / hourMs))
    if (rate === 0) {
      atMs = Math.floor(atMs / hourMs + 1) * hourMs
      continue
    }
    const beat = Math.floor(atMs / beatMs + 1) * beatMs
    atMs = Math.min(beat, atMs + (-Math.log(1 - draw()) * hourMs) / rate)
    gaps.add(lastMs, atMs)
    lastMs = atMs
  }
  return (time: number, ms: number) => gaps.limit(toMs + time * hourMs, toMs + time * hourMs + ms)
}

describe('how long a pause is usual', () => {
  test('a busy site: some minutes, at any hour', () => {
    const limit = followed(7, () => 600)
    expect(limit(12, 3 * minuteMs)).toBeLessThanOrEqual(4 * minuteMs)
    expect(limit(3, 3 * minuteMs)).toBeGreaterThanOrEqual(3 * minuteMs)
  })

  test('30 lines an hour: longer than any of a week, and not an hour', () => {
    const limit = followed(7, () => 30)(12, 10 * minuteMs)
    expect(limit).toBeGreaterThan(14 * minuteMs)
    expect(limit).toBeLessThan(60 * minuteMs)
  })

  test('a monitor that asks every 5 minutes: more than one beat, not two', () => {
    const limit = followed(14, (hour) => (hour < 6 ? 3 : 60), 5 * minuteMs)
    for (const hour of [3, 12]) {
      expect(limit(hour, 5 * minuteMs)).toBeGreaterThan(5.25 * minuteMs)
      expect(limit(hour, 5 * minuteMs)).toBeLessThan(6 * minuteMs)
    }
  })

  test('quiet nights have longer pauses than days', () => {
    const limit = followed(7, (hour) => (hour < 6 ? 3 : 300))
    expect(limit(3, minuteMs)).toBeGreaterThan(5 * (limit(14, minuteMs) as number))
  })

  test('in the first hour of a quiet night the pauses of the night count', () => {
    const limit = followed(7, (hour) => (hour < 6 ? 3 : 300))
    expect(limit(0, minuteMs)).toBeGreaterThan(hourMs)
  })

  test('a pause that began in hours in which nothing ever comes may last over a weekend', () => {
    const limit = followed(7, (hour) => (hour < 8 || hour >= 20 ? 0 : 60))
    expect(limit(2, hourMs)).toBe(3 * dayMs)
  })
})

describe('on the first day', () => {
  test('nothing is known before an hour has passed', () => {
    const gaps = newGaps(newClock('UTC'))
    gaps.add(monday, monday + 1_000)
    expect(gaps.limit(monday + 1_000, monday + 50 * minuteMs)).toBeNull()
  })

  test('a pause is not usual when it is ten times as long as any before', () => {
    const gaps = newGaps(newClock('UTC'))
    for (let line = 0; line < 120; line += 1)
      gaps.add(monday + line * minuteMs, monday + (line + 1) * minuteMs)
    gaps.add(monday + 120 * minuteMs, monday + 123 * minuteMs)
    expect(gaps.limit(monday + 123 * minuteMs, monday + 140 * minuteMs)).toBe(30 * minuteMs)
  })
})
