import { expect, test } from 'vitest'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const half = moment(3, '12:40')
const two = moment(3, '14:00')
/** Most order in German, many in French and some in English. */
const forms = ['/de/kasse', '/de/kasse', '/de/kasse', '/fr/caisse', '/fr/caisse', '/en/checkout']
const order = '/cafe/processOrder.php'

const site: Site = {
  ...defaultSite,
  steps: [
    ...defaultSite.steps.slice(0, 2),
    { name: 'order', match: [...new Set(forms)].map((path) => ({ method: 'POST', path })) },
  ],
}

test('the forms of three languages fail: one beginning, and the cost of all until the last is answered well', () => {
  const formOf = (client: string) => forms[Number(client.split('.')[3]) % forms.length] as string
  const log = cafeLog({
    untilMs: moment(3, '15:30'),
    answer: (_, path, atMs) => (path === order && atMs >= noon && atMs < two ? 500 : 200),
  }).map((line) => (line.path === order ? { ...line, path: formOf(line.client) } : line))
  const lost = new Set(log.filter(({ status }) => status === 500).map(({ client }) => client)).size
  const reports = tell(log, noon, moment(3, '15:30'), site)
  const said = reports.filter(({ atMs, tone }) => atMs > noon + 15 * minuteMs && tone === 'trouble')
  expect(new Set(said.map(({ sinceMs }) => sinceMs)).size).toBe(1)
  const isTold = reports.filter(({ atMs, lostOrders }) => atMs >= two && lostOrders !== null)
  for (const { lostOrders } of isTold) {
    expect(lostOrders?.low).toBeLessThanOrEqual(lost)
    expect(lostOrders?.high).toBeGreaterThanOrEqual(lost)
  }
  expect(isTold.length).toBeGreaterThan(0)
})

test('the form that few use fails with the others, though it is asked for much later: one beginning, and both are named', () => {
  const isFrench = (client: string) => Number(client.split('.')[3]) % 8 === 0
  const log = cafeLog({
    untilMs: two,
    visitsAnHour: (hour) => (hour < 8 || hour >= 22 ? 2 : 40),
    answer: (_, path, atMs) => (path === order && atMs >= noon ? 500 : 200),
  })
    .map((line) =>
      line.path === order
        ? { ...line, path: isFrench(line.client) ? '/fr/caisse' : '/de/kasse' }
        : line,
    )
    .filter(({ path, timeMs }) => path !== '/fr/caisse' || timeMs < noon || timeMs >= half)
  const reports = tell(log, noon, two, site)
  const said = reports.filter(({ tone }) => tone === 'trouble')
  expect(said.length).toBeGreaterThan(60)
  expect(new Set(said.map(({ sinceMs }) => sinceMs)).size).toBe(1)
  expect(new Set(said.map(({ culprit }) => culprit?.request))).toEqual(new Set(['/de/kasse']))
  expect(reports.at(-1)?.details.join(' ')).toMatch(
    /POST \/fr\/caisse has failed in the same way since 1[23]:\d\d\./,
  )
})

test('pages before the order that are no steps, of a web site and of an app: what both cost until both are well', () => {
  const pages = ['/checkout', '/api/v2/checkout']
  const pageOf = (client: string) => pages[Number(client.split('.')[3]) % 2] as string
  const isBroken = (page: string, ms: number) =>
    ms >= noon && ms < (page === '/checkout' ? two : half)
  const log = cafeLog({ untilMs: moment(3, '14:30') }).flatMap((line) => {
    if (line.path !== order) return [line]
    const page = pageOf(line.client)
    const opens = { ...line, timeMs: line.timeMs - 5_000, method: 'GET', path: page }
    return isBroken(page, opens.timeMs)
      ? [{ ...opens, status: 500 }]
      : [{ ...opens, status: 200 }, line]
  })
  const lost = new Set(log.filter(({ status }) => status === 500).map(({ client }) => client)).size
  const reports = tell(log, noon, two)
  const told = reports.filter(({ atMs }) => atMs > half + 40 * minuteMs)
  expect(new Set(told.map(({ sinceMs }) => sinceMs)).size).toBe(1)
  const last = told.at(-1)
  expect(last?.lostOrders?.low).toBeLessThanOrEqual(lost)
  expect(last?.lostOrders?.high).toBeGreaterThanOrEqual(lost)
})
