import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nowMs, readQuery } from '@/lib/aws/read'
import { runtime, setRuntime } from '@/lib/aws/runtime'
import { readExposition } from '@/lib/health/testdata/exposition'
import { openShop } from '@/lib/saving/testdata/open-shop'
import { GET } from './route'

const startMs = Date.parse('2026-11-24T12:00:30Z')
const line = (status: string) =>
  `192.0.2.1 - - [24/Nov/2026:11:59:10 +0000] "GET /menu HTTP/1.1" ${status} 12 "-" "Mozilla/5.0"`

let shop: Awaited<ReturnType<typeof openShop>>
beforeAll(async () => {
  shop = await openShop({ nowMs: startMs, lines: [line('200'), line('500'), 'what is this?'] })
})
afterAll(() => shop.close())

async function scrape() {
  const request = new Request('http://localhost/metrics', { headers: { host: 'localhost' } })
  const response = await GET(request, undefined)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const families = readExposition(await response.text())
  return (sample: string) => {
    for (const { samples } of families.values()) if (samples.has(sample)) return samples.get(sample)
    return undefined
  }
}

test('what is measured, in a format and under names as Prometheus wants them', async () => {
  const { localEngine, ...rest } = runtime()
  if (!localEngine) throw new Error('no engine')
  setRuntime({
    ...rest,
    localEngine: {
      ...localEngine,
      attempts: () => [{ name: 'on "call"\\', sent: 3, failed: 1 }],
      storage: async () => ({
        problem: null,
        space: { folder: '/srv', freeBytes: 5e9, reservedBytes: 6e7 },
      }),
    },
  })
  const file = `file="${join(shop.dir, 'access_log')}"`
  const before = await scrape()
  const complete = 'cafewatch_queries_total{outcome="complete"}'
  const asked = before(complete) ?? Number.NaN
  expect((await readQuery('totals', { range: '15m' }, { nowMs: nowMs() })).ok).toBe(true)
  const value = await scrape()
  expect(value(`cafewatch_log_lines_total{${file}}`)).toBe(3)
  expect(value(`cafewatch_log_requests_total{${file}}`)).toBe(2)
  expect(value(`cafewatch_log_lines_not_understood_total{${file}}`)).toBe(1)
  expect(value(`cafewatch_log_lines_in_doubt_total{${file}}`)).toBe(0)
  expect(value(`cafewatch_log_behind_bytes{${file}}`)).toBe(0)
  expect(value(`cafewatch_log_problem{${file}}`)).toBe(0)
  expect(value(`cafewatch_log_newest_request_timestamp_seconds{${file}}`)).toBe(
    Date.parse('2026-11-24T11:59:10Z') / 1000,
  )
  expect(value(complete)).toBeGreaterThan(asked)
  expect(value('cafewatch_query_duration_seconds_count')).toBe(value(complete))
  expect(value('cafewatch_query_scanned_bytes_total')).toBeGreaterThan(0)
  expect(value('cafewatch_alarms{state="alarm"}')).toBeGreaterThan(0)
  expect(value('cafewatch_alarms_evaluated_timestamp_seconds')).toBe(
    Date.parse('2026-11-24T12:00:00Z') / 1000,
  )
  expect(value('cafewatch_messages_sent_total{recipient="on \\"call\\"\\\\"}')).toBe(3)
  expect(value('cafewatch_messages_failed_total{recipient="on \\"call\\"\\\\"}')).toBe(1)
  expect(value('cafewatch_store_free_bytes')).toBe(5e9)
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e6)
})

test('a query that fails is counted by its kind', async () => {
  const answer = async () => ({
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }),
  })
  const sound = runtime()
  setRuntime({ ...sound, answer, clients: undefined, flights: new Map() })
  await readQuery('totals', { range: '3h' }, { nowMs: nowMs() })
  setRuntime(sound)
  const value = await scrape()
  expect(value('cafewatch_queries_total{outcome="no-permission"}')).toBe(1)
})
