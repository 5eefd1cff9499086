import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Monitoring, ownMonitoring } from '@/lib/monitoring'
import { defaultMonitoring } from '@/lib/site'
import { dayMs, minuteMs } from '@/lib/time'
import { nowMs, openEngine } from './api/testdata/open-engine'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'count-past-'))
  writeFileSync(join(dir, 'access_log'), [...lines()].join(''))
})
afterAll(() => rmSync(dir, { recursive: true }))

const format = (atMs: number, request: string, status: number) => {
  const [day = '', clock] = new Date(atMs).toISOString().slice(0, 19).split('T')
  return `203.0.113.9 - - [${day.slice(8)}/Nov/2026:${clock} +0000] "${request} HTTP/1.1" ${status} 512 "-" "a"\n`
}

/** Three days of which every third minute is silent, with orders, failures and lines that are no requests. */
function* lines() {
  const fromMs = nowMs - 3 * dayMs
  for (let at = 0; fromMs + at * 7 * minuteMs < nowMs; at += 1) {
    const atMs = fromMs + at * 7 * minuteMs
    yield format(atMs, `GET /menu?page=${at}`, at % 11 === 0 ? 500 : 200)
    if (at % 3 === 0) yield format(atMs + 9_000, 'POST /order', 303)
    if (at % 9 === 0) yield format(atMs + 9_000, 'POST /order', 303)
    if (at % 13 === 0) yield 'something that is no request\n'
  }
}

const filters = (patterns: Record<string, object>) =>
  ownMonitoring.metricFilters.parse(
    Object.entries(patterns).map(([name, filter]) => ({ name, ...filter })),
  )
const order = { pattern: '{ $.method = "POST" && $.request = "/order" && $.status = "30*" }' }
const counting = {
  Orders: order,
  'Orders without a default': { ...order, defaultValue: undefined, dimensions: {} },
  Points: { ...order, value: '2.5', defaultValue: 1 },
  'Server errors': { pattern: '{ $.status >= 500 }' },
  Everything: { pattern: '' },
  Nothing: { pattern: '{ $.nowhere = "x" }' },
}
const own = (metricFilters: Monitoring['metricFilters']): Monitoring => ({
  ...defaultMonitoring,
  ...{ metricFilters, alarms: [], recipients: [] },
})
const declare = (monitoring: Monitoring) => ({ monitoring, shop: 'the shop' })

async function start(metricFilters: Monitoring['metricFilters']) {
  const here = await openEngine('in process', {
    accessLog: [join(dir, 'access_log')],
    monitoring: own(metricFilters),
  })
  onTestFinished(here.close)
  await here.engine.loaded
  return {
    ...here,
    async datapoints(name: string) {
      const series = ['Sum', 'SampleCount', 'Maximum'].map((Stat, at) => ({
        Id: `m${at}`,
        MetricStat: { Metric: { Namespace: 'CafeWatch', MetricName: name }, Period: 60, Stat },
      }))
      const { MetricDataResults = [] } = await here.metrics.send(
        new GetMetricDataCommand({
          MetricDataQueries: series,
          StartTime: new Date(nowMs - 4 * dayMs),
          EndTime: new Date(nowMs),
        }),
      )
      return MetricDataResults.map(({ Timestamps = [], Values = [] }) =>
        Timestamps.map((time, at) => `${time.toISOString()} ${Values[at]}`),
      )
    },
  }
}

test('a filter that is declared later has counted what came before, as if it had been there', async () => {
  const first = await start(filters(counting))
  const later = await start(filters({ Requests: { pattern: '{ $.status = "*" }' } }))
  expect(await later.datapoints('Orders')).toEqual([[], [], []])
  await later.engine.redeclare(declare(own(filters(counting))))
  for (const name of Object.keys(counting)) {
    const [sums = []] = await first.datapoints(name)
    if (name !== 'Nothing') expect(sums.length, name).toBeGreaterThan(50)
    expect(await later.datapoints(name), name).toEqual(await first.datapoints(name))
  }
})

test('one that counts otherwise has its past counted anew, and declared again it has it once', async () => {
  const first = await start(filters(counting))
  const other = { pattern: '{ $.request = "/menu" }' }
  const later = await start(filters({ ...counting, Orders: other }))
  await later.engine.redeclare(declare(own(filters({ ...counting, Orders: order }))))
  expect(await later.datapoints('Orders')).toEqual(await first.datapoints('Orders'))
  await later.engine.redeclare(declare({ ...own(filters(counting)), retentionDays: 30 }))
  expect(await later.datapoints('Orders')).toEqual(await first.datapoints('Orders'))
})

test('a metric that several filters count keeps what it has', async () => {
  const both = filters({
    Orders: order,
    Bookings: { ...order, pattern: '{ $.request = "/book" }', metric: 'Orders' },
  })
  const [orders] = both
  if (!orders) throw new Error('nothing is declared')
  const here = await start([orders])
  const before = await here.datapoints('Orders')
  await here.engine.redeclare(declare(own(both)))
  expect(await here.datapoints('Orders')).toEqual(before)
})
