import { describe, expect, test } from 'vitest'
import type { OrderCandidate } from './proposal'
import { endMs, madeLog } from './testdata/made-log'
import { proposalFor, readLog } from './testdata/read-log'
import { writeMatch } from './written-match'

type Made = Parameters<typeof madeLog>[0]
type Walk = NonNullable<Made['walks']>[number]
const proposed = (made: Made) => proposalFor(readLog(madeLog(made), endMs))

const ordersOf = ({ steps }: OrderCandidate) => steps.at(-1)?.match.map(writeMatch).sort()
const stepsOf = ({ steps }: OrderCandidate) =>
  steps.map(({ name, match }) => `${name} ${match.length}`).join(', ')

const inLanguage = (code: string): Walk => ({
  browse: [`GET /${code}/`],
  order: [`GET /${code}/cart`, `POST /${code}/checkout 302`, 'GET /account/orders'],
})
const translated: Walk[] = [
  {
    browse: ['GET /de/', 'GET /de/artikel/{p}'],
    order: [
      ...['GET /de/warenkorb', 'POST /de/kasse/adresse 302'],
      ...['POST /de/kasse/abschliessen 302', 'GET /konto'],
    ],
  },
  {
    browse: ['GET /fr/', 'GET /fr/article/{p}'],
    order: [
      ...['GET /fr/panier', 'POST /fr/caisse/adresse 302'],
      ...['POST /fr/caisse/valider 302', 'GET /konto'],
    ],
  },
  {
    browse: ['GET /', 'GET /article/{p}'],
    order: ['GET /cart', 'POST /checkout/address 302', 'POST /checkout/place 302', 'GET /konto'],
  },
]
const restaurant = (way: string): Walk => ({
  browse: ['GET /', 'GET /menu'],
  order: ['GET /cart', `POST ${way} 302`, 'GET /konto'],
})

interface Shop {
  walks: Walk[]
  /** The alternatives of the order. */
  order: string[]
  steps: string
}

/** Each has 153 orders in 7 days of 240 visits. */
const shops: Record<string, Shop> = {
  'in four languages': {
    walks: ['de', 'fr', 'en', 'it'].map(inLanguage),
    order: ['de', 'en', 'fr', 'it'].map((code) => `POST /${code}/checkout 3xx`),
    steps: 'landing 4, cart 4, order 4',
  },
  'for several countries, and one without a code': {
    walks: [
      ...['fr-ch', 'en_gb'].map(inLanguage),
      { browse: ['GET /'], order: ['GET /cart', 'POST /checkout 302'] },
    ],
    order: ['POST /checkout 3xx', 'POST /en_gb/checkout 3xx', 'POST /fr-ch/checkout 3xx'],
    steps: 'landing 3, cart 3, order 3',
  },
  'whose addresses are translated, steps of the checkout too': {
    walks: translated,
    order: [
      'POST /checkout/place 3xx',
      'POST /de/kasse/abschliessen 3xx',
      'POST /fr/caisse/valider 3xx',
    ],
    steps: 'landing 3, artikel 3, warenkorb 3, adresse 3, order 3',
  },
  'whose ways are not all as long': {
    walks: [
      { browse: ['GET /de'], order: ['GET /de/korb', 'POST /de/kasse 302', 'GET /konto'] },
      {
        browse: ['GET /fr', 'GET /fr/magasin'],
        order: ['GET /fr/panier', 'POST /fr/caisse 302', 'GET /konto'],
      },
    ],
    order: ['POST /de/kasse 3xx', 'POST /fr/caisse 3xx'],
    steps: 'landing 2, korb 2, order 2',
  },
  'that delivers to the door and to the table': {
    walks: ['/order/delivery', '/order/delivery', '/order/table'].map(restaurant),
    order: ['POST /order/delivery 3xx', 'POST /order/table 3xx'],
    steps: 'landing 1, menu 1, cart 1, order 2',
  },
  'of which no word says that it has two ways': {
    walks: ['/web/send', '/app/now'].map(restaurant),
    order: ['POST /app/now 3xx', 'POST /web/send 3xx'],
    steps: 'landing 1, menu 1, cart 1, order 2',
  },
  'in two languages without any code': {
    walks: [
      { browse: ['GET /'], order: ['GET /warenkorb', 'POST /kasse 302'] },
      { browse: ['GET /'], order: ['GET /cart', 'POST /checkout 302'] },
    ],
    order: ['POST /checkout 3xx', 'POST /kasse 3xx'],
    steps: 'landing 1, warenkorb 2, order 2',
  },
  'in two languages with two ways in each': {
    walks: ['de', 'fr'].flatMap((code) => [
      restaurant(`/${code}/order/delivery`),
      restaurant(`/${code}/order/table`),
    ]),
    order: ['de', 'fr'].flatMap((code) => [
      `POST /${code}/order/delivery 3xx`,
      `POST /${code}/order/table 3xx`,
    ]),
    steps: 'landing 1, menu 1, cart 1, order 4',
  },
}

describe('the order of a shop', () => {
  test.each(Object.entries(shops))('%s is one, with alternatives', (_, shop) => {
    const [first] = proposed({ walks: shop.walks })
    if (!first) throw new Error('Nothing is proposed.')
    expect(ordersOf(first)).toEqual(shop.order)
    expect(stepsOf(first)).toBe(shop.steps)
    expect(first).toMatchObject({ orders: 153, isLikely: true, share: expect.closeTo(1 / 11, 2) })
    expect(first.text).toMatch(/^POST .* and \d others?$/)
    expect(first.alternatives.reduce((sum, { orders }) => sum + orders, 0)).toBe(153)
  })

  test('has the number of each language, and a star for more than a filter pattern can say', () => {
    const thanks = (codes: string[]) =>
      codes.map((code): Walk => ({ browse: ['GET /'], order: [`GET /${code}/thanks/{n}`] }))
    const [two] = proposed({ walks: thanks(['de', 'fr']) })
    expect(two?.orderId).toEqual(['/de/thanks/{id}', '/fr/thanks/{id}'])
    const [many] = proposed({ walks: thanks(['de', 'fr', 'it', 'en']) })
    expect(many).toMatchObject({
      ...{ text: 'GET /*/thanks/*', orderId: '/*/thanks/{id}' },
      ...{ alternatives: [], orders: 153, share: expect.closeTo(1 / 11, 2) },
    })
  })

  test('of thirty languages fits into a filter pattern', () => {
    const codes =
      'de fr it en es pt nl da sv nb fi pl cs sk hu ro bg el tr et lv lt sl hr sr uk ru ja ko zh'
    const walks = codes.split(' ').map(inLanguage)
    const [order] = proposed({ visitsADay: 960, walks })
    expect(order).toMatchObject({ text: 'POST /*/checkout', orders: 611 })
  })

  test('makes one step of its ways where the page that thanks is the order', () => {
    const walks = ['/order/delivery', '/order/table'].map(
      (way): Walk => ({
        browse: ['GET /', 'GET /menu'],
        order: [`POST ${way} 302`, 'GET /order/thanks/{n}'],
      }),
    )
    const [first] = proposed({ walks })
    expect(first).toMatchObject({ text: 'GET /order/thanks/*', orders: 153 })
    expect(first?.steps.at(-2)?.match.map(writeMatch).sort()).toEqual([
      'POST /order/delivery',
      'POST /order/table',
    ])
  })

  test('that is paid on another site in each language is coming back from it', () => {
    const walks = ['de', 'fr'].map((code): Walk => {
      const toPay = [`GET /${code}/cart`, `POST /${code}/pay 302 https://tee.example/`]
      return {
        browse: ['GET / 200', 'GET /tee 200 https://tee.example/'],
        order: [...toPay, 'GET /back 200 https://pay.example/'],
        failing: toPay,
      }
    })
    const candidates = proposed({ walks })
    expect(candidates.map(({ text }) => text)).toEqual(['GET /back', 'POST /de/pay and 1 other'])
    expect(candidates[0]?.why.join()).toContain('comes after POST /de/pay and 1 other')
  })
})

describe('are not alternatives:', () => {
  const apart: Record<string, { walks: Walk[]; orders: string[][] }> = {
    'the steps of one funnel': {
      walks: [
        {
          browse: ['GET /'],
          order: ['POST /cart/add 302', 'POST /checkout 302', 'POST /pay 302'],
          failing: ['POST /cart/add 302', 'POST /checkout 302'],
        },
      ],
      orders: [['POST /pay 3xx'], ['POST /checkout 3xx']],
    },
    'the steps of one checkout, beside each other': {
      walks: [
        {
          browse: ['GET /'],
          order: ['POST /order/address 302', 'POST /order/payment 302', 'POST /order/place 302'],
        },
      ],
      orders: [['POST /order/place 3xx'], ['POST /order/payment 3xx'], ['POST /order/address 3xx']],
    },
    'a funnel that hands on to a language': {
      walks: [
        { browse: ['GET /'], order: ['GET /cart', 'POST /checkout 307', 'POST /de/checkout 302'] },
      ],
      orders: [['POST /checkout 3xx'], ['POST /de/checkout 3xx']],
    },
    'an order and a table that is booked': {
      walks: [
        { browse: ['GET /'], order: ['GET /cart', 'POST /order 302', 'GET /konto'] },
        { browse: ['GET /'], order: ['GET /reservation', 'POST /reservation 302', 'GET /konto'] },
      ],
      orders: [['POST /order 3xx'], ['POST /reservation 3xx']],
    },
    'an order that is paid and one that failed': {
      walks: [
        { browse: ['GET /'], order: ['POST /order/pay 302', 'GET /order/success'] },
        { browse: ['GET /'], order: ['POST /order/pay 302', 'GET /order/failure'] },
      ],
      orders: [['GET /order/success 2xx'], ['POST /order/pay 3xx']],
    },
  }
  test.each(Object.entries(apart))('%s', (_, { walks, orders }) => {
    expect(proposed({ walks }).map(ordersOf).sort()).toEqual([...orders].sort())
  })
})
