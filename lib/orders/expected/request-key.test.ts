import { expect, test } from 'vitest'
import type { Match } from '@/lib/shop/steps'
import { newRequestKeys, newRouteOf, pathShape } from './request-key'

test.each([
  ['/cafe/menu.php', '/cafe/menu.php'],
  ['/item/967', '/item/*'],
  ['/checkout/order-received/10234/', '/checkout/order-received/*/'],
  ['/p/3f2c9a1be77d0146', '/p/*'],
  ['/shop/v2/cart', '/shop/v2/cart'],
  ['/checkouts/c66f8c', '/checkouts/*'],
  ['/pay/7Kp2qZ/card', '/pay/*/card'],
  ['/mp3/h2o', '/mp3/h2o'],
  ['/product/blue-mug', '/product/blue-mug'],
])('%s has the shape %s', (path, shape) => {
  expect(pathShape(path)).toBe(shape)
})

test.each([
  ['', ''],
  ['?route=checkout/confirm&token=1a', '?route=checkout/confirm'],
  ['?fc=module&controller=validation', '?controller=validation'],
  ['?wc-ajax=checkout', '?wc-ajax=checkout'],
  ['?page=3', ''],
  ['?route=4711', ''],
])('%s chooses the page by %s', (query, route) => {
  expect(newRouteOf([])(query)).toBe(route)
})

test.each([
  ['?view=item&sku=A1', '?view=item'],
  ['?view=help', '?view=help'],
  ['?page_id=7', '?page_id=7'],
  ['?page_id=8', ''],
  ['?view=basket&do=add&sku=A1', '?view=basket&do=add'],
  ['?sku=A1', ''],
])('by what the steps of the site tell apart, %s chooses the page by %s', (query, route) => {
  const match: Match[] = [
    { path: '/index.cgi', query: { view: 'item', sku: '*' } },
    { query: { view: 'basket', do: 'add' } },
    { query: { page_id: '7' } },
  ]
  expect(newRouteOf([{ name: 'cart', match }])(query)).toBe(route)
})

test('what is written under ever new names is one kind of request, what is read has its own', () => {
  const keyOf = newRequestKeys(newRouteOf([]))
  const letters = (n: number) =>
    `tok${n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[+digit] ?? '')}en`
  const asked = (method: string, n: number) =>
    keyOf({ method, path: `/checkouts/${letters(n)}/pay`, query: '' }, -1, -1)
  expect(asked('POST', 1)).toBe(`POST /checkouts/${letters(1)}/pay`)
  for (let n = 2; n < 80; n += 1) asked('POST', n)
  expect(asked('POST', 300)).toBe('POST /checkouts/*/pay')
  expect(asked('GET', 301)).toBe(`GET /checkouts/${letters(301)}/pay`)
  for (let n = 0; n < 100; n += 1)
    keyOf({ method: 'POST', path: `/${letters(n)}`, query: '' }, -1, -1)
  expect(keyOf({ method: 'POST', path: '/orders', query: '' }, -1, -1)).toBe('POST /orders')
})
