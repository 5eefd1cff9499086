import { expect, test } from 'vitest'
import { defaultSite, type Site } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
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
