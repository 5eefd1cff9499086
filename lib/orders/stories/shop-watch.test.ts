import { describe, expect, test } from 'vitest'
import type { Report } from '@/lib/orders/report/report'
import { defaultSite, type Site } from '@/lib/site'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import type { VisitRequest } from '@/lib/visits/visits'
import { addressOf, type CafeStory, cafeLog, moment, newNumbers, request } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = moment(3, '12:00')
const one = moment(3, '13:00')
const evening = moment(3, '15:00')

/** What is said from `fromMs` on of a café that opened on Monday; it is Thursday. */
function said(
  story: Omit<CafeStory, 'untilMs'>,
  { fromMs = moment(3, '11:00'), toMs = evening, also = [] as VisitRequest[], site = defaultSite },
): Report[] {
  return tell([...cafeLog({ untilMs: toMs, ...story }), ...also], fromMs, toMs, site)
}

const between = (reports: readonly Report[], fromMs: number, toMs: number) =>
  reports.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
/** When trouble began to be said, and of what kind. */
const spells = (reports: readonly Report[]) =>
  reports
    .filter(({ tone, kind }, at) => tone === 'trouble' && reports[at - 1]?.kind !== kind)
    .map(({ atMs, kind }) => `${new Date(atMs).toISOString().slice(8, 16)} ${kind}`)
const firstTrouble = (reports: readonly Report[]) => reports.find(({ tone }) => tone === 'trouble')
const at = (reports: readonly Report[], ms: number) =>
  reports.find(({ atMs }) => atMs === ms) as Report
const failing =
  (path: string, status: number, fromMs = noon, toMs = one) =>
  (_: string, asked: string, atMs: number) =>
    asked === path && atMs >= fromMs && atMs < toMs ? status : 200

/** Bots come whether people do or not. */
const probes = (untilMs: number) =>
  Array.from({ length: Math.floor((untilMs - moment(0, '00:00')) / minuteMs) }, (_, minute) =>
    request(moment(0, '00:00') + minute * minuteMs, '/robots.txt', {
      client: '198.51.100.80',
      agent: 'Googlebot/2.1 (+http://www.google.com/bot.html)',
    }),
  )

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

  test('nobody gets in at noon, while a monitor does: that is said within half an hour', () => {
    const fromMs = moment(9, '12:00')
    const reports = said(
      { answer: (_m, _p, atMs) => (atMs >= fromMs ? 0 : 200) },
      { fromMs: moment(9, '08:00'), toMs: moment(9, '13:00'), also: probes(moment(9, '13:00')) },
    )
    expect(spells(between(reports, 0, fromMs))).toEqual([])
    const first = firstTrouble(reports)
    expect(first?.atMs).toBeLessThanOrEqual(fromMs + 30 * minuteMs)
    expect(first?.details[0]).toMatch(
      /^People stay away: 0 visits since 1[12]:\d\d; usually \d+ come/,
    )
  })

  test.each([
    ['a holiday at half the visits', (day: number) => day === 9, 0.5],
    ['a third, as on each Sunday', (day: number) => day % 7 === 6, 0.33],
    ['the end of a week with four times the visits', (day: number) => day < 2 || day > 7, 0.25],
  ])('%s: nobody stays away', (_, isQuiet, share) => {
    const draw = newNumbers(13)
    const stays = Array.from({ length: 40_000 }, () => draw() > share)
    const dayOf = (atMs: number) => Math.floor((atMs - moment(0, '00:00')) / dayMs)
    const reports = said(
      {
        visitsAnHour: () => 60,
        answer: (_m, _p, atMs, visit) => (isQuiet(dayOf(atMs)) && stays[visit] ? 0 : 200),
      },
      { fromMs: moment(7, '22:00'), toMs: moment(13, '23:00'), also: probes(moment(13, '23:00')) },
    )
    expect(spells(reports)).toEqual([])
  })

  test.each([
    ['back', -1],
    ['forward', 1],
  ])('the clocks of visitors go %s, and the server’s do not: nobody stays away', (_, hours) => {
    // Hardly anybody comes at night, and almost at once everybody does.
    const byClock = [...Array(7).fill(4), 40, ...Array(14).fill(150), 40, 4]
    const changedMs = moment(9, '01:00')
    const visitsAnHour = (hour: number, atMs: number) =>
      byClock[(hour + (atMs < changedMs ? 0 : hours) + 24) % 24] ?? 0
    const range = { fromMs: moment(8, '22:00'), toMs: moment(9, '23:00') }
    const reports = said({ visitsAnHour }, { ...range, also: probes(range.toMs) })
    expect(spells(reports)).toEqual([])
  })

  test('after a silence requests come as usual: over before the next order', () => {
    // Few order, and none within two hours of the silence.
    const buys = (atMs: number) => (atMs >= noon && atMs < evening ? 0 : 0.05)
    const isDown = (atMs: number) => atMs >= noon && atMs < one
    const reports = said({ answer: (_m, _p, atMs) => (isDown(atMs) ? 0 : 200), buyers: buys }, {})
    expect(at(reports, one).kind).toBe('no-traffic')
    const calm = between(reports, one, evening).find(({ tone }) => tone === 'calm')
    expect(calm?.atMs).toBeLessThanOrEqual(one + 8 * minuteMs)
    expect(calm?.headline).toMatch(
      /^Requests come in again since 13:0\d, as many as usual; no order yet\.$/,
    )
  })

  test('visits go past what failed: over before the next order', () => {
    // Nobody orders for two hours after the landing page is back.
    const buys = (atMs: number) => (atMs >= noon && atMs < evening ? 0 : 0.4)
    const reports = said({ answer: failing('/cafe/', 500), buyers: buys }, {})
    expect(at(reports, one)).toMatchObject({ tone: 'trouble', culprit: { request: '/cafe/' } })
    const calm = between(reports, one, evening).find(({ tone }) => tone === 'calm')
    expect(calm?.atMs).toBeLessThanOrEqual(one + 12 * minuteMs)
    expect(calm?.headline).toMatch(
      /^The way to an order is open again since 13:0\d; no order yet\.$/,
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
      expect(calm?.headline).toMatch(
        /^The way to an order is open again since 13:0\d; no order yet\.$/,
      )
      expect(calm?.details[0]).toMatch(
        /^What failed has been answered well since, \d times in a row\.$/,
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

  test('one line in a silence is no end of it', () => {
    const lone = request(moment(3, '12:40'), '/cafe/', { client: '198.51.100.7' })
    const isDown = (atMs: number) => atMs >= noon
    const reports = said(
      { answer: (_m, _p, atMs) => (isDown(atMs) ? 0 : 200) },
      { also: [lone], toMs: one },
    )
    const [first] = between(reports, noon, one).filter(({ kind }) => kind === 'no-traffic')
    expect(first).toBeDefined()
    expect(between(reports, first?.atMs ?? 0, one).filter(({ tone }) => tone === 'calm')).toEqual(
      [],
    )
  })

  test('the server is dead, or its log does not arrive', () => {
    const isDown = (atMs: number) => atMs >= noon && atMs < one
    const reports = said({ answer: (_m, _p, atMs) => (isDown(atMs) ? 0 : 200) }, {})
    const first = firstTrouble(reports)
    expect(first).toMatchObject({ kind: 'no-traffic', culprit: null })
    expect(first?.atMs).toBeLessThanOrEqual(noon + 12 * minuteMs)
    expect(first?.sinceMs).toBeLessThanOrEqual(noon)
    expect(at(reports, one).kind).toBe('no-traffic')
    expect(spells(between(reports, one + 5 * minuteMs, evening))).toEqual([])
  })
})

describe('who meets a failure', () => {
  const order = '/cafe/processOrder.php'
  const isPolish = (visit: number) => visit % 4 === 0
  const country = (visit: number) => (isPolish(visit) ? 'PL' : 'DE')
  const safari =
    'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15'
  const chromeOn = (system: string) =>
    `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36`
  const [chrome, chromeOnAndroid] = [
    chromeOn('X11; Linux x86_64'),
    chromeOn('Linux; Android 10; K'),
  ]
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'
  const hits =
    (meets: (visit: number) => boolean, path = order, status = 502): CafeStory['answer'] =>
    (_, asked, atMs, visit) =>
      asked === path && atMs >= noon && meets(visit) ? status : 200

  test.each<[string, Partial<CafeStory>, object | undefined, string]>([
    [
      'visits from one country',
      { country, answer: hits(isPolish) },
      { country: 'PL' },
      'POST /cafe/processOrder.php has answered 502 to all visits from Poland since 12:..; to nobody else.',
    ],
    [
      'one browser, which is refused the menu',
      {
        country,
        agent: (visit) => (visit % 5 === 0 ? safari : firefox),
        answer: hits((visit) => visit % 5 === 0, '/cafe/menu.php', 403),
      },
      { browser: 'Safari' },
      'GET /cafe/menu.php has answered 403 to all visits with Safari since 12:..; to nobody else.',
    ],
    [
      'one browser, which is refused every page',
      {
        country,
        agent: (visit) => (visit % 5 === 0 ? safari : firefox),
        answer: (_, asked, atMs, visit) =>
          atMs >= noon && visit % 5 === 0 && !asked.endsWith('.css') ? 403 : 200,
      },
      { browser: 'Safari' },
      'GET /cafe/ has answered 403 to all visits with Safari since 12:..; to nobody else.',
    ],
    [
      'a browser of telephones, while the one of that name on computers is answered',
      {
        country,
        agent: (visit) => (visit % 5 === 0 ? chromeOnAndroid : visit % 2 === 0 ? chrome : firefox),
        answer: hits((visit) => visit % 5 === 0, '/cafe/menu.php', 403),
      },
      { browser: 'Chrome on Android' },
      'GET /cafe/menu.php has answered 403 to all visits with Chrome on Android since 12:..; to nobody else.',
    ],
    [
      'whoever comes from one site',
      {
        country,
        referer: (visit) =>
          visit % 3 === 0 ? 'https://news.example/x' : 'https://www.google.com/',
        answer: hits((visit) => visit % 3 === 0, '/cafe/menu.php', 500),
      },
      { referrer: 'news.example' },
      'GET /cafe/menu.php has answered 500 to all visits that came from news.example since 12:..; to nobody else.',
    ],
    [
      'everybody alike',
      { country, answer: hits(() => true) },
      undefined,
      'POST /cafe/processOrder.php has answered 502 to every request since 12:...',
    ],
    [
      'every third visit, wherever it is from',
      { country, answer: hits((visit) => visit % 3 === 0) },
      undefined,
      'POST /cafe/processOrder.php has answered 502 to .* attempts since 12:...',
    ],
  ])('%s', (_, story, among, sentence) => {
    const report = at(said(story, {}), moment(3, '14:30'))
    expect([report.culprit?.among, report.tone]).toEqual([among, 'trouble'])
    expect([report.headline, ...report.details].join(' ')).toMatch(new RegExp(sentence))
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

describe('what is no trouble', () => {
  test.each([
    ['each second', 1],
    ['three a minute', 20],
    ['one in three minutes', 180],
  ])('bots that are refused, %s, while people are served', (_, everySeconds) => {
    const bots = Array.from({ length: (2 * 3_600) / everySeconds }, (_, bot) =>
      request(noon + bot * everySeconds * 1_000, bot % 3 === 0 ? '/cafe/menu.php' : '/cafe/', {
        client: `198.51.${bot % 100}.${bot % 251}`,
        agent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/134.0.0.0 Safari/537.36',
        status: 403,
      }),
    )
    expect(spells(said({}, { also: bots }))).toEqual([])
  })

  test('orders that are sent at once, without a page before them, and refused', () => {
    const cards = Array.from({ length: 80 }, (_, card) =>
      request(noon + card * 90_000, '/cafe/processOrder.php', {
        client: `198.51.100.${card}`,
        method: 'POST',
        status: 402,
      }),
    )
    expect(spells(said({}, { also: cards }))).toEqual([])
  })

  test('a silence that a line ends at the very moment at which it would be said', () => {
    // People until three, and one line at a moment.
    const told = (lineMs: number) =>
      tell(
        [
          ...cafeLog({ untilMs: evening }).filter(({ timeMs }) => timeMs < evening),
          request(lineMs, '/cafe/'),
        ],
        evening,
        evening + hourMs,
      )
    const silentMs = firstTrouble(told(evening + 2 * hourMs))?.atMs ?? 0
    expect(firstTrouble(told(silentMs + 1))).toMatchObject({ atMs: silentMs, kind: 'no-traffic' })
    expect(firstTrouble(told(silentMs))?.atMs).not.toBe(silentMs)
  })

  const hourOf = (atMs: number) => new Date(atMs).getUTCHours()
  const isNight = (hour: number) => hour < 8 || hour >= 22
  const nights = (hour: number) => (hour < 8 || hour >= 20 ? 0 : 60)

  test('closed nights, without opening hours', () => {
    const reports = said({ visitsAnHour: nights }, { fromMs: moment(1, '00:00') })
    expect(spells(between(reports, moment(2, '00:00'), evening))).toEqual([])
  })

  test.each([[20], [60]])(
    '%d look around each hour at night, and none ever orders then',
    (visits) => {
      const reports = said(
        {
          visitsAnHour: (hour) => (hour < 8 || hour >= 21 ? visits : 60),
          buyers: (atMs) =>
            [8, 21].includes(hourOf(atMs)) ? 0.1 : isNight(hourOf(atMs)) ? 0 : 0.4,
        },
        { fromMs: moment(0, '12:00'), toMs: moment(4, '12:00') },
      )
      expect(spells(between(reports, moment(1, '12:00'), moment(4, '12:00')))).toEqual([])
    },
  )

  test('half the visits, as on a holiday', () => {
    const isHoliday = (atMs: number) => atMs >= moment(3, '00:00')
    const reports = said(
      { visitsAnHour: (hour, atMs) => (hour < 8 ? 2 : 60) * (isHoliday(atMs) ? 0.5 : 1) },
      {},
    )
    expect(spells(reports)).toEqual([])
  })

  test('a campaign that brings three times the visits and half the orders of each', () => {
    const isOn = (atMs: number) => atMs >= noon && atMs < evening
    const reports = said(
      {
        visitsAnHour: (hour, atMs) => (hour < 8 ? 2 : 60) * (isOn(atMs) ? 3 : 1),
        buyers: (atMs) => (isOn(atMs) ? 0.2 : 0.4),
      },
      {},
    )
    expect(spells(reports)).toEqual([])
  })

  test('a flood of bots that each ask for one page', () => {
    const draw = newNumbers(3)
    const also = Array.from({ length: 6_000 }, (_, bot) =>
      request(noon + draw() * 2 * hourMs, '/cafe/', { client: `203.0.${bot >> 8}.${bot & 255}` }),
    )
    const reports = said({}, { also })
    expect(spells(reports)).toEqual([])
  })

  test('a favicon that never existed', () => {
    const also = cafeLog({ untilMs: evening })
      .filter(({ path }) => path === '/cafe/')
      .map((line) => ({ ...line, timeMs: line.timeMs + 500, path: '/favicon.ico', status: 404 }))
    const reports = said({}, { also, fromMs: moment(0, '01:00') })
    expect(spells(reports)).toEqual([])
  })

  test('stray failures, one in 500 requests', () => {
    const draw = newNumbers(5)
    const reports = said(
      { answer: () => (draw() < 0.002 ? 500 : 200) },
      { fromMs: moment(1, '00:00') },
    )
    expect(spells(reports)).toEqual([])
  })

  test('a host whose clock is two hours behind, and one line of the future', () => {
    const also = Array.from({ length: 50 }, (_, line) =>
      request(noon - 2 * hourMs + line * minuteMs, '/cafe/', { client: '198.51.100.9' }),
    )
    also.push(request(evening + 3 * hourMs, '/cafe/'))
    expect(spells(said({}, { also }))).toEqual([])
  })
})

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
