import { expect, test } from 'vitest'
import { OrderAddresses } from './order-addresses'

test.each<[string, (order: number) => string, number, number | null]>([
  ['each from another address', (order) => `192.0.2.${order}`, 100, null],
  ['all from one', () => '10.0.0.1', 100, 1],
  ['nine in ten from one', (order) => (order % 10 > 0 ? '10.0.0.1' : `192.0.2.${order}`), 200, 0.9],
  [
    'a regular who orders each third time',
    (order) => (order % 3 > 0 ? `b${order}` : 'a'),
    90,
    null,
  ],
  ['hardly any orders', () => '10.0.0.1', 19, null],
  ['one address long ago', (order) => (order < 100 ? '10.0.0.1' : `b${order}`), 300, null],
])('%s', (_, client, orders, shared) => {
  const addresses = new OrderAddresses()
  for (let order = 0; order < orders; order += 1) addresses.add(client(order))
  expect(addresses.sharedBy).toBe(shared)
})
