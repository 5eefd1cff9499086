import { expect, test } from 'vitest'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'
import { dayMs, hourMs } from '@/lib/time'
import { periodWindow, type Range, windowOf } from '@/lib/window'
import { compare, countOf, failedShare, pastOf } from './compare-periods'

const nowMs = Date.parse('2026-11-26T11:37:00Z')
const none: Totals = { events: 0, requests: 0, visitors: 0, bots: 0, orders: 0, failed: 0 }
const totals = (more: Partial<Totals>): Totals => ({ ...none, events: 1, requests: 1, ...more })
const orders = countOf((row) => row.orders, true)
const requests = countOf((row) => row.requests, false)

const of = (now: Partial<Totals>, before: Partial<Totals>, measure = orders) => {
  const past = { period: 'yesterday', totals: totals(before) }
  const [found] = compare(measure, totals(now), [past])
  return [found?.before, found?.change?.replace('\u00a0', ' ') ?? null, found?.isWorse]
}

test.each([
  ['fewer orders, and not by chance', 838, 1_083, ['1,083', '−23 %', true]],
  ['fewer orders, as chance has it', 838, 883, ['883', '−5 %', false]],
  ['more orders are never called worse', 990, 700, ['700', '+41 %', false]],
  ['as many', 100, 100, ['100', '±0 %', false]],
  ['none any more', 0, 40, ['40', '−100 %', true]],
  ['none before', 5, 0, ['0', null, false]],
  ['none at all', 0, 0, ['0', '±0', false]],
])('%s: %d after %d', (_, now, before, shown) => {
  expect(of({ orders: now }, { orders: before })).toEqual(shown)
})

test('fewer requests alone are not worse', () => {
  expect(of({ requests: 10 }, { requests: 900 }, requests)).toEqual(['900', '−99 %', false])
})

test.each([
  ['more fail', 21, 3, ['0.3 %', '+1.8 pt', true]],
  ['fewer fail', 3, 21, ['2.1 %', '−1.8 pt', false]],
  ['two more of a thousand', 5, 3, ['0.3 %', '+0.2 pt', false]],
  ['hardly more, on the other side of a half', 2.51, 2.49, ['0.2 %', '+0.1 pt', false]],
  ['whole numbers, as they are shown', 124, 116, ['12 %', '±0 pt', false]],
  ['whole numbers, one more', 126, 124, ['12 %', '+1 pt', false]],
  ['one of them below ten', 104, 93, ['9.3 %', '+0.7 pt', false]],
  ['as many', 3, 3, ['0.3 %', '±0.0 pt', false]],
])('%s', (_, now, before, shown) => {
  const found = of(
    { requests: 1_000, failed: now },
    { requests: 1_000, failed: before },
    failedShare,
  ) as [string, string, boolean]
  expect([found[0].replace('\u00a0', ' '), found[1], found[2]]).toEqual(shown)
})

const answer = (row?: Totals): Reading<Totals> => ({
  ok: true,
  rows: row ? [row] : [],
  query: '',
  window: { fromMs: 0, toMs: 1, binMs: 1 },
  bytesScanned: 0,
  recordsScanned: 0,
  recordsMatched: 0,
  asOfMs: 0,
})
const failed: Reading<Totals> = {
  ok: false,
  failure: { kind: 'throttled', message: 'Too many.', remedy: 'Wait.' },
  query: '',
  window: { fromMs: 0, toMs: 1, binMs: 1 },
}

const past = (
  reading: Reading<Totals> | null,
  more: Partial<Parameters<typeof pastOf>[1]> & {
    range?: Range
    period?: 'day-ago' | 'week-ago'
  } = {},
) => {
  const { range = '3h', period = 'day-ago', ...context } = more
  const window = windowOf(range, nowMs)
  return pastOf(reading, {
    ...{ window, past: periodWindow(window, period), nowMs, zone: 'UTC' },
    ...{ oldestMs: null, isLoading: false, isNarrowed: false },
    ...context,
  })
}

test.each([
  ['the log begins today', answer(), { oldestMs: nowMs - 5 * hourMs }, 'no log for then'],
  [
    'the log begins within it',
    answer(totals({})),
    { oldestMs: nowMs - 26 * hourMs },
    'log begins later',
  ],
  ['nothing was received', answer(), { oldestMs: nowMs - 9 * dayMs }, 'no log for then'],
  ['nothing was understood', answer(totals({ requests: 0 })), {}, 'no requests understood'],
  ['not answered yet', null, {}, 'loading …'],
  ['could not be asked', failed, {}, 'unavailable'],
  ['the log is being read', answer(totals({})), { isLoading: true }, 'log still being read'],
] as const)('no number without a log: %s', (_, reading, more, why) => {
  const found = past(reading, more)
  expect(found).toMatchObject({ why })
  expect(compare(orders, totals({ orders: 9 }), [found])).toEqual([
    { period: 'yesterday', before: why, isKnown: false, change: null, isWorse: false },
  ])
})

test('none that fits the filters is a number', () => {
  expect(past(answer(), { isNarrowed: true })).toMatchObject({ totals: { orders: 0 } })
})

const tuesday = Date.parse('2026-11-24T12:00:00Z')
test.each<[Range, 'day-ago' | 'week-ago', string]>([
  ['3h', 'day-ago', 'yesterday'],
  ['3h', 'week-ago', 'Thu 19 Nov'],
  ['24h', 'week-ago', 'Thu 19 Nov'],
  ['7d', 'week-ago', '7 days before'],
  [{ fromMs: tuesday - 3 * hourMs, toMs: tuesday }, 'day-ago', 'the day before'],
])('%j, %s is called %s', (range, period, name) => {
  expect(past(answer(totals({})), { range, period }).period.replace(',', '')).toBe(name)
})
