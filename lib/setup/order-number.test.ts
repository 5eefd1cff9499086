import { expect, test } from 'vitest'
import type { OrderId } from '@/lib/shop/order-id'
import { followOrderId } from './order-number'

const french = '/fr/commande/{id}/merci'

test.each<[what: string, before: OrderId, paths: string[], after: OrderId | null]>([
  ['a star for the language', french, ['/*/commande/*/merci'], '/*/commande/{id}/merci'],
  ['any folders before it', french, ['/**/commande/*/merci'], '/**/commande/{id}/merci'],
  ['another word after it', french, ['/fr/commande/*/bravo'], '/fr/commande/{id}/bravo'],
  [
    'two languages',
    french,
    ['/fr/commande/*/merci', '/en/order/*/thanks'],
    [french, '/en/order/{id}/thanks'],
  ],
  ['no star where the number stood', french, ['/fr/commande/merci'], null],
  ['a parameter goes with its new path', '/merci?order={id}', ['/*/merci'], '/*/merci?order={id}'],
  ['a query alone', '?id_order={id}', ['/*/confirmation'], '/*/confirmation?id_order={id}'],
  [
    'the likest of several',
    ['/order/{id}', french],
    ['/*/commande/*/merci'],
    '/*/commande/{id}/merci',
  ],
])('%s', (_, before, paths, after) => {
  expect(
    followOrderId(
      before,
      paths.map((path) => ({ path })),
    ),
  ).toEqual(after)
})
