import { expect, test } from 'vitest'
import { shortWords } from './short-words'

const path = `/shop/${'a'.repeat(3_000)}/checkout.php`

test.each<[what: string, text: string, shown: string | RegExp]>([
  ['a sentence stays', 'Orders stopped at 10:42.', 'Orders stopped at 10:42.'],
  [
    'a long path keeps its ends',
    `GET ${path} answers 500.`,
    /^GET \/shop\/a{39}…a{17}\/checkout\.php answers 500\.$/,
  ],
  ['signs stay whole', `/${'😀'.repeat(100)}`, /^\/😀{44}…😀{30}$/u],
])('%s', (_, text, shown) => {
  if (typeof shown === 'string') expect(shortWords(text)).toBe(shown)
  else expect(shortWords(text)).toMatch(shown)
})
