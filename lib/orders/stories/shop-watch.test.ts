import { describe, expect, test } from 'vitest'
import { defaultSite } from '@/lib/site'
import { minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { addressOf, type CafeStory, cafeLog, moment, newNumbers, request } from './testdata/cafe'
import { tell } from './testdata/tell'
import {
  at,
  between,
  evening,
  failing,
  firstTrouble,
  noon,
  one,
  probes,
  said,
  spells,
} from './testdata/thursday'

describe('the café on a Thursday', () => {
  test('sells: nothing is wrong at any minute of three days', () => {
    const reports = said({}, { fromMs: moment(0, '01:00') })
    expect(spells(reports)).toEqual([])
    expect(at(reports, noon)).toMatchObject({ kind: 'ok', tone: 'calm', lostOrders: null })
    const doubts = reports.filter(({ headline }) => headline.startsWith('No order since'))
    expect(doubts.length / reports.length).toBeLessThan(0.005)
  })

  test('the menu fails for an hour from noon', () => {
    const reports = said({ answer: failing('/cafe/menu.php', 500) }, {})
    expect(spells(between(reports, 0, noon))).toEqual([])
    const first = firstTrouble(reports)
    expect(first?.atMs).toBeLessThanOrEqual(noon + 6 * minuteMs)
    expect(first?.culprit).toEqual({ method: 'GET', request: '/cafe/menu.php', status: 500 })
    const last = at(reports, one)
    expect(last.kind).toBe('orders-stopped')
    expect(Math.abs((last.sinceMs ?? 0) - noon)).toBeLessThan(2 * minuteMs)
    expect(last.lostOrders?.low).toBeGreaterThan(8)
    expect(last.lostOrders?.high).toBeLessThan(40)
    // It stays until the menu comes again, and no longer.
    const [, ...during] = between(reports, first?.atMs ?? 0, one)
    expect(during.filter(({ tone }) => tone !== 'trouble')).toEqual([])
    expect(spells(between(reports, one + 15 * minuteMs, evening))).toEqual([])
  })

  test('the menu fails, and one order comes all the same: it is no all-clear', () => {
    const lucky = request(moment(3, '12:40'), '/cafe/processOrder.php', {
      method: 'POST',
      status: 302,
      client: '198.51.100.7',
    })
    const reports = said(
      { answer: failing('/cafe/menu.php', 500, noon, evening) },
      { also: [lucky] },
    )
    expect(between(reports, moment(3, '12:10'), one).every(({ tone }) => tone === 'trouble')).toBe(
      true,
    )
    expect(at(reports, moment(3, '12:41')).kind).toBe('failing')
    expect(at(reports, moment(3, '13:40')).kind).toBe('orders-stopped')
  })

  test('nothing fails, but nobody can order: the button is dead', () => {
    const isDead = (atMs: number) => atMs >= noon && atMs < one
    const lucky = request(moment(3, '12:45'), '/cafe/processOrder.php', {
      method: 'POST',
      status: 302,
      client: '198.51.100.7',
    })
    const reports = said({ buyers: (atMs) => (isDead(atMs) ? 0 : 0.4) }, { also: [lucky] })
    const first = firstTrouble(reports)
    expect(first).toMatchObject({ kind: 'orders-stopped', culprit: null })
    // 24 orders an hour are usual: it is doubted when 6 are missing, and said when 11 are.
    expect(at(reports, noon + 16 * minuteMs).tone).toBe('unknown')
    expect(first?.atMs).toBeLessThanOrEqual(noon + 28 * minuteMs)
    expect(at(reports, one).tone).toBe('trouble')
    expect(spells(between(reports, one + 25 * minuteMs, evening))).toEqual([])
  })

  test.each([
    ['by day', '12:00', '14:00'],
    ['at night, in a shop that sells at night', '02:00', '04:00'],
  ])('the button is dead two days in succession, %s: both are said', (_, from, to) => {
    const isDead = (atMs: number) =>
      [3, 4].some((day) => atMs >= moment(day, from) && atMs < moment(day, to))
    const reports = said(
      { visitsAnHour: () => 60, buyers: (atMs) => (isDead(atMs) ? 0 : 0.4) },
      { fromMs: moment(2, '20:00'), toMs: moment(4, '18:00') },
    )
    for (const day of [3, 4]) expect(at(reports, moment(day, to)).kind).toBe('orders-stopped')
    expect(spells(reports)).toHaveLength(2)
  })

  test('a script under a new name is missing, and orders stop since then: it is to blame', () => {
    const also: VisitRequest[] = []
    const isDead = (atMs: number) => atMs >= noon && atMs < one
    const log = said(
      {
        buyers: (atMs) => (isDead(atMs) ? 0 : 0.4),
        answer: (_, path, atMs, visit) => {
          if (path === '/cafe/menu.php' && isDead(atMs))
            also.push(
              request(atMs + 200, '/cafe/pay.b7.js', { status: 404, client: addressOf(visit) }),
            )
          return 200
        },
      },
      { also },
    )
    expect(spells(log)).not.toEqual([])
    const reports = tell(
      [...cafeLog({ untilMs: evening, buyers: (atMs) => (isDead(atMs) ? 0 : 0.4) }), ...also],
      moment(3, '11:00'),
      evening,
    )
    expect(at(reports, one)).toMatchObject({
      kind: 'orders-stopped',
      culprit: { method: 'GET', request: '/cafe/pay.b7.js', status: 404 },
    })
  })

  test('a script is gone for those who have no copy of it: that they do not order is told before orders are few', () => {
    const isMet = (atMs: number, visit: number) => atMs >= noon && visit % 3 === 0
    const log = (): VisitRequest[] => {
      const also: VisitRequest[] = []
      const lines = cafeLog({
        untilMs: evening,
        answer: (method, path, atMs, visit) => {
          const client = addressOf(visit)
          if (path === '/cafe/menu.php' && isMet(atMs, visit))
            also.push(request(atMs + 200, '/cafe/pay.b7.js', { status: 404, client }))
          return method === 'POST' && isMet(atMs, visit) ? 0 : 200
        },
      })
      return [...lines, ...also]
    }
    const reports = tell(log(), moment(3, '11:00'), evening)
    const first = reports.find(({ tone }) => tone === 'trouble')
    expect(first).toMatchObject({
      kind: 'orders-low',
      culprit: { method: 'GET', request: '/cafe/pay.b7.js', status: 404 },
    })
    expect(first?.lostOrders?.low).toBeGreaterThan(1)
  })

  test('every product fails, the home page does not: the pattern of its pages is named', () => {
    const also: VisitRequest[] = []
    const log = cafeLog({
      untilMs: evening,
      answer: (_, path, atMs, visit) => {
        const status = atMs >= noon && atMs < one ? 500 : 200
        const product = `/cafe/product/cake-${String.fromCharCode(97 + (visit % 20))}`
        if (path === '/cafe/')
          also.push(request(atMs + 5_000, product, { status, client: addressOf(visit) }))
        return 200
      },
    })
    const [landing, ...others] = defaultSite.steps
    const match = [...(landing?.match ?? []), { path: '/cafe/product/*' }]
    const site = { ...defaultSite, steps: [{ name: 'landing', match }, ...others] }
    const reports = tell([...log, ...also], moment(3, '11:00'), one, site)
    const said = between(reports, noon + 6 * minuteMs, one)
    expect(new Set(said.map(({ culprit }) => culprit?.request))).toEqual(
      new Set(['/cafe/product/*']),
    )
    expect(said.at(-1)?.headline).toMatch(/to every request since 12:0\d\.$/)
  })

  test('one product of twenty is taken off: the shop is not in trouble', () => {
    const also: VisitRequest[] = []
    const log = cafeLog({
      untilMs: evening,
      answer: (_, path, atMs, visit) => {
        const name = String.fromCharCode(97 + (visit % 20))
        const status = atMs >= noon && name === 'c' ? 404 : 200
        const more = { status, client: addressOf(visit) }
        if (path === '/cafe/') also.push(request(atMs + 5_000, `/cafe/product/cake-${name}`, more))
        return 200
      },
    })
    const [landing, ...others] = defaultSite.steps
    const match = [...(landing?.match ?? []), { path: '/cafe/product/*' }]
    const site = { ...defaultSite, steps: [{ name: 'landing', match }, ...others] }
    expect(spells(tell([...log, ...also], moment(3, '11:00'), evening, site))).toEqual([])
  })

  test('nobody asks for the order while it fails: that is no sign that it is mended', () => {
    // A pause of half an hour, once it has failed.
    const isPause = (atMs: number) => atMs >= noon + 20 * minuteMs && atMs < noon + 50 * minuteMs
    const reports = said(
      {
        answer: failing('/cafe/processOrder.php', 500, noon, evening),
        buyers: (atMs) => (isPause(atMs) ? 0 : 0.4),
      },
      {},
    )
    const first = firstTrouble(reports)
    expect(
      between(reports, first?.atMs ?? 0, evening).every(({ tone }) => tone === 'trouble'),
    ).toBe(true)
  })

  test('one of 25 orders fails: half an hour without a failure is a gap between two', () => {
    const draw = newNumbers(4)
    const lucky = Array.from({ length: 20_000 }, () => draw() >= 0.04)
    const begins = moment(3, '11:00')
    const reports = said(
      {
        visitsAnHour: (hour) => (hour < 8 || hour >= 22 ? 2 : 120),
        answer: (method, _, atMs, visit) =>
          method === 'POST' && atMs >= begins && !lucky[visit] ? 500 : 200,
      },
      { fromMs: moment(3, '13:00') },
    )
    const first = firstTrouble(reports)
    expect(first?.culprit?.request).toBe('/cafe/processOrder.php')
    expect(
      between(reports, first?.atMs ?? 0, evening).filter(({ tone }) => tone === 'calm'),
    ).toEqual([])
  })

  describe('nine in ten stay away for two hours: the name of the shop is not found', () => {
    const [fromMs, toMs] = [moment(9, '12:00'), moment(9, '14:00')]
    const isAway = (atMs: number, visit: number) => atMs >= fromMs && atMs < toMs && visit % 20 > 0
    const reports = said(
      { answer: (_m, _p, atMs, visit) => (isAway(atMs, visit) ? 0 : 200) },
      { fromMs: moment(9, '08:00'), toMs: moment(9, '17:00'), also: probes(moment(9, '17:00')) },
    )

    test('it is said, with the visits that are usual', () => {
      expect(spells(between(reports, 0, fromMs))).toEqual([])
      const said = at(reports, toMs)
      expect(said.tone).toBe('trouble')
      expect(said.details[0]).toMatch(
        /^People stay away: \d visits? since 1[12]:\d\d; usually 1[0-4]\d come in that time\.$/,
      )
      expect(Math.abs((said.sinceMs ?? 0) - fromMs)).toBeLessThan(10 * minuteMs)
      expect(firstTrouble(reports)?.atMs).toBeLessThan(fromMs + 45 * minuteMs)
      const { low = 0, high = 0 } = said.lostOrders ?? {}
      expect([low <= 46, high >= 44, low > 10]).toEqual([true, true, true])
    })

    test('and is over when they come again', () => {
      expect(spells(between(reports, toMs + 25 * minuteMs, moment(9, '17:00')))).toEqual([])
    })
  })

  test('a log without user agents: its people are visits, and what fails costs them', () => {
    const fromMs = moment(3, '12:00')
    const reports = said(
      {
        agent: () => '',
        answer: (_m, path, atMs) => (atMs >= fromMs && path.endsWith('menu.php') ? 500 : 200),
      },
      { fromMs: moment(3, '11:00'), toMs: moment(3, '13:00') },
    )
    const last = at(reports, moment(3, '13:00'))
    expect(last.culprit?.request).toBe('/cafe/menu.php')
    expect(last.details.join(' ')).toMatch(/[3-9]\d visits since/)
    expect(last.lostOrders?.low).toBeGreaterThan(5)
  })

  test('visits go past what failed: over before the next order', () => {
    // Nobody orders for two hours after the landing page is back.
    const buys = (atMs: number) => (atMs >= noon && atMs < evening ? 0 : 0.4)
    const reports = said({ answer: failing('/cafe/', 500), buyers: buys }, {})
    expect(at(reports, one)).toMatchObject({ tone: 'trouble', culprit: { request: '/cafe/' } })
    const calm = between(reports, one, evening).find(({ tone }) => tone === 'calm')
    expect(calm?.atMs).toBeLessThanOrEqual(one + 12 * minuteMs)
    expect(calm?.headline).toBe('The way to an order is open again; no order yet.')
    expect(calm?.details[0]).toMatch(
      /^What failed has not failed since 1[23]:[05]\d, and \d+ visits went past it\.$/,
    )
  })

  describe('a small shop that sells twice an hour, where nobody orders after the menu is back', () => {
    const buys = (atMs: number) => (atMs >= noon ? 0 : 0.15)
    const story = { visitsAnHour: () => 20, buyers: buys }
    const toMs = moment(3, '15:30')
    const sinceOne = (answer: CafeStory['answer']) =>
      between(said({ ...story, answer }, { toMs }), one, toMs)

    test('it is open again once the menu is answered well, and not known any more when several are due', () => {
      const reports = sinceOne(failing('/cafe/menu.php', 500))
      const calm = reports.find(({ tone }) => tone === 'calm')
      expect(calm?.atMs).toBeLessThanOrEqual(one + 15 * minuteMs)
      expect(calm?.headline).toBe('The way to an order is open again; no order yet.')
      expect(calm?.details[0]).toMatch(
        /^What failed has not failed since 12:5\d: it has been answered well \d times in a row\.$/,
      )
      expect(at(reports, moment(3, '15:00')).tone).toBe('unknown')
    })

    test('it is not when some were answered well all the while', () => {
      const answer = (_: string, asked: string, atMs: number, visit: number) =>
        visit % 3 > 0 ? failing('/cafe/menu.php', 500)(_, asked, atMs) : 200
      expect(sinceOne(answer).filter(({ tone }) => tone === 'calm')).toEqual([])
    })
  })

  test('past the last step before the order is only an order', () => {
    const buys = (atMs: number) => (atMs >= noon && atMs < evening ? 0 : 0.4)
    const reports = said({ answer: failing('/cafe/menu.php', 500), buyers: buys }, {})
    const after = between(reports, one + 5 * minuteMs, evening)
    expect(after.filter(({ tone }) => tone === 'calm')).toEqual([])
  })
})

describe('after a stop', () => {
  test('in which one had come early, orders are not said to come in before the next one', () => {
    const isBroken = (asked: string, atMs: number) =>
      asked === '/cafe/menu.php' && atMs >= noon && atMs < one
    // Who had the menu open.
    const order = { method: 'POST', status: 302, client: '203.0.113.9' }
    const also = [
      request(noon - 3 * minuteMs, '/cafe/', { client: '203.0.113.9' }),
      request(noon - 2 * minuteMs, '/cafe/menu.php', { client: '203.0.113.9' }),
      request(noon + 6 * minuteMs, '/cafe/processOrder.php', order),
    ]
    const story: Omit<CafeStory, 'untilMs'> = {
      buyers: () => 0.1,
      answer: (_, asked, atMs) => (isBroken(asked, atMs) ? 500 : 200),
    }
    const reports = said(story, { also })
    expect(at(reports, one).tone).toBe('trouble')
    const early = between(reports, one, evening).filter(
      ({ tone, headline }) => tone === 'calm' && headline.includes('the last at 12:'),
    )
    expect(early).toEqual([])
  })
})
