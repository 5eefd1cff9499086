import { expect, test } from 'vitest'
import { newOwnHost } from './own-host'

const own = 'https://www.tickets.example/fr/panier'

test.each<[what: string, referers: string[], host: string | null]>([
  ['its own pages led to most', [own, own, 'https://www.google.com/'], 'tickets.example'],
  ['with a port, in capitals', ['http://Shop.Example:8080/a'], 'shop.example'],
  ['search engines led to as much', [own, 'https://www.google.com/'], null],
  ['no referrers', ['', '-'], null],
  ['an address is no name', ['http://192.0.2.7/a', 'http://localhost/'], null],
  ['nor is text of a stranger', ['https://<b>.example/', 'https://a.example\u202e/'], null],
])('%s', (_, referers, host) => {
  const found = newOwnHost()
  for (const referer of referers) found.see(referer)
  expect(found.host()).toBe(host)
})
