import { expect, test } from 'vitest'
import { newToldByOrders, type ToldIncident } from './told-by-orders'

const minute = 60_000
const steps = [
  { name: 'book', match: [{ path: '/*/book' }] },
  { name: 'booking', match: [{ path: '/*/book/confirm' }] },
]
const incident: ToldIncident = {
  ...{
    id: 'x',
    fromMs: 10 * minute,
    toMs: 30 * minute,
    ordersStopped: false,
    visits: 9,
    lost: null,
  },
  requests: [{ request: '/api/*/free', status: 502 }],
}
const told = newToldByOrders(steps, [incident])
const failing = (request: string | null, status = '404', fromMs = 12 * minute) => ({
  ...{ request, status, fromMs, toMs: fromMs + 5 * minute },
})

test.each([
  ['a step of the way', failing('/de/book'), true],
  ['a page beside the way', failing('/de/menu'), false],
  ['a request that was to blame for missing orders', failing('/api/7/free', '502'), true],
  ['the same with another answer', failing('/api/7/free', '404'), false],
  ['the same at another time', failing('/api/7/free', '502', 40 * minute), false],
  ['a request that is not known', failing(null), false],
])('%s: %#', (_, failed, expected) => {
  expect(told(failed)).toBe(expected)
})
