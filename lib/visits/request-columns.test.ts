import { expect, test } from 'vitest'
import { newRequestColumns } from './request-columns'
import type { VisitRequest } from './visits'

const request = (timeMs: number, more: Partial<VisitRequest> = {}): VisitRequest => ({
  timeMs,
  client: '192.0.2.1',
  agent: 'Firefox',
  method: 'GET',
  path: '/cafe',
  query: '',
  status: 200,
  referer: '',
  country: 'DE',
  durationMs: null,
  bytes: null,
  source: '',
  ...more,
})

test('gives back what each line said', () => {
  const columns = newRequestColumns()
  const order = request(2, {
    method: 'POST',
    path: '/order',
    status: 302,
    durationMs: 12.5,
    bytes: 0,
  })
  const unknown = request(3, { client: '', agent: '', country: '', status: Number.NaN })
  for (const one of [request(1), order, unknown]) columns.add(one)
  expect([...columns.lines()]).toEqual([request(1), order, unknown])
})

test('lines come in the order of their times, those of one time as they were added', () => {
  const columns = newRequestColumns()
  columns.addOther(Number.NEGATIVE_INFINITY)
  columns.add(request(5, { path: '/a' }))
  columns.add(request(9, { path: '/b' }))
  columns.add(request(5, { path: '/c' }))
  columns.addOther(5)
  columns.add(request(7, { path: '/d' }))
  expect([...columns.lines()]).toEqual([
    { timeMs: Number.NEGATIVE_INFINITY },
    request(5, { path: '/a' }),
    request(5, { path: '/c' }),
    { timeMs: 5 },
    request(7, { path: '/d' }),
    request(9, { path: '/b' }),
  ])
})

test('more lines than one part of the columns holds', () => {
  const columns = newRequestColumns()
  const count = 70_000
  for (let at = 0; at < count; at += 1) columns.add(request(count - at, { path: `/${at % 7}` }))
  const times = [...columns.lines()].map(({ timeMs }) => timeMs)
  expect(times).toEqual(Array.from({ length: count }, (_, at) => at + 1))
})
