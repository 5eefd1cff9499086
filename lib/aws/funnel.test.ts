import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { nowMs, openEngine, plain } from '@/lib/local/api/testdata/open-engine'
import { bots } from '@/lib/queries/bots'
import { funnel } from '@/lib/queries/funnel'
import type { Fragment } from '@/lib/queries/insights'
import { ordersByBin } from '@/lib/queries/orders-by-bin'
import type { Query } from '@/lib/queries/query'
import { totals } from '@/lib/queries/totals'
import { headlineCounted, visitsBegun } from '@/lib/queries/visits-begun'
import { presets } from '@/lib/shop/presets'
import type { Step } from '@/lib/shop/steps'
import { defaultSite, type Site } from '@/lib/site'
import { hourMs, minuteMs } from '@/lib/time'

// Small logs whose visits can be counted by hand, asked as the overview asks them.

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0.0.0 Safari/537.36'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'
const beginMs = nowMs - 3 * hourMs

interface Line {
  /** Minutes after the begin. */
  at: number
  ask: string
  status?: number
  ip?: string
  agent?: string
}

let engine: Awaited<ReturnType<typeof openEngine>>
let logs = 0
beforeAll(async () => {
  engine = await openEngine('in process')
})
afterAll(() => engine.close())

const eventOf = ({ at, ask, status = 200, ip = '203.0.113.7', agent = chrome }: Line) => {
  const [method = '', target = ''] = ask.split(' ')
  const [request = '', query] = target.split('?')
  return {
    timestamp: beginMs + at * minuteMs,
    message: JSON.stringify({
      ...{ time: new Date(beginMs + at * minuteMs).toISOString(), remoteIP: ip, method, request },
      ...{ query: query === undefined ? '' : `?${query}`, status: String(status) },
      userAgent: agent,
    }),
  }
}

async function asked<Row>(query: Query<Row>, lines: Line[], site: Partial<Site> = {}) {
  logs += 1
  const logGroupName = `log-${logs}`
  const events = lines.map(eventOf).sort((a, b) => a.timestamp - b.timestamp)
  await engine.putEvents(events, { to: logGroupName })
  const window = { fromMs: beginMs, toMs: nowMs, binMs: 5 * minuteMs }
  const text: Fragment = query.text({
    view: { range: '3h' },
    window,
    site: { ...defaultSite, ...site },
  })
  const { results } = await engine.ask(text.fragment, {
    startTime: beginMs / 1000,
    endTime: nowMs / 1000,
    logGroupName,
  })
  return plain(results).map((row) => query.row.parse(row))
}

const cafe: Line[] = [
  { at: 0, ask: 'GET /cafe' },
  { at: 2, ask: 'GET /cafe/menu.php', status: 500 },
  { at: 3, ask: 'GET /cafe/menu.php' },
  { at: 5, ask: 'POST /cafe/processOrder.php', status: 302 },
  // The same person comes back after more than half an hour, and from another browser.
  { at: 40, ask: 'GET /cafe/' },
  { at: 40, ask: 'GET /cafe', agent: firefox },
  { at: 41, ask: 'GET /cafe/menu.php', agent: firefox, status: 500 },
  { at: 42, ask: 'GET /cafe/style.css', agent: firefox },
  { at: 42, ask: 'GET /cafe', agent: googlebot, ip: '203.0.113.8' },
  { at: 43, ask: 'GET /cafe/menu.php', agent: '-', ip: '203.0.113.9' },
  { at: 44, ask: 'GET /cafe', agent: 'ShopCheck/1.0', ip: '198.51.100.1' },
  { at: 44, ask: 'GET /cafe', ip: '192.0.2.77' },
]
const ignore = { networks: ['192.0.2.0/24', '2001:db8::1'], agents: ['ShopCheck'] }

describe('the café', () => {
  const whole = { fromMs: beginMs, toMs: nowMs }
  test.each<[what: string, range: typeof whole, visits: number]>([
    ['all: a page alone is none, nor is a bot', whole, 2],
    ['who was there before begins none', { ...whole, fromMs: beginMs + minuteMs }, 1],
    ['nor does who comes later', { ...whole, toMs: beginMs + 30 * minuteMs }, 1],
  ])('visits that begin, as the headline counts them: %s', async (_, range, visits) => {
    const query = {
      name: 'visits-begun',
      title: '',
      row: z.object({ visits: z.coerce.number() }),
      text: () => visitsBegun(range, { ...defaultSite, ignore }),
    }
    expect(await asked(query, cafe)).toEqual([{ visits }])
  })

  test('a query may say before it what was counted elsewhere', async () => {
    const text = `${headlineCounted(2)}\n${visitsBegun(whole, { ...defaultSite, ignore }).fragment}`
    const range = { startTime: beginMs / 1000, endTime: nowMs / 1000 }
    const { results } = await engine.ask(text, { ...range, logGroupName: `log-${logs}` })
    expect(plain(results)).toEqual([{ visits: '2' }])
  })

  test('visits end after half an hour; bots and ignored clients make none; a 500 reaches nothing', async () => {
    expect(await asked(funnel, cafe, { ignore })).toEqual([
      {
        visits: 3,
        steps: [
          { asked: 3, reached: 3, fromBeforeMs: null },
          { asked: 2, reached: 1, fromBeforeMs: 3 * minuteMs },
          { asked: 1, reached: 1, fromBeforeMs: 2 * minuteMs },
        ],
      },
    ])
  })

  test('the totals, the bins and the funnel count the same people', async () => {
    expect(await asked(totals, cafe, { ignore })).toEqual([
      { events: 12, requests: 12, visitors: 2, bots: 2, orders: 1, failed: 2 },
    ])
    const bins = await asked(ordersByBin, cafe, { ignore })
    expect(bins.map(({ visits, orders }) => [visits, orders])).toEqual([
      [1, 0],
      [0, 1],
      [2, 0],
    ])
    expect(bins[1]?.lastOrder).toBe(beginMs + 5 * minuteMs)
  })

  test('an agent that the site file counts as people makes visits, and is no bot', async () => {
    const people = { agents: ['Googlebot', "it's"] }
    expect(await asked(totals, cafe, { ignore, people })).toEqual([
      { events: 12, requests: 12, visitors: 3, bots: 1, orders: 1, failed: 2 },
    ])
    const [row] = await asked(funnel, cafe, { ignore, people })
    expect(row?.visits).toBe(4)
    expect(
      (await asked(ordersByBin, cafe, { ignore, people })).map(({ visits }) => visits),
    ).toEqual([1, 0, 3])
  })

  test('an agent that is named whole is none that has its words', async () => {
    const whole = { ignore: { networks: [], agents: [`=${firefox}`, '=Mozilla/5.0'] } }
    const people = { agents: ['=-', '=Googlebot'] }
    expect(await asked(totals, cafe, { ...whole, people })).toEqual([
      { events: 12, requests: 12, visitors: 4, bots: 1, orders: 1, failed: 2 },
    ])
  })

  test('agents that call themselves bots come first, then the busiest others', async () => {
    const rows = await asked(bots, cafe, { ignore })
    expect(rows.map(({ agent, bot, requests }) => [agent, bot, requests])).toEqual([
      ['-', 1, 1],
      [googlebot, 1, 1],
      [chrome, 0, 6],
      [firefox, 0, 3],
      ['ShopCheck/1.0', 0, 1],
    ])
    expect(rows[1]).toMatchObject({ clients: 1, lastSeen: beginMs + 42 * minuteMs })
  })

  test('a log whose paths are others has no visits', async () => {
    expect(await asked(funnel, [{ at: 0, ask: 'GET /shop' }])).toEqual([])
  })
})

describe('a health check under a name that is no bot’s', () => {
  const cloudFront = 'Amazon CloudFront'
  const probes: Line[] = Array.from({ length: 40 }, (_, at) => ({
    ...{ at, ask: 'GET /healthz', agent: cloudFront, ip: `198.51.100.${at % 2}` },
  }))
  const counted = async (lines: Line[], site: Partial<Site> = {}) => {
    const [row] = await asked(totals, [...cafe, ...lines], { ignore, ...site })
    return { visitors: row?.visitors, bots: row?.bots }
  }

  test('it is a bot, and no visitor', async () => {
    expect(await counted(probes)).toEqual({ visitors: 2, bots: 42 })
    const [row] = await asked(bots, [...cafe, ...probes])
    expect(row).toMatchObject({ agent: cloudFront, bot: 1, probe: 1, requests: 40, clients: 2 })
  })

  test('it is none where the network writes that name for its visitors', async () => {
    const visitor = { agent: cloudFront, ip: '198.51.100.0' }
    const shopping = [...probes, { at: 50, ask: 'GET /cafe', ...visitor }]
    expect(await counted(shopping)).toEqual({ visitors: 4, bots: 2 })
  })

  test.each<[string, Line[]]>([
    ['few requests', probes.slice(0, 20)],
    ['many addresses', probes.map((one, at) => ({ ...one, ip: `198.51.100.${at}` }))],
    ['something is sent', probes.map((one) => ({ ...one, ask: 'POST /graphql' }))],
  ])('it is none: %s', async (_, lines) => {
    expect((await counted(lines)).bots).toBe(2)
  })

  test('the site file may say that it is people', async () => {
    const people = { agents: [cloudFront] }
    expect(await counted(probes, { people })).toEqual({ visitors: 4, bots: 2 })
  })
})

test('WooCommerce: a step that a parameter alone decides', async () => {
  const lines: Line[] = [
    { at: 0, ask: 'GET /product/latte/' },
    { at: 1, ask: 'POST /?wc-ajax=add_to_cart' },
    { at: 2, ask: 'GET /checkout/' },
    { at: 4, ask: 'POST /?wc-ajax=checkout' },
    { at: 5, ask: 'GET /checkout/order-received/12/?key=wc_order_x' },
    { at: 6, ask: 'GET /shop/', ip: '203.0.113.20' },
    { at: 7, ask: 'POST /?wc-ajax=add_to_cart', ip: '203.0.113.20', status: 502 },
  ]
  const [row] = await asked(funnel, lines, { steps: presets.woocommerce.steps })
  expect(row?.visits).toBe(2)
  expect(row?.steps.map(({ asked: some, reached }) => [some, reached])).toEqual([
    [2, 2],
    [2, 1],
    [1, 1],
    [1, 1],
    [1, 1],
  ])
})

test('six steps, with a name that is nobody’s business', async () => {
  const paths = ['/', '/list', '/item', '/cart', '/pay', '/done']
  const steps: Step[] = paths.map((path) => ({ name: `"${path}" | limit 1`, match: [{ path }] }))
  const [row] = await asked(
    funnel,
    [3, 6, 1].flatMap((depth, visitor) =>
      paths
        .slice(0, depth)
        .map((path, at) => ({ at, ask: `GET ${path}`, ip: `203.0.113.${visitor}` })),
    ),
    { steps },
  )
  expect(row?.steps.map(({ reached }) => reached)).toEqual([3, 2, 2, 1, 1, 1])
  expect(row?.steps[5]?.fromBeforeMs).toBe(minuteMs)
})

test('a site without steps asks for nothing', async () => {
  expect(await asked(funnel, cafe, { steps: [] })).toEqual([])
})
