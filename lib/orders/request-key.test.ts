import { expect, test } from 'vitest'
import { pathShape } from './request-key'

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
