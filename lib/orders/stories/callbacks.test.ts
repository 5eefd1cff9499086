import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const one = moment(3, '13:00')
const evening = moment(3, '15:00')
const isAtNoon = (atMs: number) => atMs >= noon && atMs < one

const fromProvider = { client: '198.51.100.30', agent: 'PayNotify/1.0 Java-http-client' }
const call = (atMs: number, status: number, more: Partial<VisitRequest> = {}) =>
  request(atMs, '/pay/notify', { method: 'POST', status, ...fromProvider, ...more })

interface Story {
  /** What the calls of one order are answered. */
  answers: (atMs: number, order: number) => number[]
  /** Whether the visitor comes back from the provider. */
  comesBack?: (atMs: number) => boolean
  more?: Partial<VisitRequest>
}

const retriesMs = [0, 30_000, 2 * minuteMs, 10 * minuteMs]

/** A café whose payment provider reports each order that is paid, and sends the visitor back. */
function said({ answers, comesBack = () => true, more = {} }: Story): Report[] {
  let orders = 0
  const log = cafeLog({ untilMs: evening }).flatMap((line) => {
    if (line.method !== 'POST') return [line]
    orders += 1
    const statuses = answers(line.timeMs, orders)
    const calls = statuses.map((status, at) =>
      call(line.timeMs - 2_000 + (retriesMs[at] ?? 0), status, more),
    )
    return comesBack(line.timeMs) ? [...calls, line] : calls
  })
  return tell(log, moment(3, '11:00'), evening)
}

const failed = [500, 500, 500, 500]
const troubles = (reports: readonly Report[]) => reports.filter(({ tone }) => tone === 'trouble')
const at = (reports: readonly Report[], ms: number) =>
  reports.find(({ atMs }) => atMs === ms) as Report

describe('a call of the payment provider, which no person sends', () => {
  test('fails every time, and nobody comes back: it is to blame for the orders that are missing', () => {
    const reports = said({
      answers: (atMs) => (isAtNoon(atMs) ? failed : [200]),
      comesBack: (atMs) => !isAtNoon(atMs),
    })
    const [first] = troubles(reports)
    expect(first?.atMs).toBeLessThanOrEqual(noon + 12 * minuteMs)
    expect(first?.culprit).toEqual({ method: 'POST', request: '/pay/notify', status: 500 })
    const last = at(reports, one)
    expect(last.kind).toBe('orders-stopped')
    expect(last.details.join(' ')).toContain(
      'POST /pay/notify has answered 500 to every request since 12:0',
    )
    expect(last.lostOrders?.low).toBeGreaterThan(8)
    expect(last.lostOrders?.high).toBeLessThan(40)
    expect(troubles(reports).at(-1)?.atMs).toBeLessThan(one + 30 * minuteMs)
  })

  test('fails every time, and orders come as ever: it is named, and no loss is claimed', () => {
    const reports = said({ answers: (atMs) => (isAtNoon(atMs) ? failed : [200]) })
    expect(at(reports, one)).toMatchObject({
      kind: 'failing',
      tone: 'trouble',
      culprit: { request: '/pay/notify', status: 500 },
      lostOrders: { low: 0 },
    })
  })

  test.each<[string, Story]>([
    [
      'is answered well when it is sent again',
      {
        answers: (atMs, order) => (isAtNoon(atMs) && order % 2 === 0 ? [500, 500, 200] : [200]),
      },
    ],
    [
      'asks for a page, as robots do',
      {
        answers: (atMs) => (isAtNoon(atMs) ? failed : [200]),
        more: { method: 'GET' },
      },
    ],
    ['never was answered well', { answers: () => failed }],
    ['has not been sent before', { answers: (atMs) => (isAtNoon(atMs) ? failed : []) }],
  ])('%s: no trouble', (_, story) => {
    expect(troubles(said(story))).toEqual([])
  })
})

test('the order is the provider’s call by order number, from one address and another; the form before it fails: what is missing is what was expected', () => {
  const site: Site = {
    ...defaultSite,
    steps: [
      ...defaultSite.steps.slice(0, 2),
      { name: 'pay', match: [{ method: 'POST', path: '/pay' }] },
      { name: 'order', match: [{ method: 'POST', path: '/pay/notify' }] },
    ],
  }
  const log = cafeLog({ untilMs: one, visitsAnHour: (hour) => (hour < 8 ? 2 : 30) }).flatMap(
    (line, order) => {
      if (line.method !== 'POST') return [line]
      const form = { ...line, path: '/pay' }
      if (isAtNoon(line.timeMs)) return [{ ...form, status: 500 }]
      const client = `198.51.100.${30 + (order % 40)}`
      return [form, call(line.timeMs + 20_000, 200, { client, agent: `PayNotify/1.${order % 9}` })]
    },
  )
  const stopped = tell(log, noon, one, site).filter(({ kind }) => kind === 'orders-stopped')
  expect(stopped.length).toBeGreaterThanOrEqual(5)
  for (const { details, lostOrders } of stopped)
    expect(details.join(' ')).toContain(
      `0 orders, ${Math.round(lostOrders?.estimate ?? 0)} expected (${lostOrders?.low}–${lostOrders?.high})`,
    )
})
