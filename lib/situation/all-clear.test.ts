import { expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { minuteMs } from '@/lib/time'
import { allClearOf, pastOf } from './all-clear'

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
      'Orders are coming in again.',
      'It lasted 25 min, from 06:39 to 07:04; about 35 orders missed (26–45): €1,930 (€1,443–€2,500).',
    ],
  ],
  [
    'a request that failed, and cost nothing that is known',
    { kind: 'failing', lostOrders: null, lostMoney: null },
    [
      'POST /from/192.0.2.0/24⟨U+202E⟩ is answered well again.',
      'It lasted 25 min, from 06:39 to 07:04.',
    ],
  ],
  [
    'a silent log, where no one has said what an order is worth',
    { kind: 'no-traffic', lostMoney: null },
    [
      'Requests come in again.',
      'It lasted 25 min, from 06:39 to 07:04; about 35 orders missed (26–45).',
    ],
  ],
])('the end of %s', (_, change, said) => {
  expect(allClearOf(ended(change), at)).toEqual(said)
})

test('the end of a stop before the next order', () => {
  expect(allClearOf({ ...ended(), endsBeforeOrder: true }, at)[0]).toBe(
    'The way to an order is open again.',
  )
})

test('a message about an alarm whose incident is over tells that one, and how the shop is now', () => {
  const incident = {
    ...{ id: '2026-11-27T06:42Z', saidMs: overMs - 22 * minuteMs, lastOrderMs: null },
    ...{ visits: 40, orders: 0, expected: null, blamed: [] },
    ...ended(),
  }
  expect(pastOf(incident, { headline: 'GET /192.0.2.78 has answered 500.' }, at)).toEqual([
    'Orders stopped for 25 min from 06:39.',
    'POST /from/192.0.2.0/24⟨U+202E⟩ answered 502.',
    'About 35 orders missed (26–45): €1,930 (€1,443–€2,500).',
    'Now: GET /192.0.2.0/24 has answered 500.',
  ])
})
