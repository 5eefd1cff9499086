import { PutMetricFilterCommand } from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { combined } from '@/lib/access-log/formats/combined'
import { metricFilterInput } from '@/lib/alarms/input'
import { setRuntime } from '@/lib/aws/runtime'
import { shippedFilters } from '@/lib/counted'
import { logLines } from '@/lib/demo/visitors'
import { readEnv } from '@/lib/env'
import { openEngine } from '@/lib/local/api/testdata/open-engine'
import { metricFilter } from '@/lib/monitoring'
import { defaultSite } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'
import { readBlindSpots } from './read'

// A log group of CloudWatch with combined lines, as an agent sends them, and filters as the stack makes them.

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const range = { fromMs: noonMs - 6 * hourMs, toMs: noonMs }
const broken = [{ fromMs: noonMs - 90 * minuteMs, toMs: noonMs - 30 * minuteMs }]

function combinedLine(json: string): { atMs: number; line: string } {
  const { time, remoteIP, method, request, query, status } = JSON.parse(json)
  const atMs = Date.parse(time)
  const [day = '', clock] = new Date(atMs).toISOString().slice(0, 19).split('T')
  return {
    atMs,
    line: `${remoteIP} - - [${day.slice(8)}/Nov/2026:${clock} +0000] "${method} ${request}${query} HTTP/1.1" ${status} 12 "-" "curl/8"`,
  }
}

let engine: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  engine = await openEngine('in process', { clock: () => noonMs })
  const lines = [...logLines(range.fromMs, noonMs, 7, broken)].map(combinedLine)
  for (let atMs = range.fromMs; atMs < noonMs; atMs += minuteMs) {
    const minute = lines.filter((line) => line.atMs >= atMs && line.atMs < atMs + minuteMs)
    if (minute.length > 0)
      await engine.put(
        minute.map(({ line }) => line),
        { atMs },
      )
  }
  const filters = shippedFilters(defaultSite.steps, combined.pattern)
  for (const filter of filters.filter(({ name }) => name !== '500-Errors'))
    await engine.logs.send(
      new PutMetricFilterCommand(metricFilterInput('apache/access', metricFilter.parse(filter))),
    )
  setRuntime({
    env: readEnv({ CLOUDWATCH: 'aws' }),
    answer: engine.engine.answer,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => noonMs,
    flights: new Map(),
  })
}, 60_000)
afterAll(() => engine.close())

test('what no alarm saw is found through the prelude, with alarms whose patterns read such lines', async () => {
  const found = await readBlindSpots({
    range,
    told: [
      {
        ...{ id: 'x', fromMs: noonMs - 90 * minuteMs, toMs: noonMs - 30 * minuteMs },
        ...{ ordersStopped: true, visits: 300, lost: null, requests: [] },
      },
    ],
  })
  if (!found.ok) throw new Error(found.failure.message)
  expect(found.gaps.map(({ kind, request, status }) => [kind, request, status])).toEqual([
    ['failing', '/cafe/menu.php', '500'],
    ['no-orders', null, null],
  ])
  expect(found.gaps[0]?.proposal?.filters).toMatchObject([
    { pattern: '[ip, id, user, timestamp, request, status_code = 500, size, referer, agent]' },
  ])
  const silence = found.gaps[1]?.proposal
  expect(silence?.filters).toEqual([])
  expect(silence?.alarm).toMatchObject({
    metrics: [{ metric: 'Orders' }, { metric: 'Requests' }, {}],
  })
  for (const { text } of found.queries) expect(text.length).toBeLessThan(10_000)
}, 60_000)
