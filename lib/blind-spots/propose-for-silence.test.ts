import { expect, test } from 'vitest'
import { alarmInput } from '@/lib/alarms/input'
import { definitionOf } from '@/lib/back-test/definition'
import { keyOf } from '@/lib/back-test/filter-metric'
import { emptyStatistics, pointsOf } from '@/lib/back-test/minute-statistics'
import { replayAlarm } from '@/lib/back-test/replay-alarm'
import { metricFilter } from '@/lib/monitoring'
import { hourMs, minuteMs } from '@/lib/time'
import type { Silence } from './incidents'
import { constant } from './proposal'
import { proposeForSilence } from './propose-for-silence'

const fromMs = Date.parse('2026-11-20T00:00:00Z')
const range = { fromMs, toMs: fromMs + 12 * hourMs }
const stopped = { fromMs: fromMs + 5 * hourMs, toMs: fromMs + 6 * hourMs }
const filters = {
  orders: metricFilter.parse({ name: 'Orders', pattern: '{ $.method = "POST" }' }),
  requests: metricFilter.parse({ name: 'Requests', pattern: '{ $.status = "*" }' }),
}

/** One order and ten requests a minute; an hour without orders. */
function counted(wanted: 'orders' | 'requests', sinceMs = fromMs) {
  const statistics = emptyStatistics(fromMs, 12 * 60, 0)
  for (let at = 0; at < statistics.count.length; at += 1) {
    const atMs = fromMs + at * minuteMs
    if (atMs < sinceMs) continue
    statistics.received[at] = 1
    const isStopped = atMs >= stopped.fromMs && atMs < stopped.toMs
    const count = wanted === 'requests' ? 10 : isStopped ? 0 : 1
    statistics.count[at] = count
    if (count === 0) continue
    Object.assign(statistics.sum, { [at]: count })
    Object.assign(statistics.min, { [at]: 1 })
    Object.assign(statistics.max, { [at]: 1 })
  }
  return statistics
}

const proposed = () => {
  const statistics = new Map(
    (['orders', 'requests'] as const).map((one) => [keyOf(constant(filters[one])), counted(one)]),
  )
  const silence: Silence = {
    ...{ ...stopped, kind: 'no-orders', id: 'x', minutes: [], visits: 99 },
    ...{ ordersStopped: true, lost: null, requests: [] },
  }
  const [draft] = proposeForSilence(silence, filters, statistics, {
    ...{ range, incidents: [stopped], filters: [filters.orders, filters.requests] },
    ...{ alarmNames: new Set<string>(), evaluated: new Set<string>(), actions: [] },
  })
  if (!draft) throw new Error('nothing is proposed')
  return definitionOf(alarmInput(draft.alarm, () => []))
}

/** When it would have been raised, were orders counted since a moment, in minutes after that. */
async function raised(sinceMs: number) {
  const alarm = proposed()
  if ('combines' in alarm) throw new Error('it is no alarm on metrics')
  const { transitions } = await replayAlarm(
    alarm,
    {
      points: async ({ Metric, Period }, phaseMs) => {
        const isOrders = Metric.MetricName === 'Orders'
        const statistics = isOrders ? counted('orders', sinceMs) : counted('requests')
        return pointsOf(statistics, 'Sum', { periodSeconds: Period, phaseMs })
      },
      slides: () => true,
    },
    { range },
  )
  return transitions.flatMap(({ to, atMs }) =>
    to === 'ALARM' ? [(atMs - sinceMs) / minuteMs] : [],
  )
}

test('it is raised when orders stop', async () => {
  const [first, ...others] = await raised(fromMs)
  expect(first).toBeGreaterThan(5 * 60)
  expect(first).toBeLessThan(6 * 60)
  expect(others).toEqual([])
})

test('it is not raised for a time before orders were counted', async () => {
  expect(await raised(fromMs + 8 * hourMs)).toEqual([])
})
