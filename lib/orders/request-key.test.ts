import { expect, test } from 'vitest'
import { pathShape, routeOf } from './request-key'

test.each([
  ['/cafe/menu.php', '/cafe/menu.php'],
  ['/item/967', '/item/*'],
  ['/checkout/order-received/10234/', '/checkout/order-received/*/'],
  ['/p/3f2c9a1be77d0146', '/p/*'],
  ['/shop/v2/cart', '/shop/v2/cart'],
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
  expect(routeOf(query)).toBe(route)
})
