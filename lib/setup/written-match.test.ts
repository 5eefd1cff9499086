import { expect, test } from 'vitest'
import type { Match } from '@/lib/shop/steps'
import { readMatch, writeMatch } from './written-match'

test.each<[text: string, match: Match]>([
  ['POST /order.php', { method: 'POST', path: '/order.php' }],
  ['/cafe', { path: '/cafe' }],
  ['GET /**/order-received/* 2xx', { method: 'GET', path: '/**/order-received/*', status: '2xx' }],
  ['POST /?wc-ajax=checkout', { method: 'POST', path: '/', query: { 'wc-ajax': 'checkout' } }],
  ['?route=checkout/success', { query: { route: 'checkout/success' } }],
  [
    'GET /thanks.php?order=* 200 302',
    {
      method: 'GET',
      path: '/thanks.php',
      query: { order: '*' },
      status: [200, 302],
    },
  ],
])('%s is read and written', (text, match) => {
  expect(readMatch(text)).toEqual({ match })
  expect(writeMatch(match)).toBe(text)
})

test('a small method and blanks are no problem, and a parameter without value has any', () => {
  expect(readMatch('  post   /order?done ')).toEqual({
    match: { method: 'POST', path: '/order', query: { done: '*' } },
  })
})

test.each([
  ['', /write a method and a path/],
  ['POST', /write a method and a path/],
  ['POST order.php', /must be a path that starts with \//],
  ['/a/x**/b', /\*\* stands for whole segments/],
  ['/a?b=c*', /no value of one parameter/],
  ['/a 3000', /must be a status/],
  ['/a?=1', /needs a name/],
])('%j is refused with a sentence', (text, sentence) => {
  expect(readMatch(text)).toEqual({ problem: expect.stringMatching(sentence) })
})
