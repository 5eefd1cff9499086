import { expect, test } from 'vitest'
import { dayMs } from './time'
import { binStarts, binText, periodWindow, previousWindow, ranges, windowOf } from './window'

const nowMs = Date.parse('2026-11-24T10:43:27.512Z')

test.each(ranges)('%s ends on a full minute, starts on a bin, and has at most 62 bins', (range) => {
  const window = windowOf(range, nowMs)
  expect(window.toMs).toBe(Date.parse('2026-11-24T10:43:00Z'))
  expect(window.fromMs % window.binMs).toBe(0)
  const starts = binStarts(window)
  expect(starts.length).toBeGreaterThanOrEqual(14)
  expect(starts.length).toBeLessThanOrEqual(62)
  expect(starts[0]).toBe(window.fromMs)
})

test.each([
  ['15m', '1m'],
  ['1h', '1m'],
  ['3h', '5m'],
  ['24h', '30m'],
  ['7d', '3h'],
] as const)('%s is cut into %s', (range, text) => {
  expect(binText(windowOf(range, nowMs))).toBe(text)
})

test('the previous window ends where this one starts, or earlier by less than a bin', () => {
  const window = windowOf('3h', nowMs)
  const previous = previousWindow(window)
  expect(previous.toMs - previous.fromMs).toBe(window.toMs - window.fromMs)
  expect(window.fromMs - previous.toMs).toBeGreaterThanOrEqual(0)
  expect(window.fromMs - previous.toMs).toBeLessThan(window.binMs)
})

test.each([
  ['15m', 1, 7],
  ['24h', 1, 7],
  // Seven days have the same hours a week before at the earliest.
  ['7d', 7, 7],
] as const)('%s has the same hours %i and %i days before', (range, days, weekDays) => {
  const window = windowOf(range, nowMs)
  for (const [period, back] of [
    ['day-before', days],
    ['week-before', weekDays],
  ] as const) {
    const before = periodWindow(window, period)
    expect(before.fromMs).toBe(window.fromMs - back * dayMs)
    expect(before.toMs).toBeLessThanOrEqual(window.fromMs)
    expect((before.toMs - before.fromMs) % window.binMs).toBe(0)
    expect(before.toMs - before.fromMs).toBeGreaterThan(window.toMs - window.fromMs - window.binMs)
  }
})

test('a custom range is taken as it is', () => {
  const range = { fromMs: nowMs - 5_000, toMs: nowMs }
  expect(windowOf(range, nowMs)).toMatchObject(range)
})
