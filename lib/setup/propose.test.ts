import { describe, expect, test } from 'vitest'
import { endMs, madeLog } from './testdata/made-log'
import { proposalFor, readLog } from './testdata/read-log'
import { writeMatch } from './written-match'

type Made = Parameters<typeof madeLog>[0]
const proposed = (made: Made) => proposalFor(readLog(madeLog(made), endMs))

/** Orders come from one visit in 11: 153 in 7 days of 240 visits. */
const shops: Record<string, Made & { first: string; orderId?: string; steps: string }> = {
  'a Django shop': {
    browse: ['GET /', 'GET /products/red-cup-{p}/'],
    order: [
      'GET /cart/',
      'POST /cart/add/{p}/ 302',
      'GET /checkout/',
      'POST /checkout/ 302',
      'GET /checkout/thank-you/{n}/',
      'GET /checkout/thank-you/{n}/',
    ],
    first: 'GET /checkout/thank-you/*',
    orderId: '/checkout/thank-you/{id}',
    steps: 'landing cart add checkout order',
  },
  'a German PHP shop': {
    browse: ['GET /index.php', 'GET /artikel.php?id={p}'],
    order: ['POST /warenkorb.php', 'GET /kasse.php', 'POST /bestellung.php'],
    first: 'POST /bestellung.php',
    steps: 'landing artikel warenkorb kasse order',
  },
  'a Spanish single-page shop': {
    browse: ['GET /', 'GET /api/v2/productos/{p}'],
    order: ['POST /api/v2/carrito 200', 'POST /api/v2/pedidos 201'],
    first: 'POST /api/v2/pedidos',
    steps: 'landing productos carrito order',
  },
  'a shop of which only the page that thanks is logged': {
    browse: ['GET /', 'GET /menu.html'],
    order: ['GET /checkout.html', 'GET /thank-you.html'],
    first: 'GET /thank-you.html',
    steps: 'landing menu checkout order',
  },
  'a Czech shop with the number in the query': {
    browse: ['GET /', 'GET /zbozi/{p}'],
    order: [
      'POST /kosik 302',
      'GET /objednavka',
      'POST /objednavka 302',
      'GET /dekujeme?order={n}',
      'GET /dekujeme?order={n}',
    ],
    first: 'POST /objednavka',
    steps: 'landing zbozi kosik objednavka order',
  },
  'a Dutch shop beside heartbeats, logins and searches': {
    browse: [
      'GET /',
      'POST /wp-admin/admin-ajax.php',
      'POST /inloggen/login 302',
      'POST /zoeken/search 302',
      'POST /collect 204',
    ],
    order: ['GET /winkelwagen', 'POST /afrekenen 302', 'GET /bedankt'],
    first: 'POST /afrekenen',
    steps: 'landing winkelwagen order',
  },
  'a shop that bots flood with forms': {
    browse: ['GET /', 'GET /menu'],
    order: ['GET /checkout', 'POST /order 303'],
    bots: [
      { agent: 'curl/8.5.0', ask: 'POST /order 303' },
      { agent: 'python-requests/2.31', ask: 'POST /xmlrpc.php' },
    ],
    first: 'POST /order',
    steps: 'landing menu checkout order',
  },
}

describe('the order', () => {
  test.each(Object.entries(shops))('of %s', (_, { first, orderId, steps, ...made }) => {
    const [likeliest] = proposed(made)
    expect(likeliest).toMatchObject({
      text: first,
      isLikely: true,
      orderId: orderId ?? null,
      orders: 153,
      perDay: expect.closeTo(153 / 7, 0),
      share: expect.closeTo(1 / 11, 2),
      sample: { place: 'Vienna, AT', status: expect.any(Number) },
    })
    expect(likeliest?.steps.map(({ name }) => name).join(' ')).toBe(steps)
    expect(likeliest?.why.length).toBeGreaterThan(1)
  })

  test('may be read from the page that thanks too, whose number counts reloads once', () => {
    const made = shops['a Czech shop with the number in the query']
    if (!made) throw new Error('There is no such shop.')
    expect(proposed(made)[1]).toMatchObject({
      text: 'GET /dekujeme?order=*',
      orderId: '/dekujeme?order={id}',
      orders: 153,
      why: expect.arrayContaining(['153 repeats counted once']),
    })
  })

  test('answered otherwise at times, as a form that is shown again, is no repeat', () => {
    const order = ['GET /kasse', 'POST /kasse 303', 'GET /danke']
    const failing = ['GET /kasse', 'POST /kasse 200', ...order.slice(1)]
    const [likeliest] = proposed({ browse: ['GET /', 'GET /weine/a'], order, failing })
    expect(likeliest).toMatchObject({ text: 'POST /kasse', status: 303, orders: 153 })
    expect(likeliest?.why.join()).not.toMatch(/repeat/)
  })

  test('of one day only: it is proposed, and no opening hours with it', () => {
    const made = shops['a German PHP shop']
    if (!made) throw new Error('There is no such shop.')
    const [likeliest] = proposed({ ...made, days: 1 })
    expect(likeliest).toMatchObject({ text: 'POST /bestellung.php', orders: 22 })
    expect(likeliest?.openingHours).toBeNull()
  })
})

describe('what an order is answered with', () => {
  const answered = (order: string, failing?: string) => {
    const [first] = proposed({
      browse: ['GET /'],
      order: ['GET /checkout', order],
      ...(failing && { failing: ['GET /checkout', failing] }),
    })
    return first?.steps.at(-1)?.match
  }
  const match = { method: 'POST', path: '/order' }

  test.each([
    ['always a redirect', 'POST /order 303', undefined, '3xx'],
    ['a redirect, or the form again', 'POST /order 302', 'POST /order 200', '3xx'],
    ['always what was made', 'POST /order 201', undefined, '2xx'],
    ['always a page', 'POST /order 200', undefined, '2xx'],
  ])('%s: nothing else counts, such as the redirect of a login', (_, order, failing, status) => {
    expect(answered(order, failing)).toEqual([{ ...match, status }])
  })

  test('a page, and now and then a redirect: either may be it', () => {
    expect(answered('POST /order 200', 'POST /order 303')).toEqual([match])
  })
})

describe('the way is complete:', () => {
  const events = ['north', 'mills', 'gala', 'jazz', 'comedy']
  const route = '/index.php?route=baker/'
  const ways: Record<string, { walks: NonNullable<Made['walks']>; steps: string[] }> = {
    'pages under few names are one step, and visits begin on them': {
      walks: events.flatMap((event) =>
        [['GET /', `GET /e/${event}`], [`GET /e/${event}`]].map((browse) => ({
          browse,
          order: [
            ...[`GET /queue/${event}`, `GET /seats/${event}`, 'POST /api/hold 201'],
            ...['GET /checkout', 'POST /api/pay 201'],
          ],
        })),
      ),
      steps: [
        'landing: GET /, GET /e/*',
        'queue: GET /queue/*',
        'seats: GET /seats/*',
        'hold: POST /api/hold',
        'checkout: GET /checkout',
        'order: POST /api/pay 2xx',
      ],
    },
    'pages of one thing have its name within their path': {
      walks: events.map((event) => ({
        browse: ['GET /', `GET /events/${event}`],
        order: [
          ...[`GET /events/${event}/queue`, `GET /events/${event}/queue/place.json`],
          ...[`GET /events/${event}/seats`, 'PUT /basket', 'POST /pay 303'],
        ],
      })),
      steps: [
        'landing: GET /',
        'events: GET /events/*',
        'queue: GET /events/*/queue',
        'seats: GET /events/*/seats',
        'basket: PUT /basket',
        'order: POST /pay 3xx',
      ],
    },
    'what leads to the cart and away from it, where all has one path': {
      walks: [
        { browse: ['GET /'] },
        {
          browse: ['GET /', `GET ${route}menu&cat=bread`],
          order: [
            ...[`POST ${route}cart/add`, `GET ${route}cart`, `GET ${route}order/slot`],
            ...[`POST ${route}order/send 302`, `GET ${route}order/thanks&no={n}`],
          ],
        },
      ],
      steps: [
        'landing: GET /',
        'menu: GET /index.php?route=baker/menu',
        'add: POST /index.php?route=baker/cart/add',
        'cart: GET /index.php?route=baker/cart',
        'slot: GET /index.php?route=baker/order/slot',
        'send: POST /index.php?route=baker/order/send',
        'order: GET /index.php?route=baker/order/thanks&no=* 2xx',
      ],
    },
    'every page where some of the visits begin, and none of the account or the cart': {
      walks: ['/', '/', '/', '/', '/', '/', '/prices', '/bikes', '/service', '/login', '/cart'].map(
        (page) => ({
          browse: [`GET ${page}`],
          order: ['GET /appointment', 'POST /appointment 303'],
        }),
      ),
      steps: [
        'landing: GET /, GET /bikes, GET /prices, GET /service',
        'appointment: GET /appointment',
        'order: POST /appointment 3xx',
      ],
    },
    'the steps beside each other are not one page under many names': {
      walks: ['card', 'invoice', 'voucher'].map((payment) => ({
        browse: ['GET /'],
        order: [
          ...['GET /checkout/address', `GET /checkout/${payment}`],
          ...['GET /checkout/summary', 'POST /order 303'],
        ],
      })),
      steps: [
        'landing: GET /',
        'address: GET /checkout/address',
        'summary: GET /checkout/summary',
        'order: POST /order 3xx',
      ],
    },
  }
  test.each(Object.entries(ways))('%s', (_, { walks, steps }) => {
    const [likeliest] = proposed({ walks, oneIn: 7 })
    const written = likeliest?.steps.map(
      ({ name, match }) => `${name}: ${match.map(writeMatch).sort().join(', ')}`,
    )
    expect(written).toEqual(steps)
  })
})

describe('no order is likely', () => {
  const logs: Record<string, Made> = {
    'in a blog': {
      browse: ['GET /', 'GET /2026/11/a-post-{p}', 'POST /wp-comments-post.php 302'],
      order: ['POST /contact 302', 'GET /contact/thank-you'],
    },
    'in a forum behind a login': {
      browse: ['POST /login 302', 'GET /board/{p}', 'POST /board/{p}/reply 302'],
      order: ['POST /search 303', 'POST /logout 302'],
    },
    'among static pages': { browse: ['GET /', 'GET /about.html'] },
    'in a log of bots': {
      browse: [],
      visitsADay: 0,
      bots: [
        { agent: 'Googlebot/2.1 (+http://www.google.com/bot.html)', ask: 'GET /checkout' },
        { agent: 'curl/8.5.0', ask: 'POST /order 302' },
      ],
    },
  }
  test.each(Object.entries(logs))('%s', (_, made) => {
    expect(proposed(made).filter(({ isLikely }) => isLikely)).toEqual([])
  })

  test('in an empty log', () => {
    expect(proposalFor([])).toEqual([])
  })
})

describe('opening hours', () => {
  const shop = { browse: ['GET /', 'GET /menu'], order: ['GET /checkout', 'POST /order 303'] }

  test('are those in which the visits that came ordered', () => {
    const [likeliest] = proposed({ ...shop, openHours: (hour) => hour >= 9 && hour < 22 })
    expect(likeliest?.openingHours).toMatchObject({ zone: 'UTC', mon: ['09:00-22:00'] })
  })

  test('are over midnight where the night sells', () => {
    const [likeliest] = proposed({ ...shop, openHours: (hour) => hour >= 17 || hour < 3 })
    expect(likeliest?.openingHours).toMatchObject({ sat: ['17:00-03:00'] })
  })

  test('are not said of a shop that sells all day', () => {
    expect(proposed(shop)[0]?.openingHours).toBeNull()
  })
})
