import { expect, test } from 'vitest'
import { dayMs } from './time'
import { binStarts, binText, isPartial, periodWindow, ranges, windowOf } from './window'

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
  for (const [period, back] of [
    ['day-ago', days],
    ['week-ago', weekDays],
  ] as const) {
    const { fromMs, toMs } = periodWindow(window, period)
    expect(fromMs).toBe(window.fromMs - back * dayMs)
    expect(toMs).toBe(Math.min(window.toMs - back * dayMs, window.fromMs))
  }
})

test.each([
  ['24h', '08:40', 5],
  ['7d', '08:40', 5],
  // Short ranges are close enough already.
  ['3h', '07:40', 5],
  ['15m', '10:28', 1],
] as const)(
  'the latest part of %s at 10:43 begins at %s, in bins of %i minutes',
  (range, from, bin) => {
    const { fromMs, toMs, binMs } = periodWindow(windowOf(range, nowMs), 'latest')
    expect(new Date(fromMs).toISOString().slice(11, 16)).toBe(from)
    expect(toMs).toBe(windowOf(range, nowMs).toMs)
    expect(binMs).toBe(bin * 60_000)
  },
)

test('a custom range is taken as it is', () => {
  const range = { fromMs: nowMs - 5_000, toMs: nowMs }
  expect(windowOf(range, nowMs)).toMatchObject(range)
})

test.each([
  ['15m', []],
  ['3h', ['10:40']],
  ['24h', ['10:30']],
] as const)('of %s at 10:43 these bins are in it only in part: %j', (range, parts) => {
  const window = windowOf(range, nowMs)
  const partial = binStarts(window).filter((bin) => isPartial(bin, window))
  expect(partial.map((bin) => new Date(bin).toISOString().slice(11, 16))).toEqual(parts)
})

test('a custom range has parts of bins at both ends', () => {
  const at = (time: string) => Date.parse(`2026-11-24T${time}Z`)
  const window = windowOf({ fromMs: at('07:02'), toMs: at('10:02') }, nowMs)
  const partial = binStarts(window).filter((bin) => isPartial(bin, window))
  expect(partial).toEqual([at('07:00'), at('10:00')])
})
