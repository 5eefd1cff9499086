import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { parseSite } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { addressOf, type CafeStory, cafeLog, moment, newNumbers, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const said = (
  story: Omit<CafeStory, 'untilMs'>,
  { fromMs, toMs, also = [] }: { fromMs: number; toMs: number; also?: VisitRequest[] },
) => tell([...cafeLog({ untilMs: toMs, ...story }), ...also], fromMs, toMs)
const troubles = (reports: readonly Report[]) => reports.filter(({ tone }) => tone === 'trouble')

describe('a third of the visitors is refused on each page, for three hours', () => {
  const [fromMs, toMs] = [moment(9, '12:00'), moment(9, '15:00')]
  const draw = newNumbers(5)
  const clients = Array.from({ length: 20_000 }, () => Math.floor(draw() * 300))
  const client = (visit: number) => addressOf(clients[visit] ?? 0)
  const isHit = (visit: number) => (clients[visit] ?? 0) % 3 === 0

  test('they came on other days as well: these are people', () => {
    const reports = said(
      {
        client,
        visitsAnHour: () => 40,
        answer: (_m, _p, atMs, visit) => (atMs >= fromMs && isHit(visit) ? 400 : 200),
      },
      { fromMs: moment(9, '11:00'), toMs },
    )
    const first = troubles(reports)[0]
    expect(first?.headline).toMatch(/^GET \/cafe\/.* has answered 400 to/)
    expect(first?.atMs).toBeLessThan(fromMs + 45 * minuteMs)
    expect(reports.at(-1)?.tone).toBe('trouble')
  })
})

const login = (atMs: number, nth: number) =>
  request(atMs, '/login', {
    ...{ client: `203.0.113.${nth % 200}`, method: 'POST', status: 401 },
    referer: 'https://cafe.example/login',
  })

test('programs guess passwords for an hour, beside people who sign in to order: nothing is wrong', () => {
  const [fromMs, toMs] = [moment(3, '12:00'), moment(3, '13:00')]
  const menus = cafeLog({ untilMs: toMs }).filter(({ path }) => path.endsWith('menu.php'))
  const own = menus.map((line) => ({
    ...{ ...line, timeMs: line.timeMs + 5_000 },
    ...{ method: 'POST', path: '/login', status: 302 },
  }))
  const guesses = Array.from({ length: 600 }, (_, nth) => {
    const atMs = fromMs + nth * 6_000
    return [{ ...login(atMs, nth), method: 'GET', status: 200 }, login(atMs + 2_000, nth)]
  })
  const also = [...own, ...guesses.flat()]
  expect(troubles(said({}, { fromMs: moment(3, '11:00'), toMs, also }))).toEqual([])
})

test('one client alone fails, 45 times, while others are served: nothing is wrong', () => {
  const [fromMs, toMs] = [moment(3, '12:00'), moment(3, '13:00')]
  const tries = Array.from({ length: 45 }, (_, nth) =>
    request(fromMs + nth * 60_000, '/cafe/menu.php', { client: '203.0.113.9', status: 500 }),
  )
  expect(troubles(said({}, { fromMs: moment(3, '11:00'), toMs, also: tries }))).toEqual([])
})

test('a crawler alone is answered 503, and people are served: nothing is wrong', () => {
  const [fromMs, toMs] = [moment(3, '12:00'), moment(3, '13:00')]
  const agent = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
  const crawled = Array.from({ length: 180 }, (_, nth) =>
    request(fromMs + nth * 20_000, nth % 2 === 0 ? '/cafe/menu.php' : '/cafe/', {
      ...{ client: '198.51.100.7', agent, status: 503 },
    }),
  )
  expect(troubles(said({}, { fromMs: moment(3, '11:00'), toMs, also: crawled }))).toEqual([])
})

test('a scraper asks for menus by number that do not exist, from 200 addresses: nothing is wrong', () => {
  const [fromMs, toMs] = [moment(3, '12:00'), moment(3, '13:00')]
  const menus = cafeLog({ untilMs: toMs }).map((line) =>
    line.path === '/cafe/menu.php' ? { ...line, path: '/cafe/menu/12' } : line,
  )
  const { site } = parseSite(
    JSON.stringify({
      steps: [
        { name: 'menu', match: [{ path: '/cafe/menu/*' }] },
        { name: 'order', match: [{ method: 'POST', path: '/cafe/processOrder.php' }] },
      ],
    }),
  )
  const scraped = Array.from({ length: 360 }, (_, nth) =>
    request(fromMs + nth * 10_000, `/cafe/menu/${1_000 + nth}`, {
      ...{ client: `203.0.113.${nth % 200}`, status: 404 },
    }),
  )
  const reports = tell([...menus, ...scraped], moment(3, '11:00'), toMs, site)
  expect(troubles(reports)).toEqual([])
})
