import { describe, expect, test } from 'vitest'
import { defaultSite, type Site } from '@/lib/site'
import type { VisitRequest } from '@/lib/visits/visits'
import { addressOf, type CafeStory, cafeLog, moment, request } from './testdata/cafe'
import { tell } from './testdata/tell'
import { at, between, evening, failing, noon, one, said, spells } from './testdata/thursday'

describe('what hides the trouble', () => {
  const scan = Array.from({ length: 300 }, (_, page) =>
    request(noon + page * 400, `/old/${page}/readme.txt`, { status: 404, client: '198.51.100.66' }),
  )
  const flood = Array.from({ length: 3_000 }, (_, bot) =>
    request(noon + bot * 1_000, '/cafe/', { client: `203.0.${bot >> 8}.${bot & 255}` }),
  )

  test.each<[string, Partial<CafeStory>, VisitRequest[]]>([
    ['a scanner asks for 300 pages that do not exist', {}, scan],
    ['a flood of bots comes at the same time', {}, flood],
    ['the log has no static files', { hasAssets: false }, []],
    [
      'everybody is behind one address',
      {
        client: () => '10.0.0.1',
        agent: (visit) => `Mozilla/5.0 (Windows NT 10.0) Firefox/1${visit % 20}.0`,
      },
      [],
    ],
  ])('%s: the menu is named', (_, more, also) => {
    const reports = said({ answer: failing('/cafe/menu.php', 500), ...more }, { also })
    expect(at(reports, moment(3, '12:30'))).toMatchObject({
      tone: 'trouble',
      culprit: { method: 'GET', request: '/cafe/menu.php', status: 500 },
    })
    expect(spells(between(reports, 0, noon))).toEqual([])
  })

  test('the landing page fails while a flood of bots asks for it: no more is lost than is usual', () => {
    const met = flood.map((bot) => ({ ...bot, path: '/cafe/', status: 500 }))
    const reports = said({ answer: failing('/cafe/', 500) }, { also: met })
    // 24 orders an hour are usual.
    const { low = 0, high = 0 } = at(reports, moment(3, '12:50')).lostOrders ?? {}
    expect([low > 5, low < 20, high > 20, high < 45]).toEqual([true, true, true, true])
  })

  test('nothing can be ordered while seven times as many people come: theirs is what is missed', () => {
    const visitsAnHour = (hour: number, atMs: number) =>
      (hour < 8 ? 2 : 60) * (atMs >= noon && atMs < one ? 7 : 1)
    const reports = said({ visitsAnHour, answer: failing('/cafe/processOrder.php', 503) }, {})
    // 24 orders an hour are usual: 140 in the 50 minutes.
    const { low = 0, estimate = 0, high = 0 } = at(reports, moment(3, '12:50')).lostOrders ?? {}
    expect([low > 90, estimate > 110, estimate < 170, high < 200]).toEqual([true, true, true, true])
  })

  describe('everybody is behind one address', () => {
    const behind: Partial<CafeStory> = {
      client: () => '10.0.0.1',
      agent: (visit) => `Mozilla/5.0 (Windows NT 10.0) Firefox/1${visit % 20}.0`,
    }
    const caveat = /^Visits cannot be told apart: 100\s% of orders come from one address, /

    test('and the button is dead', () => {
      const buyers = (atMs: number) => (atMs >= noon && atMs < one ? 0 : 0.4)
      const reports = said({ ...behind, buyers }, {})
      expect(at(reports, one).kind).toBe('orders-stopped')
      expect(spells(between(reports, 0, noon))).toEqual([])
    })

    test('and the menu fails: the loss is by what is usual at these hours, and it is said why', () => {
      const reports = said({ ...behind, answer: failing('/cafe/menu.php', 500) }, {})
      const { culprit, lostOrders, details } = at(reports, one)
      expect(culprit?.request).toBe('/cafe/menu.php')
      // 24 orders an hour are usual.
      expect([(lostOrders?.low ?? 24) < 22, (lostOrders?.high ?? 0) > 26]).toEqual([true, true])
      expect(details.at(-1)).toMatch(caveat)
      expect(at(reports, noon).details.at(-1)).toMatch(caveat)
    })

    test('since an hour: no day is known, and no loss is claimed', () => {
      const [fails, until] = [moment(0, '11:00'), moment(0, '12:00')]
      const answer = failing('/cafe/menu.php', 500, fails, evening)
      const reports = said({ ...behind, answer }, { fromMs: fails, toMs: until })
      expect(at(reports, until)).toMatchObject({ tone: 'trouble', lostOrders: null })
    })
  })
})

describe('what can be told with little known', () => {
  test('a log that begins with the outage names the request, and claims no loss', () => {
    const monday = moment(0, '02:00')
    const reports = said(
      { visitsAnHour: () => 60, answer: failing('/cafe/menu.php', 500, 0, evening) },
      { fromMs: moment(0, '00:30'), toMs: monday },
    )
    expect(at(reports, monday)).toMatchObject({
      kind: 'failing',
      tone: 'trouble',
      culprit: { request: '/cafe/menu.php' },
      lostOrders: null,
      lostMoney: null,
    })
  })

  test('a day of history: orders that stop at noon are missed by the evening', () => {
    const tuesday = moment(1, '12:00')
    const reports = said(
      { buyers: (atMs) => (atMs >= tuesday ? 0 : 0.4) },
      { fromMs: moment(1, '08:00'), toMs: moment(1, '15:00') },
    )
    expect(spells(between(reports, 0, tuesday))).toEqual([])
    expect(reports.at(-1)?.kind).toBe('orders-stopped')
  })

  const elsewhere: Site = {
    ...defaultSite,
    steps: [{ name: 'order', match: [{ method: 'POST', path: '/nowhere' }] }],
  }

  test('steps that match nothing: it is said that orders are not known', () => {
    const reports = said({}, { site: elsewhere })
    expect(spells(reports)).toEqual([])
    expect(reports.at(-1)).toMatchObject({ kind: 'not-configured', tone: 'unknown' })
  })

  test('no steps at all: no request is an order', () => {
    const reports = said({}, { site: { ...defaultSite, steps: [] } })
    expect(reports.at(-1)).toMatchObject({ kind: 'not-configured', tone: 'unknown' })
  })

  test('a young log: what is refused to whoever has no account is how the site is', () => {
    const also: VisitRequest[] = []
    const log = cafeLog({
      untilMs: moment(0, '15:00'),
      answer: (_, path, atMs, visit) => {
        const more = { status: visit % 5 === 0 ? 200 : 401, client: addressOf(visit) }
        if (path === '/cafe/') also.push(request(atMs + 400, '/api/me', more))
        return 200
      },
    })
    const reports = tell([...log, ...also], moment(0, '08:00'), moment(0, '15:00'))
    expect(spells(reports)).toEqual([])
  })

  test('without steps nothing is an order, and a request that begins to fail is named', () => {
    const site: Site = { ...defaultSite, steps: [] }
    const reports = said({ answer: failing('/cafe/menu.php', 500) }, { site })
    expect(at(reports, moment(3, '11:30'))).toMatchObject({
      kind: 'not-configured',
      tone: 'unknown',
    })
    expect(at(reports, moment(3, '12:30'))).toMatchObject({
      kind: 'not-configured',
      culprit: { request: '/cafe/menu.php', status: 500 },
      lostOrders: null,
    })
  })

  test('steps that match nothing: a request that begins to fail is named all the same', () => {
    const reports = said({ answer: failing('/cafe/menu.php', 500) }, { site: elsewhere })
    expect(at(reports, moment(3, '12:30'))).toMatchObject({
      kind: 'not-configured',
      tone: 'trouble',
      headline: expect.stringMatching(
        /^We do not know yet what an order is on this site\. GET \/cafe\/menu\.php has answered 500 to every request since 12:0\d\.$/,
      ),
      culprit: { method: 'GET', request: '/cafe/menu.php', status: 500 },
      lostOrders: null,
    })
  })
})
