import { afterAll, beforeAll, expect, test } from 'vitest'
import { readQuery } from '@/lib/aws/read'
import type { Engine } from '@/lib/local/engine'
import { openDashboard } from './testdata/open-dashboard'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const paths = [
  '/u/203.0.113.9_a',
  '/u/203.0.113.82_a',
  '/u/203%2e0%2e113%2e9',
  '/v/2001:db8:85a3:1:fe:8a2e:370:7334/x',
  '/w/pool-203-0-113-82.html',
  '/api/2.0/24',
  '/item/x-large',
  '/item/1',
  '/docs/v2.x',
  '/docs/v2.10',
]

let engine: Engine
beforeAll(async () => {
  const timestamp = noonMs - 600_000
  const time = new Date(timestamp).toISOString()
  const logEvents = paths.map((request) => ({
    timestamp,
    message: JSON.stringify({
      time,
      remoteIP: '198.51.100.7',
      request,
      method: 'GET',
      status: '500',
    }),
  }))
  engine = await openDashboard(noonMs, logEvents)
})
afterAll(() => engine.close())

// The number of requests found by each path that is asked for.
test.each<[request: string, found: number, why: string]>([
  ['/item/1', 1, 'as it is'],
  ['/item/x-large', 1, 'x is a letter'],
  ['/item/s-large', 0, 'x stands for nothing here'],
  ['/docs/v2.x', 1, 'x is no number here'],
  ['/api/2.0/24', 1, 'a version is no network'],
  ['/u/203.0.113.0/24_a', 2, 'as it is shown'],
  ['/u/203.0.113.9_a', 2, 'asked for by its network'],
  ['/u/203.0.113.10_a', 2, 'so nobody finds it by trying'],
  ['/u/203%2e0%2e113.0/24', 1, 'encoded'],
  ['/v/2001:db8:85a3::/48/x', 1, 'of IPv6'],
  ['/v/2001:db8:85a3:1:fe:8a2e:370:1/x', 1, 'of IPv6, by trying'],
  ['/w/pool-x-0-113-x.html', 1, 'of a host name'],
  ['/w/pool-203-0-113-81.html', 1, 'of a host name, by trying'],
  ['/item/*', 2, 'by a pattern'],
  ['/u/*.82_a', 0, 'what holds an address is found by no pattern'],
  ['/v/*', 0, 'of a path with colons as well'],
])('%s finds %i: %s', async (request, found) => {
  const reading = await readQuery('url-by-bin', { range: '1h', request }, { nowMs: noonMs })
  if (!reading.ok) throw new Error(reading.failure.message)
  expect(reading.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(found)
})
