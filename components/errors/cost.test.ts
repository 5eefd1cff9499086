import { expect, test } from 'vitest'
import type { FailingUrl } from '@/lib/queries/failing-urls'
import { defaultSite } from '@/lib/site'
import { byCost, stepOfWay, withoutScans } from './cost'

const stepOf = stepOfWay(defaultSite)
const row = (request: string, status: string, clients: number, failures = clients): FailingUrl => ({
  method: 'GET',
  ...{ request, status, clients, failures, firstSeen: 0, lastSeen: 0, client: '203.0.113.0/24' },
})
const scan = Array.from({ length: 300 }, (_, at) => row(`/wp-${at}.php`, '404', 1, 3))

test('server errors come first, each kind by the visitors that met it', () => {
  const rows = [
    row('/favicon.ico', '404', 900, 4_000),
    row('/about', '500', 2, 9),
    row('/robots.txt', '404', 12, 80),
    row('/cafe/menu.php', '404', 2),
    row('/cafe/processOrder.php', '502', 2),
    row('/cafe/menu.php', '500', 3),
  ]
  expect(byCost(rows, stepOf).map(({ request, status }) => `${request} ${status}`)).toEqual([
    '/cafe/menu.php 500',
    '/cafe/processOrder.php 502',
    '/about 500',
    '/favicon.ico 404',
    '/robots.txt 404',
    '/cafe/menu.php 404',
  ])
})

test('one stray failure on the way stands below a page that fails for many', () => {
  const rows = [row('/cafe', '500', 1), row('/seats', '500', 31, 43)]
  expect(byCost(rows, stepOf).map(({ request }) => request)).toEqual(['/seats', '/cafe'])
})

const shop = stepOfWay({
  steps: [
    { name: 'landing', match: [{ method: 'GET', path: '/' }] },
    { name: 'checkout', match: [{ method: 'GET', path: '/kasse' }] },
    { name: 'order', match: [{ method: 'POST', path: '/kasse', status: '3xx' }] },
  ],
})

test('an order that fails stands above more strays on the first page', () => {
  const order = { ...row('/kasse', '500', 8), method: 'POST' }
  const rows = [row('/', '500', 14), order, row('/kasse', '500', 9)]
  expect(byCost(rows, shop).map(({ method, request }) => `${method} ${request}`)).toEqual([
    'POST /kasse',
    'GET /kasse',
    'GET /',
  ])
})

test('what the headline names stands before all, so that a short list has it', () => {
  const rows = [row('/', '500', 14), row('/weine/a', '404', 3)]
  const isNow = ({ request }: FailingUrl) => request === '/weine/a'
  expect(byCost(rows, shop, isNow)[0]?.request).toBe('/weine/a')
})

test.each([
  ['GET', '/kasse', 2],
  ['POST', '/kasse', 3],
  ['HEAD', '/kasse', 3],
  ['GET', '/about', 0],
])('%s %s is step %d of the way', (method, request, step) => {
  expect(shop({ method, request })).toBe(step)
})

test('all that a scanner asked for and nobody else is one row', () => {
  const others = [row('/cafe/menu.php', '500', 3), row('/old', '404', 2)]
  const rows = byCost(withoutScans([...scan, ...others], stepOf), stepOf)
  expect(rows.map(({ request, paths, failures }) => [request, paths?.length, failures])).toEqual([
    ['/cafe/menu.php', undefined, 3],
    ['/old', undefined, 2],
    [null, 300, 900],
  ])
})

test.each([
  ['a few dead links', scan.slice(0, 4)],
  ['what others asked for too', scan.map((one) => ({ ...one, clients: 2 }))],
  ['server errors', scan.map((one) => ({ ...one, status: '500' }))],
  ['rows whose client is not known', scan.map((one) => ({ ...one, client: null }))],
])('%s stay rows of their own', (_, rows) => {
  expect(withoutScans(rows, stepOf)).toHaveLength(rows.length)
})
