import { expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { minuteMs } from '@/lib/time'
import { allClearOf, endedAt } from './all-clear'

const overMs = Date.parse('2026-11-27T07:04:00Z')
const at = { nowMs: overMs + 4 * minuteMs, zone: 'UTC' }
const report: Report = {
  ...{ atMs: overMs - minuteMs, kind: 'orders-stopped', tone: 'trouble', headline: '' },
  ...{ details: [], sinceMs: overMs - 25 * minuteMs },
  culprit: { method: 'POST', request: '/from/192.0.2.77\u202e', status: 502 },
  lostOrders: { low: 26.3, estimate: 35.2, high: 44.1 },
  lostMoney: { low: 1460, estimate: 1941, high: 2450, currency: 'EUR' },
}
const ended = (change: Partial<Report> = {}) => ({
  fromMs: overMs - 25 * minuteMs,
  untilMs: overMs,
  report: { ...report, ...change },
})

test.each<[what: string, change: Partial<Report>, said: string[]]>([
  [
    'orders that stopped',
    {},
    [
      'Orders are coming in again since 07:04.',
      'It lasted 25 min, from 06:39; about 35 orders missed (26–45): €1,930 (€1,443–€2,500).',
    ],
  ],
  [
    'a request that failed, and cost nothing that is known',
    { kind: 'failing', lostOrders: null, lostMoney: null },
    [
      'POST /from/192.0.2.0/24⟨U+202E⟩ is answered well again since 07:04.',
      'It lasted 25 min, from 06:39.',
    ],
  ],
  [
    'a silent log, where no one has said what an order is worth',
    { kind: 'no-traffic', lostMoney: null },
    [
      'Requests come in again since 07:04.',
      'It lasted 25 min, from 06:39; about 35 orders missed (26–45).',
    ],
  ],
])('the end of %s', (_, change, said) => {
  expect(allClearOf(ended(change), at)).toEqual(said)
})

test('the end of a stop before the next order', () => {
  expect(allClearOf({ ...ended(), endsBeforeOrder: true }, at)[0]).toBe(
    'The way to an order is open again since 07:04.',
  )
})

test.each<[what: string, untilMs: number | null, atMs: number, isFound: boolean]>([
  ['ended a moment before', overMs, overMs + 5 * minuteMs, true],
  ['goes on', null, overMs, false],
  ['ended long before', overMs, overMs + 40 * minuteMs, false],
])('the newest incident %s', (_, untilMs, atMs, isFound) => {
  const one = { ...ended(), untilMs }
  expect(endedAt([one, ended()], atMs)).toBe(isFound ? one : null)
})

test('no incident is known', () => {
  expect(endedAt([], overMs)).toBeNull()
})
