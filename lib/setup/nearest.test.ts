import { expect, test } from 'vitest'
import type { Match } from '@/lib/shop/steps'
import { newAskedKinds } from './nearest'

function asked(...lines: string[]) {
  const kinds = newAskedKinds()
  for (const line of lines) {
    const [method = '', target = '', status = '200', times = '1'] = line.split(' ')
    const [path = '', query = ''] = target.split(/(?=\?)/)
    for (let time = 0; time < Number(times); time += 1)
      kinds.see({ method, path, query, status: Number(status) })
  }
  return kinds
}

const shop = asked(
  'GET /shop/order 200 40',
  'POST /shop/order 500 7',
  'GET /shop/thank-you/1001 200 30',
  'GET /index.php?route=checkout/success 200 9',
  'GET /shop/orders.css 200 900',
  'GET /about 200 12',
)

test.each<[what: string, match: Match, nearest: [text: string, requests: number, why: string][]]>([
  [
    'another status, then another method',
    { method: 'POST', path: '/shop/order' },
    [
      ['POST /shop/order', 7, 'it was answered 500'],
      ['GET /shop/order', 40, 'it is asked with GET'],
    ],
  ],
  [
    'the same end',
    { method: 'GET', path: '/order' },
    [
      ['GET /shop/order', 40, 'its address ends alike'],
      ['POST /shop/order', 7, 'its address ends alike'],
    ],
  ],
  [
    'a word that is written otherwise',
    { method: 'GET', path: '/shop/thankyou/*' },
    [['GET /shop/thank-you/*', 30, 'its address is nearly that']],
  ],
  [
    'other parameters',
    { method: 'GET', path: '/index.php', query: { route: 'checkout/done' } },
    [['GET /index.php?route=checkout/success', 9, 'its parameters are others']],
  ],
  ['nothing like it', { method: 'POST', path: '/api/v2/pedidos' }, []],
])('%s', (_, match, nearest) => {
  expect(shop.nearest([match]).map(({ text, requests, why }) => [text, requests, why])).toEqual(
    nearest,
  )
})

test('at most three are named, and hostile addresses are stars', () => {
  const kinds = asked(
    'GET /a/order 200 4',
    'GET /b/order 200 3',
    'GET /c/order 200 2',
    'GET /d/order 200 1',
    'GET /\u0007<b>/order 200 9',
  )
  expect(kinds.nearest([{ path: '/order' }]).map(({ text }) => text)).toEqual([
    'GET /*/order',
    'GET /a/order',
    'GET /b/order',
  ])
})
