import { afterEach, beforeEach, expect, test } from 'vitest'
import { unknownReport } from '@/lib/orders/report/report'
import type { SituationKind } from '@/lib/orders/watch/shop-watch'
import type { ShopMetric } from '@/lib/shipped-alarms'
import { minuteMs } from '@/lib/time'
import { publishShop } from './publish'
import { shopValues } from './shop-metrics'
import { newToldMinutes, type ShopDatapoint } from './told-minutes'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const lagMs = 3_000
let nowMs: number
let logged: string[]
let puts: string[][]
let kind: SituationKind
let stored: [ShopMetric, number][]
let isDown: boolean
let publishing: ReturnType<typeof publishShop> | undefined
let wake: () => void
let setUpOtherwise: (fromMs?: number) => void

beforeEach(() => {
  nowMs = noonMs + 10_000
  logged = []
  puts = []
  kind = 'orders-stopped'
  stored = []
  isDown = false
})
afterEach(async () => {
  await publishing?.close()
})

const shown = ({ metric, startMs, value }: ShopDatapoint) =>
  `${new Date(startMs).toISOString().slice(11, 16)} ${metric} ${value}`

/** A follower that tells each minute until the lag, and a loop that waits to be woken. */
function start({ silent = false } = {}) {
  let minutes = newToldMinutes(() => nowMs)
  let toldMs = noonMs - 2 * minuteMs
  setUpOtherwise = (fromMs = noonMs - 2 * minuteMs) => {
    minutes = newToldMinutes(() => nowMs)
    toldMs = fromMs
  }
  async function report() {
    for (; !silent && toldMs <= nowMs - lagMs; toldMs += minuteMs)
      minutes.addAgain(toldMs, shopValues({ kind, lost: null }))
    return { ...unknownReport(nowMs, ''), kind }
  }
  publishing = publishShop({
    shop: () => ({ minutes, report }),
    published: async () => new Map(stored),
    async put(datapoints) {
      if (isDown) throw new Error('CloudWatch cannot be reached.')
      puts.push(datapoints.map(shown))
    },
    now: () => nowMs,
    lagMs,
    pause: (_, signal) =>
      new Promise((resolve) => {
        wake = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
    log: (text) => logged.push(text),
  })
}

/** Lets the loop come to its next pause. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
async function until(ms: number) {
  nowMs = ms
  wake()
  await settled()
}

test('each minute is published once, with the minute that it was the end of', async () => {
  start()
  await settled()
  expect(puts).toEqual([
    [
      '11:57 No-Requests 0',
      '11:57 Orders-Stopped 1',
      '11:58 No-Requests 0',
      '11:58 Orders-Stopped 1',
      '11:59 No-Requests 0',
      '11:59 Orders-Stopped 1',
    ],
  ])
  await until(noonMs + 20_000)
  expect(puts).toHaveLength(1)
  kind = 'ok'
  await until(noonMs + minuteMs + lagMs)
  expect(puts.slice(1)).toEqual([
    ['12:00 No-Requests 0', '12:00 Orders-Stopped 0', '12:00 Orders-Low 0'],
  ])
})

test('what was published before a restart is not published again', async () => {
  stored = [
    ['No-Requests', noonMs - 2 * minuteMs],
    ['Orders-Stopped', noonMs - 9 * minuteMs],
  ]
  start()
  await settled()
  expect(puts).toEqual([['11:59 No-Requests 0', '11:59 Orders-Stopped 1']])
})

test('a metric that there is only since the shop was set up begins with its past', async () => {
  kind = 'not-configured'
  start()
  await settled()
  const known = ['11:57 No-Requests 0', '11:58 No-Requests 0', '11:59 No-Requests 0']
  expect(puts).toEqual([known])
  kind = 'orders-stopped'
  setUpOtherwise()
  await until(noonMs + minuteMs + lagMs)
  expect(puts.slice(1)).toEqual([
    [
      '11:57 Orders-Stopped 1',
      '11:58 Orders-Stopped 1',
      '11:59 Orders-Stopped 1',
      '12:00 No-Requests 0',
      '12:00 Orders-Stopped 1',
    ],
  ])
})

test('a shop that is set up otherwise is learnt again, and no minute is published twice', async () => {
  start()
  await settled()
  expect(puts.flat()).toHaveLength(6)
  setUpOtherwise()
  kind = 'ok'
  await until(noonMs + minuteMs + lagMs)
  expect(
    puts
      .slice(1)
      .flat()
      .filter((one) => !one.includes('Orders-Low')),
  ).toEqual(['12:00 No-Requests 0', '12:00 Orders-Stopped 0'])
})

test('a clock that was set back: what comes by the right time is published', async () => {
  start()
  await settled()
  nowMs -= 3 * 24 * 60 * minuteMs
  const backMs = nowMs
  setUpOtherwise(noonMs - (3 * 24 * 60 + 2) * minuteMs)
  await until(backMs + minuteMs)
  expect(puts.slice(1).flat()).toContain('12:00 Orders-Stopped 1')
})

test('nothing is published while the past is being learnt', async () => {
  kind = 'unknown'
  start()
  await settled()
  expect(puts).toEqual([])
})

test('a log that has long been silent goes on being silent', async () => {
  kind = 'no-traffic'
  start({ silent: true })
  await settled()
  await until(noonMs + minuteMs + lagMs)
  expect(puts).toEqual([['11:59 No-Requests 1'], ['12:00 No-Requests 1']])
})

test('what could not be published is said once and published later', async () => {
  isDown = true
  start()
  await settled()
  await until(noonMs + 30_000)
  expect(logged).toEqual(['How the shop is doing was not published: CloudWatch cannot be reached.'])
  isDown = false
  await until(noonMs + minuteMs + lagMs)
  expect(puts).toHaveLength(1)
  expect(puts[0]).toHaveLength(8)
})
