import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { addressOf, cafeLog, moment, newNumbers, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const order = '/cafe/processOrder.php'
const noon = moment(3, '12:00')
const one = moment(3, '13:00')
const evening = moment(3, '15:00')

/** An order is the answer 302: a form that comes again with an error is 200. */
const [landing, menu] = defaultSite.steps
const lastStep = { name: 'order', match: [{ method: 'POST', path: order, status: '3xx' as const }] }
const site = { ...defaultSite, steps: [landing, menu, lastStep] } as Site

const isAtNoon = ({ timeMs }: VisitRequest) => timeMs >= noon && timeMs < one
const isOrder = ({ path }: VisitRequest) => path === order

/** What is said of the café on a Thursday on which some requests are answered otherwise. */
function said(
  answer: (line: VisitRequest, at: number) => number,
  { also = [], client }: { also?: VisitRequest[]; client?: (visit: number) => string } = {},
): Report[] {
  const lines = cafeLog({ untilMs: evening, ...(client && { client }) })
  const log = lines.map((line, at) => ({ ...line, status: answer(line, at) }))
  return tell([...log, ...also], moment(3, '11:00'), evening, site)
}

const troubles = (reports: readonly Report[]) => reports.filter(({ tone }) => tone === 'trouble')
const at = (reports: readonly Report[], ms: number) =>
  reports.find(({ atMs }) => atMs === ms) as Report

describe('the order’s POST answers 200, where it answered 302', () => {
  test('to everybody for an hour: it is named while orders stop', () => {
    const reports = said((line) => (isAtNoon(line) && isOrder(line) ? 200 : line.status))
    const [first] = troubles(reports)
    expect(first?.atMs).toBeLessThanOrEqual(noon + 10 * minuteMs)
    expect(first?.culprit).toEqual({ method: 'POST', request: order, status: 200, before: 302 })
    const last = at(reports, one)
    expect(last.kind).toBe('orders-stopped')
    expect(last.details.join(' ')).toMatch(
      /POST \/cafe\/processOrder.php has answered 200, where it answered 302 before, to every request since 12:0\d\./,
    )
    expect(Math.abs((last.sinceMs ?? 0) - noon)).toBeLessThan(5 * minuteMs)
    expect(last.lostOrders?.low).toBeGreaterThan(10)
    expect(last.lostOrders?.high).toBeLessThan(40)
    expect(troubles(reports).at(-1)?.atMs).toBeLessThan(one + 15 * minuteMs)
  })

  test('to half of those who order: it is named', () => {
    const reports = said((line, turn) =>
      isAtNoon(line) && isOrder(line) && turn % 2 === 0 ? 200 : line.status,
    )
    expect(at(reports, one).culprit).toMatchObject({ request: order, status: 200, before: 302 })
    expect(at(reports, one).lostOrders?.low).toBeGreaterThan(3)
  })

  test('and everybody is behind one address: it is named when orders are missing', () => {
    const reports = said((line) => (isAtNoon(line) && isOrder(line) ? 200 : line.status), {
      client: () => '192.0.2.9',
    })
    expect(at(reports, one)).toMatchObject({ kind: 'orders-stopped', culprit: { before: 302 } })
  })

  test('to bots that pass for people, while people order as ever: no trouble', () => {
    const draw = newNumbers(3)
    const also = Array.from({ length: 40 }, (_, bot) => {
      const ms = noon + draw() * 60 * minuteMs
      const ask = (seconds: number, path: string, more: Partial<VisitRequest> = {}) =>
        request(ms + seconds * 1_000, path, { client: addressOf(40_000 + bot), ...more })
      const posted = ask(40, order, { method: 'POST', status: 200 })
      return [ask(0, '/cafe/'), ask(1, '/cafe/style.css'), ask(20, '/cafe/menu.php'), posted]
    }).flat()
    expect(troubles(said(({ status }) => status, { also }))).toEqual([])
  })
})

describe('a release answers otherwise, and orders go on: no trouble', () => {
  test.each<[string, (line: VisitRequest) => boolean, number]>([
    ['the order’s POST', isOrder, 303],
    ['the menu', ({ path }) => path === '/cafe/menu.php', 302],
    ['the landing page', ({ path }) => path === '/cafe/', 301],
  ])('%s', (_, is, status) => {
    const reports = said((line) => (line.timeMs >= noon && is(line) ? status : line.status))
    expect(troubles(reports)).toEqual([])
  })
})

describe('a page beside the steps that some buyers ask for', () => {
  /** One in ten of those who come to the menu has an account, and looks at it. */
  const accounts = (isLoop: (atMs: number) => boolean) => {
    const lines = cafeLog({ untilMs: evening })
    const isMember = ({ client, path }: VisitRequest) => path !== '/cafe/' && client.endsWith('3')
    const left = new Map<string, number>()
    return lines.flatMap((line) => {
      const { client, timeMs } = line
      if (line.path !== '/cafe/menu.php') return timeMs < (left.get(client) ?? 0) ? [] : [line]
      if (!isMember(line)) return [line]
      const ask = (ms: number, path: string, status: number) =>
        request(timeMs + ms, path, { client, status })
      if (!isLoop(timeMs)) return [line, ask(4_000, '/cafe/account', 200)]
      left.set(client, timeMs + 10 * minuteMs)
      const circle = Array.from({ length: 10 }, (_, hop) =>
        ask(4_000 + hop * 200, hop % 2 === 0 ? '/cafe/account' : '/cafe/login', 302),
      )
      return [line, ...circle]
    })
  }

  test('sends them to and fro between two pages: it is named', () => {
    const reports = tell(
      accounts((atMs) => atMs >= noon && atMs < moment(3, '14:00')),
      moment(3, '11:00'),
      evening,
      site,
    )
    expect(troubles(reports)[0]?.culprit).toEqual({
      method: 'GET',
      request: '/cafe/account',
      status: 302,
    })
    expect(troubles(reports)[0]?.headline).toMatch(
      /^GET \/cafe\/account has sent visitors in a circle \(302\) in every request since 12:/,
    )
    expect(at(reports, moment(3, '14:00')).lostOrders?.low).toBeGreaterThan(0)
    expect(troubles(reports).at(-1)?.atMs).toBeLessThan(moment(3, '14:40'))
  })

  test('answers as ever: no trouble', () => {
    const reports = tell(
      accounts(() => false),
      moment(3, '11:00'),
      evening,
      site,
    )
    expect(troubles(reports)).toEqual([])
  })
})

describe('a shop of six orders a day', () => {
  /** From the day's ten o'clock on, every order, or each that draws so, is answered 200. */
  function small(day: number, ofWay: Site, isHit: (draw: number, atMs: number) => boolean) {
    const draw = newNumbers(11)
    const hits: number[] = []
    const log = cafeLog({
      untilMs: moment(day + 1, '12:00'),
      visitsAnHour: (hour) => (hour < 8 ? 0.2 : 1.5),
      buyers: () => 0.25,
    }).flatMap((line) => {
      if (!isOrder(line)) return [line]
      if (!isHit(draw(), line.timeMs))
        return [line, request(line.timeMs + 300, '/cafe/thanks.php', { client: line.client })]
      hits.push(line.timeMs)
      return [{ ...line, status: 200 }]
    })
    const reports = tell(log, moment(day, '08:00'), moment(day + 1, '12:00'), ofWay)
    return { reports, hits }
  }

  const thanks = { name: 'order', match: [{ path: '/cafe/thanks.php' }] }
  const sent = { name: 'sent', match: [{ method: 'POST', path: order }] }
  const ways: [string, Site][] = [
    ['it is the order', site],
    ['it is the step before', { ...site, steps: [landing, menu, sent, thanks] } as Site],
    ['it is no step', { ...site, steps: [landing, menu, thanks] } as Site],
  ]

  test.each(ways.flatMap(([name, way]) => [5, 8, 12].map((day) => [name, day, way] as const)))(
    '%s, and the form comes again for everybody on day %d: it is named at the third or fourth visit',
    (_, day, way) => {
      const { reports, hits } = small(day, way, (_draw, atMs) => atMs >= moment(day, '10:00'))
      const [first] = troubles(reports)
      expect(first?.culprit).toMatchObject({ request: order, status: 200, before: 302 })
      expect(first?.atMs).toBeLessThanOrEqual((hits[3] ?? 0) + 3 * minuteMs)
      expect(first?.sinceMs).toBe(hits[0])
    },
  )

  test.each(ways)('%s, and one in twelve is answered so on all days: no trouble', (_, way) => {
    expect(troubles(small(12, way, (draw) => draw < 1 / 12).reports)).toEqual([])
  })

  test('it is mended: the next order is the all-clear', () => {
    const [from, to] = [moment(12, '10:00'), moment(12, '23:00')]
    const { reports } = small(12, site, (_draw, atMs) => atMs >= from && atMs < to)
    expect(troubles(reports).length).toBeGreaterThan(0)
    const after = reports.filter(({ atMs }) => atMs > to).map(({ tone }) => tone)
    expect(after).toContain('calm')
    expect(after.slice(after.indexOf('calm'))).not.toContain('trouble')
  })
})
