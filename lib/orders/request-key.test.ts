import { expect, test } from 'vitest'
import { pathShape, patternOf } from './request-key'

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

test.each<[string[], string | null]>([
  [['/product/red/', '/product/blue/', '/product/mug/'], '/product/*/'],
  [['/de/item/1/photos', '/de/item/2/photos', '/de/item/3/photos'], '/de/item/*/photos'],
  // Two can be alike by chance.
  [['/product/red', '/product/blue'], null],
  [['/product/red', '/product/blue', '/shop'], null],
  [['/a/1/x', '/b/2/x', '/c/3/x'], null],
  [['/about', '/cart', '/checkout'], null],
])('what %j have in common', (paths, pattern) => {
  expect(patternOf(new Map(paths.map((path) => [path, 1])))).toBe(pattern)
})
