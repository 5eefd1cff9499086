import { describe, expect, test } from 'vitest'
import type { Among } from '@/lib/orders/failing/among'
import type { Candidate, ShopState } from '@/lib/orders/watch/shop-state'
import { minuteMs } from '@/lib/time'
import type { Report } from './report'
import { reportOf } from './report-of'

const atMs = Date.UTC(2026, 10, 5, 12, 0)
const ago = (minutes: number) => atMs - minutes * minuteMs
const context = { site: { currency: 'EUR', averageOrder: 8.5 }, zone: 'UTC' }

const state = (more: Partial<ShopState>): ShopState => ({
  atMs,
  kind: 'ok',
  sinceMs: null,
  candidates: [],
  culprit: null,
  lost: null,
  visits: 52,
  orders: 17,
  expected: { low: 12, estimate: 21, high: 35 },
  lastLineMs: ago(0),
  lastOrderMs: ago(2),
  unprovenMs: null,
  seemsOver: false,
  resumedMs: null,
  passed: 0,
  answered: 0,
  lateMs: null,
  sharedBy: null,
  usualRequests: null,
  usualVisits: null,
  isOpen: true,
  lines: 400,
  others: 0,
  ...more,
})

const menu: Candidate = {
  key: '1 GET',
  failure: 'error',
  usualStatus: null,
  isCallback: false,
  method: 'GET',
  path: '/cafe/menu.php',
  route: '',
  isOneOfMany: false,
  isOnOthers: false,
  step: 1,
  isStatic: false,
  status: 500,
  sinceMs: ago(78),
  lastMs: ago(1),
  failedInRow: 40,
  seemsOver: false,
  afterMs: Number.NaN,
  isUnasked: false,
  failures: 310,
  answered: 0,
  answeredSince: 0,
  otherFailures: 0,
  outcomes: { failed: 310, answered: 0, answeredSince: 0 },
  among: null,
  visits: 250,
  ordered: 0,
  lost: { low: 47, estimate: 61, high: 76 },
}

const poland: Among = {
  by: 'country',
  value: 'PL',
  name: 'Poland',
  visits: 25,
  met: 24,
  others: { visits: 312, met: 0 },
}

const said = (more: Partial<ShopState>) => {
  const { kind, tone, headline, details }: Report = reportOf(state(more), context)
  return { kind, tone, text: [headline, ...details] }
}

describe('in words', () => {
  test('all is well', () => {
    expect(said({})).toEqual({
      kind: 'ok',
      tone: 'calm',
      text: [
        'Orders are coming in, the last at 11:58.',
        '17 orders from 52 visits in the hour to 12:00; 12–35 are usual.',
      ],
    })
  })

  test('just opened, nothing is due yet: that is not told as what is usual', () => {
    const expected = { low: 0, estimate: 0, high: 0 }
    expect(said({ visits: 1, orders: 1, expected }).text[1]).toBe(
      '1 order from 1 visit in the hour to 12:00.',
    )
  })

  test('where visits cannot be told apart, their number is not said', () => {
    const inHour = '17 orders in the hour to 12:00; 12–35 are usual.'
    expect(said({ visits: 1 }).text[1]).toBe(inHour)
    expect(said({ sharedBy: 0.9 }).text[1]).toBe(inHour)
  })

  test('a moment of another day stands in the sentence as one', () => {
    const low = { kind: 'orders-stopped' as const, sinceMs: ago(34 * 60), culprit: null }
    expect(said({ ...low, orders: 0 }).text[0]).toBe('Orders stopped on Wed 4 Nov at 02:00.')
    expect(said({ ...low, orders: 1 }).text[0]).toBe(
      'Orders all but stopped on Wed 4 Nov at 02:00.',
    )
  })

  test('people ask for nothing, and programs do: it is not known whether visitors get in', () => {
    const pause = said({ kind: 'quiet', unvisitedMs: ago(12), lastOrderMs: ago(30) })
    expect(pause.tone).toBe('unknown')
    expect(pause.text[0]).toBe(
      'No visitor since 11:48 (12 min): it is not known whether visitors get in.',
    )
  })

  test('a slow request: how slow, and what is usual; all of them, where all are slow', () => {
    const culprit: Candidate = {
      ...menu,
      failure: 'slow',
      status: 200,
      answered: 32,
      failures: 336,
    }
    const slow = (isEverything: boolean) =>
      said({
        ...{ kind: 'failing', sinceMs: ago(78), culprit },
        slowness: { ms: 6_240, usualMs: 302, isEverything },
      }).text[0]
    expect(slow(false)).toBe(
      'GET /cafe/menu.php has been slow since 10:42: 336 of 368 requests, lately about 6.2\u00a0s; 302\u00a0ms is usual.',
    )
    expect(slow(true)).toBe(
      'Everything has been slow since 10:42: GET /cafe/menu.php takes about 6.2\u00a0s; 302\u00a0ms is usual.',
    )
  })

  test('a trouble whose lines have paused says so, before that is surely no chance', () => {
    const failing = { kind: 'failing' as const, sinceMs: ago(78), culprit: menu }
    const pause = 'The log’s newest line is from 11:54, 6 min ago.'
    expect(said({ ...failing, lastLineMs: ago(6) }).text).toContain(pause)
    expect(said({ ...failing, lastLineMs: ago(4) }).text.join()).not.toContain('newest line')
  })

  test('the case: the menu fails, orders stopped', () => {
    const stopped = {
      kind: 'orders-stopped' as const,
      sinceMs: ago(78),
      culprit: menu,
      visits: 1_240,
      orders: 0,
      expected: menu.lost,
      lost: menu.lost,
    }
    expect(said(stopped)).toEqual({
      kind: 'orders-stopped',
      tone: 'trouble',
      text: [
        'Orders stopped at 10:42.',
        '1,240 visits since, 0 orders, 61 expected (47–76).',
        'About 61 orders missed (47–76): €519 (€400–€646).',
        'GET /cafe/menu.php has answered 500 to every request since 10:42.',
      ],
    })
    const more = { ...stopped, kind: 'failing' as const, visits: 15, orders: 6 }
    expect(
      said({ ...more, expected: { low: 0, estimate: 1, high: 5 }, lost: null }).text,
    ).toContain('15 visits since, 6 orders, more than the 1 expected (0–5).')
    expect(reportOf(state(stopped), context)).toMatchObject({
      sinceMs: ago(78),
      culprit: { method: 'GET', request: '/cafe/menu.php', status: 500 },
      lostOrders: { low: 47, estimate: 61, high: 76 },
      lostMoney: { low: 399.5, estimate: 518.5, high: 646, currency: 'EUR' },
    })
  })

  test.each<[string, Partial<Candidate>, string]>([
    [
      'a part of the requests',
      { failures: 31, answered: 300 },
      'GET /cafe/menu.php has answered 500 to 31 of 331 attempts since 10:42.',
    ],
    [
      'a slow page',
      { failure: 'slow', status: 200, failures: 31, answered: 9 },
      'GET /cafe/menu.php has answered slowly to 31 of 40 attempts since 10:42.',
    ],
    [
      'a redirect to itself',
      { failure: 'loop', status: 302 },
      'GET /cafe/menu.php has sent visitors in a circle (302) in every request since 10:42.',
    ],
    [
      'an answer that is not the usual one',
      { failure: 'otherwise', status: 200, usualStatus: 303 },
      'GET /cafe/menu.php has answered 200, where it answered 303 before, to every request since 10:42.',
    ],
    [
      'one browser is refused',
      { failure: 'refused', status: 403, failures: 12, answered: 88 },
      'GET /cafe/menu.php has answered 403 to 12 of 100 attempts since 10:42.',
    ],
    [
      'almost all visits from one country',
      { failures: 31, answered: 300, among: poland },
      'GET /cafe/menu.php has answered 500 to 96\u00a0% of visits from Poland since 10:42; to nobody else.',
    ],
    [
      'a few from one country, and hardly anybody else',
      {
        failures: 5,
        answered: 300,
        among: {
          ...poland,
          value: 'GB',
          name: 'United Kingdom',
          visits: 5,
          met: 4,
          others: { visits: 200, met: 1 },
        },
      },
      'GET /cafe/menu.php has answered 500 to 4 of 5 visits from the United Kingdom since 10:42; to 0.5\u00a0% of the others.',
    ],
    [
      'a circle for those who come from one site',
      {
        failure: 'loop',
        status: 302,
        among: {
          ...poland,
          by: 'referrer',
          value: 'a\u202eb.example',
          name: 'a\u202eb.example',
          visits: 8,
          met: 8,
        },
      },
      'GET /cafe/menu.php has sent visitors in a circle (302) in all 8 visits that came from a⟨U+202E⟩b.example since 10:42; in no other.',
    ],
  ])('failing: %s', (_, more, headline) => {
    const culprit = { ...menu, ...more }
    const { text, tone } = said({
      kind: 'failing',
      sinceMs: menu.sinceMs,
      culprit,
      lost: menu.lost,
    })
    expect(tone).toBe('trouble')
    expect(text[0]).toBe(headline)
  })

  test.each<[string, Partial<Among>, string]>([
    ['enough of them', {}, '24 of 25 visits from Poland were affected, and 0 of 312 others.'],
    [
      'a few',
      { visits: 4, met: 4 },
      '4 of 4 visits from Poland were affected, and 0 of 312 others. So few visits may not show everyone who is affected.',
    ],
  ])('how many visits of a country met a failure, %s', (_, more, sentence) => {
    const among = { ...poland, ...more }
    const culprit = { ...menu, among }
    const failing = state({ kind: 'failing', sinceMs: menu.sinceMs, culprit, lost: menu.lost })
    const { details, culprit: named } = reportOf(failing, context)
    expect(details[0]).toBe(sentence)
    expect(named).toEqual({
      method: 'GET',
      request: '/cafe/menu.php',
      status: 500,
      among: { country: 'PL' },
    })
  })

  test('what is blamed has not failed for some minutes: that is no trouble any more, and no all-clear yet', () => {
    const outcomes = { failed: 20, answered: 26, answeredSince: 6 }
    const culprit = {
      ...menu,
      ...{ failures: 20, answered: 26, answeredSince: 6 },
      outcomes,
      lastMs: ago(6),
    }
    const blamed = { kind: 'failing', culprit, seemsOver: true, sinceMs: menu.sinceMs } as const
    expect(reportOf(state(blamed), context)).toMatchObject({
      kind: 'quiet',
      tone: 'unknown',
      headline:
        'GET /cafe/menu.php has not failed since 11:54: it is not known yet whether it is over.',
      sinceMs: null,
      culprit: { request: '/cafe/menu.php' },
    })
    const { details } = reportOf(state(blamed), context)
    expect(details.slice(0, 2)).toEqual([
      'The last failure was at 11:54, with 6 good answers since; it is over after 11 in a row.',
      'GET /cafe/menu.php answered 500 to 20 of 40 attempts from 10:42 to 11:54.',
    ])
  })

  test('nobody has asked for what is blamed for hours: it is said what it answered last', () => {
    const culprit = { ...menu, failures: 6, failedInRow: 6, lastMs: ago(200), isUnasked: true }
    const blamed = { kind: 'failing', seemsOver: true, sinceMs: menu.sinceMs } as const
    const told = (more: Partial<Candidate>) =>
      reportOf(state({ ...blamed, culprit: { ...culprit, ...more } }), context)
    expect(told({})).toMatchObject({
      kind: 'quiet',
      tone: 'unknown',
      headline:
        'GET /cafe/menu.php answered 500 to the last 6 requests, and nobody has asked for it since 08:40: it is not known whether it is over.',
      sinceMs: null,
    })
    expect(told({ failure: 'loop', status: 302 }).headline).toMatch(
      /^GET \/cafe\/menu\.php sent visitors in a circle \(302\) in the last 6 requests, and nobody/,
    )
  })

  test('where nobody has said what an order is, that goes before', () => {
    const known = { kind: 'not-configured', culprit: menu, sinceMs: menu.sinceMs } as const
    const toneOf = (seemsOver: boolean) => {
      const { tone, headline } = reportOf(state({ ...known, seemsOver }), context)
      expect(headline).toMatch(/^We do not know yet what an order is on this site\. GET /)
      return tone
    }
    expect([toneOf(false), toneOf(true)]).toEqual(['trouble', 'unknown'])
  })

  test('other pages fail for the same visits', () => {
    const culprit = { ...menu, isOnOthers: true }
    const failing = state({ kind: 'failing', sinceMs: menu.sinceMs, culprit, lost: menu.lost })
    expect(reportOf(failing, context).headline).toBe(
      'GET /cafe/menu.php, like other pages, has answered 500 to every request since 10:42.',
    )
  })

  test('the server is dead, or its log does not arrive', () => {
    const silent = {
      kind: 'no-traffic' as const,
      sinceMs: ago(65),
      lastLineMs: ago(65),
      usualRequests: 35.2,
      lost: { low: 1, estimate: 4, high: 9 },
    }
    expect(said(silent)).toEqual({
      kind: 'no-traffic',
      tone: 'trouble',
      text: [
        'Nothing has been logged since 10:55 (65 min).',
        'Usually 35 requests come in that time.',
        'The site is down, or its log does not arrive.',
        'If the site is down: about 4 orders missed (1–9): €34.00 (€8.50–€76.50).',
      ],
    })
  })

  test('good answers since the last failure are told, and how many end it', () => {
    const outcomes = { failed: 20, answered: 26, answeredSince: 6 }
    const culprit = { ...menu, failures: 20, answered: 26, lastMs: ago(7), outcomes }
    const { text, tone } = said({ kind: 'failing', sinceMs: ago(78), culprit, lost: menu.lost })
    expect(tone).toBe('trouble')
    expect(text).toContain(
      'The last failure was at 11:53, with 6 good answers since; it is over after 11 in a row.',
    )
  })

  test('orders are missing, and it is too early to say that they stopped', () => {
    const expected = { low: 2, estimate: 5.8, high: 11 }
    const more = { kind: 'quiet', visits: 19, orders: 0, expected, lateMs: ago(14) } as const
    expect(said(more)).toEqual({
      kind: 'quiet',
      tone: 'unknown',
      text: [
        'No order since 11:46: it is not known yet whether that is more than chance.',
        '19 visits since, 0 orders, 6 expected (2–11).',
        'The next visits will show.',
      ],
    })
  })

  test('no one has said what an order is worth: a loss is told in orders', () => {
    const stopped = state({
      kind: 'orders-stopped',
      sinceMs: ago(78),
      visits: 1_240,
      orders: 0,
      lost: menu.lost,
    })
    const site = { currency: 'EUR', averageOrder: null }
    const { details, lostOrders, lostMoney } = reportOf(stopped, { ...context, site })
    expect(details).toContain('About 61 orders missed (47–76).')
    expect([lostOrders, lostMoney]).toEqual([menu.lost, null])
  })

  test('one order came since they stopped: the beginning stays', () => {
    const stopped = {
      kind: 'orders-stopped' as const,
      sinceMs: ago(240),
      lastOrderMs: ago(9),
      visits: 190,
      orders: 1,
      expected: { low: 6, estimate: 12, high: 20 },
    }
    expect(said(stopped).text).toEqual([
      'Orders all but stopped at 08:00.',
      '190 visits since, 1 order, 12 expected (6–20).',
    ])
    // Its own request failed before some still came: they stopped with the last of them.
    expect(said({ ...stopped, culprit: menu }).text.slice(0, 2)).toEqual([
      'Orders stopped at 11:51.',
      '190 visits since 08:00, 1 order, 12 expected (6–20).',
    ])
  })

  test('orders are low, and nothing fails', () => {
    const low = {
      kind: 'orders-low' as const,
      sinceMs: ago(60),
      visits: 90,
      orders: 5,
      lost: { low: 7, estimate: 16, high: 30 },
    }
    expect(said(low).text).toEqual([
      'Orders have been low since 11:00.',
      '90 visits since, 5 orders, 21 expected (12–35).',
      'About 16 orders missed (7–30): €136 (€60–€255).',
    ])
  })

  test('no loss is told that cannot be backed', () => {
    const culprit = { ...menu, lost: { low: 0, estimate: 0, high: 0 } }
    const begun = { kind: 'failing' as const, sinceMs: menu.sinceMs, culprit, orders: 0 }
    expect(said({ ...begun, expected: null, lost: null }).text).toEqual([
      'GET /cafe/menu.php has answered 500 to every request since 10:42.',
      '52 visits since, 0 orders.',
    ])
    expect(reportOf(state(begun), context)).toMatchObject({ lostOrders: null, lostMoney: null })
  })

  const search = { ...menu, path: '/cafe/search', step: -1 }
  const of6 = { failed: 9, asked: 143 }
  const fails = 'GET /cafe/search has answered 500 to every request since 10:42.'
  test.each<[string, Partial<ShopState>, Report['tone'], string]>([
    ['what costs no order fails for everybody', { candidates: [search] }, 'unknown', fails],
    [
      'it does, as the alarm of server errors has it',
      { candidates: [search], serverErrors: of6 },
      'unknown',
      fails,
    ],
    [
      'many requests fail, each in another way',
      { serverErrors: of6 },
      'unknown',
      '9 of 143 requests in the last 6 minutes were answered with a server error.',
    ],
    [
      'what fails has not been asked for lately',
      { candidates: [{ ...search, lastMs: ago(20) }] },
      'calm',
      'Orders are coming in, the last at 11:58.',
    ],
    [
      'a file fails',
      { candidates: [{ ...search, isStatic: true }] },
      'calm',
      'Orders are coming in, the last at 11:58.',
    ],
  ])('%s', (_, more, tone, headline) => {
    const report = reportOf(state(more), context)
    expect(report).toMatchObject({ tone, headline, kind: 'ok', culprit: null })
    if (tone === 'unknown')
      expect(report.details.join(' ')).toContain(
        'No order is known to be lost by it. Orders are coming in',
      )
  })

  test.each<[string, Partial<ShopState>, string]>([
    ['a trouble', {}, 'What was wrong has not been seen since 11:50.'],
    ['a silence', { wasSilent: true }, 'Lines come in again since 11:50.'],
  ])('%s is over, and no order has come since', (_, more, said) => {
    const over = { kind: 'quiet', orders: 0, lastOrderMs: ago(200), unprovenMs: ago(10) } as const
    expect(reportOf(state({ ...over, ...more }), context).details[0]).toContain(said)
  })

  test.each<[string, Partial<ShopState>, Report['tone'], string]>([
    ['closed', { kind: 'quiet', isOpen: false }, 'calm', 'Closed now: no orders are expected.'],
    [
      'closed for more than an hour, and orders came before',
      { isOpen: false, orders: 0, lastOrderMs: ago(70) },
      'calm',
      'Closed now: no orders are expected.',
    ],
    [
      'closed for some minutes',
      { isOpen: false, lastOrderMs: ago(7) },
      'calm',
      'Orders are coming in, the last at 11:53.',
    ],
    [
      'a log that lacks lines',
      { torn: { sinceMs: ago(30), share: 0.21 } },
      'unknown',
      'Since 11:30 only 21\u00a0% of the usual lines come, and visits in pieces: the log may be sampled or incomplete.',
    ],
    [
      'few visits at night',
      { kind: 'quiet', visits: 3, orders: 0, lastOrderMs: ago(200) },
      'calm',
      'No orders in the last hours; the last came at 08:40. That is no more than chance.',
    ],
    [
      'a trouble that ended without an order',
      { kind: 'quiet', orders: 0, lastOrderMs: ago(200), unprovenMs: ago(10) },
      'unknown',
      'No order since 08:40: it is not known yet whether the shop sells again.',
    ],
    [
      'visits go past what failed',
      { kind: 'quiet', orders: 0, lastOrderMs: ago(200), resumedMs: ago(10), passed: 12 },
      'calm',
      'The way to an order is open again; no order yet.',
    ],
    [
      'no visits at all',
      { kind: 'quiet', visits: 0, orders: 0, lastOrderMs: null },
      'unknown',
      'Nobody has visited in the last hour: it is not known whether visitors could order.',
    ],
    [
      'steps that match nothing',
      { kind: 'not-configured', orders: 0 },
      'unknown',
      'We do not know yet what an order is on this site.',
    ],
    [
      'lines that are no requests',
      { kind: 'not-understood', lines: 400, others: 100 },
      'unknown',
      '100 of the 400 lines of the last hour could not be read as requests.',
    ],
    ['no line yet', { kind: 'unknown' }, 'unknown', 'No request has been logged yet.'],
  ])('%s', (_, more, tone, headline) => {
    const { text, tone: found } = said(more)
    expect([found, text[0]]).toEqual([tone, headline])
  })

  test('steps that match nothing, and a request that begins to fail', () => {
    expect(said({ kind: 'not-configured', orders: 0, culprit: menu })).toEqual({
      kind: 'not-configured',
      tone: 'trouble',
      text: [
        'We do not know yet what an order is on this site. GET /cafe/menu.php has answered 500 to every request since 10:42.',
        'No request has been an order so far.',
        'Say what an order is: see Set-up.',
      ],
    })
  })

  test('steps that match nothing, and requests that are like them', () => {
    const unmatched = {
      order: 'POST /order',
      nearest: [{ text: 'GET /order', requests: 1_200, why: 'it is asked with GET' }],
    }
    expect(said({ kind: 'not-configured', orders: 0, unmatched }).text.slice(1)).toEqual([
      'No request so far fits POST /order.',
      'Nearest: GET /order (1,200 requests: it is asked with GET).',
      'Say what an order is: see Set-up.',
    ])
  })
})
