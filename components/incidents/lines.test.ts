import { expect, test } from 'vitest'
import type { RequestLine } from '@/lib/queries/request-lines'
import { csvOf } from './lines'
import { binsOf } from './volume'

const atMs = Date.parse('2026-11-20T12:00:00Z')
const line = (more: Partial<RequestLine>): RequestLine => ({
  '@timestamp': atMs,
  '@message': '',
  remoteIP: '203.0.113.0/24',
  status: '500',
  method: 'GET',
  request: '/cafe',
  query: null,
  agent: null,
  country: 'DE',
  city: null,
  durationMs: 3.5,
  ...more,
})

test('lines as CSV: failed before good, and no text of the log is a formula', () => {
  const csv = csvOf({
    failed: [line({ agent: '=HYPERLINK("http://x")' })],
    firstFailed: [],
    leftOut: 9,
    good: [line({ status: '200', request: '/a,b', durationMs: null })],
    of: 'request',
    asked: { query: '', range: { fromMs: 0, toMs: 1 } },
  })
  expect(csv.split('\r\n')).toEqual([
    'time,status,method,request,client,country,city,agent,ms',
    `2026-11-20T12:00:00.000Z,500,GET,/cafe,203.0.113.0/24,DE,,"'=HYPERLINK(""http://x"")",3.5`,
    '2026-11-20T12:00:00.000Z,200,GET,"/a,b",203.0.113.0/24,DE,,,',
    '',
  ])
})

test('every bin of the window is there, and the one that is not over is unfinished', () => {
  const minute = 60_000
  const window = { fromMs: atMs, toMs: atMs + 2.5 * minute, binMs: minute }
  const orders = [{ bin: atMs + minute, visits: 9, orders: 4, lastOrder: 0 }]
  const others = [1, 2].map((requests) => ({ bin: atMs, requests }))
  const expected = { low: 2, estimate: 4.2, high: 8 }
  const bins = [{ bin: atMs + minute, orders: expected, whole: null, isClosed: false }]
  expect(binsOf(window, orders, others, bins)).toEqual([
    { bin: atMs, orders: 0, others: 3, expected: null, isUnfinished: false },
    { bin: atMs + minute, orders: 4, others: 0, expected, isUnfinished: false },
    { bin: atMs + 2 * minute, orders: 0, others: 0, expected: null, isUnfinished: true },
  ])
})
