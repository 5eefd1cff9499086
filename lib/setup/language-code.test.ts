import { expect, test } from 'vitest'
import { codedPath } from './language-code'

test.each<[path: string, code: string, rest: string, starred: string]>([
  ['/de/kasse/abschliessen', 'de', 'kasse abschliessen', '/*/kasse/abschliessen'],
  ['/fr-ch/caisse', 'fr-ch', 'caisse', '/*/caisse'],
  ['/en_gb', 'en-gb', '', '/*'],
  ['/zh-Hant/checkout', 'zh-hant', 'checkout', '/*/checkout'],
  ['/ch/it/cassa', 'ch/it', 'cassa', '/*/*/cassa'],
  ['/intl/checkout', 'intl', 'checkout', '/*/checkout'],
  ['/shop-it/checkout', 'it', 'shop checkout', '/shop-*/checkout'],
  ['/store/uk/pay/*', 'uk', 'store pay *', '/store/*/pay/*'],
  ['/', '', '', '/'],
  ['/checkout/*', '', 'checkout *', '/checkout/*'],
  ['/add-to-cart', '', 'add-to-cart', '/add-to-cart'],
  ['/pay.do', '', 'pay.do', '/pay.do'],
  ['/api/v2/de', '', 'api v2 de', '/api/v2/de'],
  ['/xx/checkout', '', 'xx checkout', '/xx/checkout'],
])('%s', (path, code, rest, starred) => {
  const read = codedPath(path)
  expect([read.code, read.rest.join(' '), read.starred]).toEqual([code, rest, starred])
})
