import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Banner } from './banner'
import { linksIn } from './linked-words'

const link = (words: string, href = '/x') => ({ words, href, title: 'what it opens' })
const wordsIn = (text: string, ...words: string[]) =>
  linksIn(
    text,
    words.map((one) => link(one)),
  ).map((one) => one.words)

test.each([
  ['47 visits since, 0 orders.', ['0 orders', '47 visits since'], ['47 visits since', '0 orders']],
  ['10 orders since 11:12.', ['0 orders', '1:12'], []],
  ['10 orders, 0 orders.', ['0 orders'], ['0 orders']],
  [
    'About 13 orders missed (10–17).',
    ['13 orders', 'About 13 orders missed (10–17)'],
    ['About 13 orders missed (10–17)'],
  ],
  ['POST /a/11:12 failed at 11:12.', ['11:12', 'POST /a/11:12'], ['POST /a/11:12']],
])('in "%s" are linked: %j', (text, words, linked) => {
  expect(wordsIn(text, ...words)).toEqual(linked)
})

test('a banner links the words of its title and of its text, each once', () => {
  const html = renderToStaticMarkup(
    <Banner
      title="Orders stopped at 11:12."
      tone="trouble"
      links={[link('11:12', '/lines'), link('0 orders', '/orders')]}
    >
      0 orders since 11:12.
    </Banner>,
  )
  expect(html).toContain('at <a href="/lines" title="what it opens">11:12</a>')
  expect(html).toContain('<a href="/orders" title="what it opens">0 orders</a>')
  expect(html).toContain(' since 11:12.')
})
