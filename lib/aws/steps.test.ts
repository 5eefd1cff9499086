import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { formatById } from '@/lib/access-log/formats'
import { matcher } from '@/lib/filter-pattern/match'
import { parsePattern } from '@/lib/filter-pattern/parse'
import { nowMs, openEngine, plain } from '@/lib/local/api/testdata/open-engine'
import { NotCountable } from '@/lib/order-pattern/not-countable'
import { orderPattern } from '@/lib/order-pattern/order-pattern'
import { ourFields, type PatternShape } from '@/lib/order-pattern/shape'
import { failuresByMinute, oneOrder } from '@/lib/queries/blind-spots'
import { catalog, type QueryName } from '@/lib/queries/catalog'
import { insights } from '@/lib/queries/insights'
import { orderCount, orderNumbers } from '@/lib/queries/order-count'
import { patternCondition } from '@/lib/queries/pattern-condition'
import { samples } from '@/lib/queries/samples'
import { isAsked, isOnTheWay, isReached, stepAsked, stepReached } from '@/lib/queries/steps'
import { fitsIntoQueries } from '@/lib/shop/group'
import { type PresetName, presetNames, presets } from '@/lib/shop/presets'
import { newStepReader, type Step } from '@/lib/shop/steps'
import { defaultSite, parseSite, type Site } from '@/lib/site'
import type { View } from '@/lib/view'
import { windowOf } from '@/lib/window'
import { clients } from './cloudwatch'
import { openPast } from './testdata/open-past'

// A step reader, a query and a metric filter each have an opinion of what an order is: it must be one.

const own: Record<string, Step[]> = {
  'two steps': [
    { name: 'shop', match: [{ path: '/' }, { path: '/shop/' }] },
    { name: 'order', match: [{ method: 'POST', path: '/order', status: [302, 303] }] },
  ],
  'one step, whatever its method': [{ name: 'order', match: [{ path: '/checkout/**' }] }],
  'an order that a parameter alone decides': [
    { name: 'shop', match: [{ path: '/index.php', query: { route: 'product/product' } }] },
    { name: 'order', match: [{ query: { route: 'checkout/success' } }] },
  ],
  'two parameters of an order': [
    { name: 'order', match: [{ query: { route: 'checkout/success', key: '*' } }] },
  ],
  'a step that is part of another': [
    { name: 'any page', match: [{ path: '/**' }] },
    { name: 'cart', match: [{ path: '/**/cart/**' }, { method: 'POST', query: { add: '*' } }] },
    { name: 'order', match: [{ method: 'POST', path: '/*/cart/*.php', status: '2xx' }] },
  ],
  'the answer decides between steps': [
    { name: 'form', match: [{ method: 'POST', path: '/checkout', status: '2xx' }] },
    { name: 'order', match: [{ method: 'POST', path: '/checkout', status: '3xx' }] },
  ],
  'marks that mean something elsewhere': [
    { name: 'shop', match: [{ path: '/a"b' }] },
    {
      name: 'order',
      match: [{ path: '/a.b+(c)/$d|e%20~/é' }, { query: { 'a.b[]': '1+2', c: '' } }],
    },
  ],
  'paths that begin alike': [
    { name: 'shop', match: [{ path: '/**/a*' }, { path: '/**/cart' }, { path: '/**/order/**' }] },
    { name: 'order', match: [{ path: '/de/*' }, { path: '/de/cart/*' }, { path: '/de/**/y.php' }] },
  ],
  'no way at all': [],
}
const sites = [
  ...Object.entries(own),
  ...presetNames.map((name) => [name, [...presets[name].steps]] as [string, Step[]]),
]

const targets = [
  ...['/', '/shop', '/shop/', '/order', '/order/', '/orders', '/de/order', '/checkout'],
  ...[
    '/checkout/',
    '/checkout/a',
    '/checkout/a/b',
    '/a"b',
    '/a.b+(c)/$d|e%20~/é',
    '/x?a.b[]=1+2&c',
  ],
  ...[
    '/x?c=&a.b[]=1+2',
    '/x?axb[]=1+2&c',
    '/cart',
    '/de/cart',
    '/de/cart/x.php',
    '/de/cart/x/y.php',
  ],
  ...['/x?add', '/x?b=1&add=2', '/x?ad=1', '/cafe', '/cafe/menu.php', '/cafe/menu.php?day=1'],
  ...['/cafe/processOrder.php', '/cafe/processOrder.php/', '/cafe/processOrder.phpx'],
  ...['/index.php?route=product/product&product_id=4', '/index.php?route=checkout/success'],
  ...['/index.php?route=checkout/success&key=1', '/index.php?key&route=checkout/success'],
  ...['/index.php?route=checkout/successes&key=1', '/index.php?xroute=checkout/success&key=1'],
  ...['/?wc-ajax=checkout', '/de/?wc-ajax=checkout', '/?wc-ajax=add_to_cart', '/de/product/latte/'],
  ...[
    '/checkout/order-received/12/?key=wc_order_x',
    '/kasse/order-received/12',
    '/order-received/',
  ],
  ...['/?page_id=8&order-received=12', '/wp-json/wc/store/v1/checkout', '/?xorder-received=12'],
  ...['/checkout/onepage/success/', '/de/checkout/onepage/success', '/checkout/onepage/success/x'],
  ...['/rest/default/V1/guest-carts/x1/payment-information', '/joust-bag.html', '/a/b/c/d.html'],
  ...['/en/order-confirmation?id_cart=9&id_order=6', '/confirmation-commande', '/fr/commande'],
  ...['/index.php?controller=order-confirmation&id_cart=9', '/en/module/pay/validation'],
  ...['/checkouts/cn/T1/de-de/thank-you', '/1/checkouts/T1/thank_you', '/checkouts/thank-you/x'],
  ...[
    '/checkout/finish?orderId=01',
    '/checkout/finish',
    '/checkout/finish?changedPayment=1&orderId=1',
  ],
]
interface Request {
  method: string
  path: string
  query: string
  status: number
}
const requests: Request[] = targets.flatMap((target) =>
  ['GET', 'POST'].flatMap((method) =>
    [200, 302, 404, 500].map((status) => {
      const [path = '', query] = target.split('?')
      return { method, path, query: query === undefined ? '' : `?${query}`, status }
    }),
  ),
)
const written = ({ method, path, query, status }: Request) => `${method} ${path}${query} ${status}`
const asJson = ({ method, path, query, status }: Request, index: number) =>
  JSON.stringify({ n: String(index), method, request: path, query, status: String(status) })

let engine: Awaited<ReturnType<typeof openEngine>>
beforeAll(async () => {
  engine = await openEngine('in process')
  await engine.put(requests.map(asJson))
})
afterAll(() => engine.close())

async function found(condition: ReturnType<typeof isAsked>): Promise<string[]> {
  const query = insights`filter ${condition} | fields n | limit 10000`
  const { results } = await engine.ask(query.fragment)
  const numbers = plain(results).map((row) => Number(row.n))
  return numbers.sort((a, b) => a - b).map((at) => written(requests[at] as Request))
}

test.each(sites)('%s: queries find the requests of each step', async (_, steps) => {
  const reader = newStepReader(steps)
  for (const [index] of steps.entries()) {
    const asking = requests.filter((request) => reader.asks(request) === index)
    const reaching = requests.filter((request) => reader.reaches(request) === index)
    expect(await found(isAsked({ steps }, index))).toEqual(asking.map(written))
    expect(await found(isReached({ steps }, index))).toEqual(reaching.map(written))
    const asked = insights`${stepAsked({ steps })} = ${String(index + 1)}`
    expect(await found(asked)).toEqual(asking.map(written))
    const numbered = insights`${stepReached({ steps })} = ${String(index + 1)}`
    expect(await found(numbered)).toEqual(reaching.map(written))
  }
  const any = requests.filter((request) => reader.asks(request) >= 0)
  expect(await found(isOnTheWay({ steps }))).toEqual(any.map(written))
  // A query for orders without any order to find would show nothing.
  if (steps.length > 0)
    expect(requests.some((request) => reader.reaches(request) === steps.length - 1)).toBe(true)
})

describe('an order that is loaded again', () => {
  const steps: Step[] = [
    { name: 'shop', match: [{ path: '/' }] },
    { name: 'order', match: [{ path: '/**/received/*' }, { query: { route: 'success' } }] },
  ]
  const orderId = ['/**/received/{id}', '/index.php?route=success&order={id}', '?o={id}']
  const targets = [
    ...[
      '/received/1',
      '/de/received/1/',
      '/received/1?key=x',
      '/received/2',
      '/received/received/3',
    ],
    ...[
      '/index.php?route=success&order=4',
      '/index.php?order=4&route=success&x',
      '/x?route=success&order=5',
    ],
    ...[
      '/x?route=success&o=6',
      '/x?o=6&route=success',
      '/index.php?route=success',
      '/received/',
      '/',
    ],
  ]
  const asked = targets.map((target) => {
    const [path = '', query] = target.split('?')
    return { method: 'GET', path, query: query === undefined ? '' : `?${query}`, status: 200 }
  })
  const reader = newStepReader(steps, orderId)
  const orders = asked.filter((request) => reader.reaches(request) === 1)
  const ids = orders.map((request) => reader.orderIdOf(request))

  test('is one for a reader', () => {
    expect(ids).toEqual(['1', '1', '1', '2', '3', '4', '4', null, '6', '6', null])
  })

  test('is one for a query, and one without a number is one for its client and moment', async () => {
    const again = await openEngine('in process')
    const lines = asked.map(({ method, path, query, status }, at) =>
      JSON.stringify({ method, request: path, query, status, remoteIP: `203.0.113.${at}` }),
    )
    await again.put([...lines, ...lines.slice(0, 5)])
    const count = async (orderId: Site['orderId']) => {
      const query = insights`${orderNumbers({ steps, orderId })} stats ${orderCount({ steps, orderId })} as orders`
      const [row] = plain((await again.ask(query.fragment)).results)
      return Number(row?.orders)
    }
    const numbers = new Set(ids.filter((id) => id !== null))
    expect(await count(orderId)).toBe(numbers.size + ids.filter((id) => id === null).length)
    expect(await count(undefined)).toBe(orders.length + 5)
    await again.close()
  })
})

const views: View[] = [
  { range: '3h' },
  { range: '3h', request: '/order', country: 'DE', city: 'Köln' },
]

const page = (name: string, at: number) => `/**/${name}-${at}/*`
const long: [string, Step[]][] = [
  [
    'many paths',
    ['a', 'b', 'c', 'd'].map((name) => ({
      name,
      match: Array.from({ length: 12 }, (_, at) => ({ path: page(name, at) })),
    })),
  ],
  [
    'an order in many ways',
    [
      { name: 'shop', match: [{ path: '/**' }] },
      {
        name: 'order',
        match: Array.from({ length: 8 }, (_, at) => ({
          path: page('o', at),
          query: { [`parameter${at}`]: '*' },
        })),
      },
    ],
  ],
]

test.each(long)('%s are the longest that are taken', (_, steps) => {
  const longer = steps.map(({ name, match }) => ({
    name,
    match: [...match, ...match, ...match].map((one, at) => ({ ...one, method: `M${at}` })),
  }))
  expect([fitsIntoQueries(steps), fitsIntoQueries(longer)]).toEqual([true, false])
})

test.each([...sites, ...long])(
  '%s: every query fits into CloudWatch and runs',
  async (name, steps) => {
    const orderId = presetNames.includes(name as PresetName)
      ? presets[name as PresetName].orderId
      : ['/**/o/{id}', '?o={id}']
    const site: Site = { ...defaultSite, steps, orderId }
    const textOf = (name: QueryName, view: View) =>
      catalog[name].text({ view, window: windowOf(view.range, nowMs), site }).fragment
    const names = Object.keys(catalog) as QueryName[]
    const texts = [
      ...names.flatMap((name) => views.map((view) => textOf(name, view))),
      ...[failuresByMinute, oneOrder].map((query) => query(site).fragment),
      ...samples(site).map(({ text }) => text),
    ]
    // A prelude takes up to 2,000 of the 10,000 characters.
    for (const text of texts) {
      expect(text.length, text).toBeLessThan(8_000)
      await expect(engine.ask(text)).resolves.toMatchObject({ status: 'Complete' })
    }
  },
)

const line = ({ method, path, query, status }: Request) =>
  `203.0.113.7 - - [26/Nov/2026:09:00:07 +0000] "${method} ${path.replaceAll('"', '\\"')}${query} HTTP/1.1" ${status} 12 "https://x.example/?route=checkout/success" "curl"`
const shapeOf = (id: string): PatternShape => {
  const shape = formatById(id)?.pattern
  if (!shape) throw new Error(`There is no pattern for ${id}.`)
  return shape
}
const quote = (text: unknown) => JSON.stringify(text)

/** Events of each shape that metric filters see. */
const shapes: [name: string, shape: PatternShape, event: (request: Request) => string][] = [
  ['our fields', ourFields, (request) => asJson(request, 0)],
  ['request line in a column', shapeOf('combined'), line],
  [
    'request line in JSON',
    shapeOf('cafewatch-json'),
    ({ method, path, query, status }) =>
      `{"requestLine":${quote(`${method} ${path}${query} HTTP/1.1`)},"status":"${status}"}`,
  ],
  [
    'target in JSON',
    shapeOf('caddy-json'),
    ({ method, path, query, status }) =>
      `{"request":{"method":"${method}","uri":${quote(path + query)}},"status":${status}}`,
  ],
  [
    'path and bare query in JSON',
    shapeOf('ecs-json'),
    ({ method, path, query, status }) =>
      `{"http":{"request":{"method":"${method}"},"response":{"status_code":${status}}},"url":{"path":${quote(path)},"query":${quote(query.slice(1))}}}`,
  ],
  [
    'names with dots in JSON',
    shapeOf('ecs-json-dotted'),
    ({ method, path, query, status }) =>
      `{"http.request.method":"${method}","url.path":${quote(path)},"url.query":${quote(query.slice(1))},"http.response.status_code":${status}}`,
  ],
  [
    'path and bare query in columns',
    shapeOf('w3c-extended'),
    ({ method, path, query, status }) =>
      `2026-11-26 09:00:00 10.0.0.1 ${method} ${path} ${query.slice(1) || '-'} 443 - 203.0.113.7 curl - ${status} 0 0 12`,
  ],
]

/** What no filter pattern can say, with the reason. */
const notCountable: Record<string, RegExp> = {
  'two parameters of an order, request line in a column':
    /characters long, and CloudWatch takes 1024/,
  'two parameters of an order, path and bare query in columns': /characters long/,
  'marks that mean something elsewhere, request line in a column': /characters long/,
  'marks that mean something elsewhere, path and bare query in JSON': /characters long/,
  'marks that mean something elsewhere, names with dots in JSON': /characters long/,
  'marks that mean something elsewhere, path and bare query in columns': /more than one column/,
  'woocommerce, path and bare query in columns': /more than one column/,
  'prestashop, path and bare query in JSON': /characters long/,
  'prestashop, names with dots in JSON': /characters long/,
  'prestashop, path and bare query in columns': /more than one column/,
}

describe.each(sites.filter(([, steps]) => steps.length > 0))('%s', (name, steps) => {
  const reader = newStepReader(steps)
  const order = steps.at(-1) as Step
  test.each(shapes)('a metric filter counts the same orders: %s', (shapeName, shape, event) => {
    const reason = notCountable[`${name}, ${shapeName}`]
    if (reason) {
      expect(() => orderPattern(order, shape)).toThrow(NotCountable)
      expect(() => orderPattern(order, shape)).toThrow(reason)
      return
    }
    const pattern = orderPattern(order, shape)
    const matches = matcher(parsePattern(pattern))
    const counted = requests.filter((request) => {
      const message = event(request)
      return matches({ message, fields: discoverFields(message) })
    })
    const orders = requests.filter((request) => reader.reaches(request) === steps.length - 1)
    expect(counted.map(written), pattern).toEqual(orders.map(written))
  })

  test('a back-test counts the same orders', async () => {
    const orders = requests.filter((request) => reader.reaches(request) === steps.length - 1)
    const condition = patternCondition(parsePattern(orderPattern(order, ourFields)))
    expect(await found(condition)).toEqual(orders.map(written))
    expect(condition.fragment.length).toBeLessThan(3_000)
  })
})

test.each(presetNames)('%s: the metric of a followed file counts its orders', async (preset) => {
  const { site, monitoring } = parseSite(JSON.stringify({ preset }))
  const { reaches } = newStepReader(site.steps)
  const orders = requests.filter((request) => reaches(request) === site.steps.length - 1)
  const past = await openPast(requests.map(line), {
    nowMs: Date.parse('2026-11-26T09:10:00Z'),
    monitoring,
  })
  const { MetricDataResults = [] } = await clients().metrics.send(
    new GetMetricDataCommand({
      StartTime: new Date('2026-11-26T09:00:00Z'),
      EndTime: new Date('2026-11-26T09:10:00Z'),
      MetricDataQueries: [
        {
          Id: 'orders',
          MetricStat: {
            Metric: { Namespace: 'CafeWatch', MetricName: 'Orders' },
            Period: 600,
            Stat: 'Sum',
          },
        },
      ],
    }),
  )
  expect(MetricDataResults[0]?.Values).toEqual([orders.length])
  await past.close()
})
