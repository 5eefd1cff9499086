import { describe, expect, test } from 'vitest'
import { newIncidentLog } from '@/lib/orders/incidents/incidents'
import { watchSite } from '@/lib/orders/watch/watch-site'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import { type CafeStory, cafeLog, moment } from './testdata/cafe'

type Requests = ReturnType<typeof cafeLog>

/** The incidents of a log, the oldest first. */
function incidentsIn(requests: Requests, untilMs: number, site: Site = defaultSite) {
  const log = newIncidentLog({ site, zone: 'UTC', over: (...time) => watch.over(...time) })
  const watch = watchSite(site, 'UTC', log.see)
  for (const line of requests.toSorted((a, b) => a.timeMs - b.timeMs)) watch.see(line)
  watch.at(untilMs)
  return log.incidents().toReversed()
}
const incidentsOf = (story: CafeStory, site?: Site) =>
  incidentsIn(cafeLog(story), story.untilMs, site)

const noon = moment(3, '12:00')
const isIn = (atMs: number, fromMs: number, minutes: number) =>
  atMs >= fromMs && atMs < fromMs + minutes * minuteMs

describe('where no order is known', () => {
  test('a request that is answered well again ends its incident', () => {
    const evening = moment(3, '18:00')
    const answer = (_: string, path: string, atMs: number) =>
      path === '/cafe/menu.php' && (isIn(atMs, noon, 60) || isIn(atMs, evening, 40)) ? 500 : 200
    const story = { untilMs: moment(3, '21:00'), answer }
    const found = incidentsOf(story, { ...defaultSite, steps: [] })
    expect(found.map(({ report }) => report.culprit?.request)).toEqual(
      Array.from({ length: 2 }, () => '/cafe/menu.php'),
    )
    for (const [at, endMs] of [noon + 60 * minuteMs, evening + 40 * minuteMs].entries())
      expect(Math.abs((found[at]?.untilMs ?? 0) - endMs)).toBeLessThan(10 * minuteMs)
  })
})

describe('a silence', () => {
  test('is one, and over when lines come again: that nobody came in it says nothing of people', () => {
    const untilMs = moment(12, '15:00')
    const fromMs = moment(12, '12:00')
    const answer = (_: string, __: string, atMs: number) => (isIn(atMs, fromMs, 40) ? 0 : 200)
    const found = incidentsOf({ untilMs, answer, visitsAnHour: () => 60, buyers: () => 0.06 })
    const [silence] = found.filter((one) => one.saidMs > fromMs)
    expect(silence?.report.kind).toBe('no-traffic')
    expect(Math.abs((silence?.untilMs ?? 0) - fromMs - 40 * minuteMs)).toBeLessThan(4 * minuteMs)
  })
})

test('an outage, another page that fails later, and a silence are three, and no minute counts twice', () => {
  const untilMs = moment(3, '14:00')
  const gone = { fromMs: noon + 50 * minuteMs, toMs: noon + 56 * minuteMs }
  const answer = (method: string, path: string, atMs: number) => {
    if (atMs >= gone.fromMs && atMs < gone.toMs) return 0
    if (method === 'POST') return isIn(atMs, noon, 8) ? 500 : 200
    return path === '/cafe/menu.php' && isIn(atMs, noon + 14 * minuteMs, 20) ? 404 : 200
  }
  const log = cafeLog({ untilMs, visitsAnHour: () => 180, answer })
  const found = incidentsIn(log, untilMs).filter(({ saidMs }) => saidMs > noon)
  expect(found.map(({ report }) => [report.kind, report.culprit?.request])).toEqual([
    ['orders-stopped', '/cafe/processOrder.php'],
    ['orders-stopped', '/cafe/menu.php'],
    ['no-traffic', undefined],
  ])
  for (const [nth, [from, to]] of [
    [0, 8],
    [14, 34],
    [50, 56],
  ].entries()) {
    const { fromMs = 0, untilMs: endMs = 0 } = found[nth] ?? {}
    expect(Math.abs(fromMs - noon - Number(from) * minuteMs)).toBeLessThan(2 * minuteMs)
    expect(Math.abs((endMs ?? 0) - noon - Number(to) * minuteMs)).toBeLessThan(2 * minuteMs)
  }
  expect(found[2]?.visits).toBeLessThan(3)
  const blamed = found.map((one) => one.blamed.map(({ request }) => request))
  expect(blamed).toEqual([['/cafe/processOrder.php'], ['/cafe/menu.php'], []])
  // Two of five order.
  const landed = log.filter(({ path, timeMs }) => path === '/cafe/' && isIn(timeMs, noon, 60))
  const missed = found.reduce((sum, { report }) => sum + (report.lostOrders?.estimate ?? 0), 0)
  expect(missed).toBeLessThan(0.4 * 1.5 * landed.length * (34 / 54))
})

describe('what orders are missed', () => {
  const untilMs = moment(3, '15:00')
  const isOut = (path: string, atMs: number) => path === '/cafe/menu.php' && isIn(atMs, noon, 60)
  const answer = (_: string, path: string, atMs: number) => (isOut(path, atMs) ? 500 : 200)

  test('when all pages beside the steps fail, which buyers ask for sooner than others: all that should have come', () => {
    const story = { untilMs, visitsAnHour: () => 120, buyers: () => 0.2 }
    const clients = (method: string) =>
      cafeLog(story).flatMap((line) => (line.method === method ? [line.client] : []))
    const buyers = new Set(clients('POST'))
    const log = cafeLog({ ...story, answer })
    const named = log.flatMap((line, at) => {
      if (line.path !== '/cafe/menu.php') return [line]
      const isAsked = buyers.has(line.client) || line.client.endsWith('3')
      return isAsked ? [{ ...line, path: `/show-${'abc'[Math.floor(at / 3) % 3]}/seats` }] : []
    })
    const steps = defaultSite.steps.filter(({ match }) => match[0]?.path !== '/cafe/menu.php')
    const [incident] = incidentsIn(named, untilMs, { ...defaultSite, steps })
    expect(incident?.report.kind).toBe('orders-stopped')
    const { low = 0, estimate = 0, high = 0 } = incident?.report.lostOrders ?? {}
    const truth = 24
    expect([low <= truth, truth <= high]).toEqual([true, true])
    // Who had chosen a seat before could still order, and who did as soon as it was over.
    expect(incident?.orders).toBeLessThanOrEqual(2)
    expect(estimate + (incident?.orders ?? 0)).toBeCloseTo(incident?.expected?.estimate ?? 0)
    expect(Math.abs((incident?.fromMs ?? 0) - noon)).toBeLessThan(3 * minuteMs)
  })

  test('are never more than were expected and did not come, as when more buy than usual', () => {
    const [incident] = incidentsOf({
      untilMs,
      buyers: (atMs) => (isIn(atMs, noon, 60) ? 0.3 : 0.2),
      answer: (method, _, atMs) => (method === 'POST' && isIn(atMs, noon, 60) ? 502 : 200),
    })
    const { report, expected, orders = 0 } = incident ?? {}
    expect(report?.lostOrders?.estimate).toBeGreaterThan(14)
    expect(expected?.estimate).toBeGreaterThanOrEqual((report?.lostOrders?.estimate ?? 0) + orders)
    expect(expected?.high).toBeGreaterThanOrEqual((report?.lostOrders?.high ?? 0) + orders)
  })
})

describe('pages of one kind that break together', () => {
  const names = ['nordlicht', 'the-mills', 'gala-26', 'jazz-am-see', 'comedy-fr']
  const untilMs = moment(3, '14:00')
  const steps = defaultSite.steps.filter(({ match }) => match[0]?.path !== '/cafe/menu.php')
  const visitOf = (client: string) =>
    Number(client.split('.')[3]) + 256 * (Number(client.split('.')[2]) - 2)
  /** A queue for each show, which half an hour long leads back to itself where it `breaks`. */
  const looping = (breaks: (name: string) => boolean) => {
    const isOut = (path: string, atMs: number) => path === '/cafe/menu.php' && isIn(atMs, noon, 30)
    const log = cafeLog({
      untilMs,
      visitsAnHour: () => 200,
      answer: (_, path, atMs, visit) =>
        isOut(path, atMs) && breaks(names[visit % 5] as string) ? 500 : 200,
    })
    return log.flatMap((line) => {
      if (line.path !== '/cafe/menu.php') return [line]
      const name = names[visitOf(line.client) % 5] as string
      const one = { ...line, path: `/queue/${name}` }
      if (line.status !== 500) return [one]
      return Array.from({ length: 8 }, (_, turn) => ({
        ...{ ...one, status: 302, timeMs: line.timeMs + turn * 150 },
      }))
    })
  }

  test('are one, by the pattern of their paths, with all visits that met it', () => {
    const log = looping(() => true)
    const [incident] = incidentsIn(log, untilMs, { ...defaultSite, steps })
    const met = new Set(
      log.flatMap(({ status, client, path }) =>
        status === 302 && path.startsWith('/queue/') ? [client] : [],
      ),
    )
    expect(incident?.report.culprit).toMatchObject({ request: '/queue/*', status: 302 })
    expect(incident?.blamed.map(({ request }) => request)).toEqual(['/queue/*'])
    expect(Math.abs((incident?.blamed[0]?.visits ?? 0) - met.size)).toBeLessThan(4)
    // Who orders passes one of them, and would have: four of ten.
    const { low = 0, high = 0 } = incident?.report.lostOrders ?? {}
    expect([low <= 0.4 * met.size, 0.4 * met.size <= high]).toEqual([true, true])
    expect(incident?.untilMs).toBeLessThan(noon + 45 * minuteMs)
  })

  test('are named one by one where only some of them do', () => {
    const log = looping((name) => name.startsWith('gala') || name.startsWith('jazz'))
    const [incident] = incidentsIn(log, untilMs, { ...defaultSite, steps })
    const named = incident?.blamed.map(({ request }) => request).toSorted()
    expect(named).toEqual(['/queue/gala-26', '/queue/jazz-am-see'])
  })
})

test('visits and orders are those of the time that is shown', () => {
  const untilMs = moment(3, '15:00')
  const log = cafeLog({
    untilMs,
    visitsAnHour: () => 120,
    answer: (method, _, atMs, visit) =>
      method === 'POST' && isIn(atMs, noon, 60) && visit % 5 < 2 ? 502 : 200,
  })
  const [incident] = incidentsIn(log, untilMs)
  const { fromMs = 0, untilMs: endMs = 0 } = incident ?? {}
  const came = log.filter(({ timeMs }) => timeMs > fromMs && timeMs <= (endMs ?? 0))
  const orders = came.filter(({ method, status }) => method === 'POST' && status === 302)
  expect(incident?.orders).toBe(orders.length)
  const landed = came.filter(({ path }) => path === '/cafe/')
  expect(Math.abs((incident?.visits ?? 0) - landed.length)).toBeLessThan(4)
  const { lostOrders } = incident?.report ?? {}
  expect(incident?.expected?.estimate).toBeGreaterThanOrEqual(
    orders.length + (lostOrders?.estimate ?? 0),
  )
})
