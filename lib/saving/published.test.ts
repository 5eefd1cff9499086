import { expect, onTestFinished, test, vi } from 'vitest'
import { readMetricData } from '@/lib/aws/metrics'
import { logLines } from '@/lib/demo/visitors'
import { namespace } from '@/lib/monitoring'
import { startPublishing } from '@/lib/situation/start-publishing'
import { hourMs, minuteMs } from '@/lib/time'
import { saveSite } from './save-site'
import { openShop } from './testdata/open-shop'

const noonMs = Date.parse('2026-11-24T12:00:00Z')
const endMs = noonMs + 5 * minuteMs
const patience = { timeout: 60_000, interval: 500 }

/** How many datapoints each minute of a metric of the shop has, by the start of the minute. */
async function countsOf(MetricName: string) {
  const Metric = { Namespace: namespace, MetricName }
  const query = { Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'SampleCount' } }
  const found = await readMetricData([query], noonMs - 3 * hourMs, endMs)
  return new Map(found.get('m')?.points.map(({ atMs, value }) => [atMs, value]))
}

test('a shop that is set up while it is published: no minute has two datapoints, and none is missing', async () => {
  // Its loop waits until lines of the minute have come, here for a second.
  const dueMs = (minutes: number) => noonMs + minutes * minuteMs + 2_000
  let nowMs = dueMs(1)
  const shop = await openShop({
    nowMs,
    clock: () => nowMs,
    lines: logLines(noonMs - 3 * hourMs, endMs, 7, []),
  })
  onTestFinished(shop.close)
  const logged: string[] = []
  const publishing = startPublishing((text) => logged.push(text))
  onTestFinished(publishing.close)
  const publishedTo = (ms: number) =>
    vi.waitFor(async () => {
      expect(Math.max(...(await countsOf('No-Requests')).keys())).toBeGreaterThanOrEqual(ms)
    }, patience)
  await publishedTo(noonMs - minuteMs)
  const before = await countsOf('No-Requests')
  const steps = [{ name: 'order', match: [{ path: '/cafe/menu.php' }] }]
  expect(await saveSite({ steps })).toMatchObject({ ok: true })
  nowMs = dueMs(4)
  const newest = Math.max(...before.keys())
  await publishedTo(noonMs + 2 * minuteMs)
  const after = await countsOf('No-Requests')
  expect([...after.values()].every((count) => count === 1)).toBe(true)
  const fresh = [...after.keys()].filter((atMs) => !before.has(atMs))
  expect(fresh.sort((a, b) => a - b)[0]).toBe(newest + minuteMs)
  expect(fresh).toHaveLength((Math.max(...fresh) - newest) / minuteMs)
  expect([...(await countsOf('Orders-Stopped')).values()].every((count) => count === 1)).toBe(true)
  expect(logged).toEqual([])
}, 120_000)
