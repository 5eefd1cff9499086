import { describe, expect, test } from 'vitest'
import { pathProblem } from './match-problems'
import { type Match, newStepReader, type Step } from './steps'

const asked = (line: string) => {
  const [method = '', target = ''] = line.split(' ')
  const [path = '', ...query] = target.split('?')
  return { method, path, query: query.length > 0 ? `?${query.join('?')}` : '' }
}
const one = (match: Match) => newStepReader([{ name: 'order', match: [match] }])

describe('a path', () => {
  test.each<[pattern: string, fitting: string, other: string]>([
    ['/cafe', '/cafe /cafe/', '/ /cafe// /cafes /cafe/menu.php /Cafe cafe /caf%65'],
    ['/cafe/', '/cafe /cafe/', '/cafe/x'],
    ['/', '/', '/x //'],
    ['/a.b', '/a.b', '/axb'],
    ['/p/*', '/p/1 /p/1/ /p/%2F', '/p /p/ /p/1/2'],
    ['/p/*.html', '/p/a.html /p/.html /p/a.html/', '/p/a.htm /p/a/b.html'],
    ['/p/a*b*c', '/p/abc /p/a--bb-c', '/p/ab /p/a/bc /p/xabc'],
    ['/**', '/ /a /a/b/ //', 'a *'],
    ['/a/**', '/a /a/ /a/b /a/b/c/', '/ab /b/a'],
    ['/**/cart', '/cart /de/cart/ /a/b/cart', '/carts /cart/x /xcart'],
    ['/**/a/**/b', '/a/b /x/a/y/z/b', '/b/a /a /b'],
    ['/**/a/*', '/a/b /a/a/b /a/a', '/a /a/b/c'],
    ['/a//b', '/a//b', '/a/b'],
  ])('%s', (path, fitting, other) => {
    const { asks } = one({ path })
    const of = (paths: string) => paths.split(' ').filter((to) => asks(asked(`GET ${to}`)) === 0)
    expect(of(fitting)).toEqual(fitting.split(' '))
    expect(of(other)).toEqual([])
  })

  test.each([
    ['cafe', /must be a path that starts with/],
    ['/?wc-ajax=checkout', /parameters belong into "query"/],
    ['/a\nb', /control characters/],
    ['/a**', /must stand between slashes/],
  ])('%s is refused', (text, problem) => expect(pathProblem(text)).toMatch(problem))

  test('a long path costs no more than its length', () => {
    const { asks } = one({ path: '/**/a*a*a*a*b/**/a/**/b/**/c' })
    const path = `/${'a'.repeat(20_000)}${'/a'.repeat(20_000)}`
    const before = performance.now()
    expect(asks({ method: 'GET', path, query: '' })).toBe(-1)
    expect(performance.now() - before).toBeLessThan(1_000)
  })
})

describe('a parameter', () => {
  const wanted: [query: Record<string, string>, fitting: string, other: string][] = [
    [
      { 'wc-ajax': 'checkout' },
      '?wc-ajax=checkout ?x&wc-ajax=checkout&y=1 ?wc-ajax=a&wc-ajax=checkout',
      '? ?wc-ajax ?wc-ajax=checkouts ?xwc-ajax=checkout ?wc-ajax=Checkout ?a?wc-ajax=checkout ?a=?&wc-ajax',
    ],
    [
      { route: 'checkout/success' },
      '?route=checkout/success&language=en',
      '?route=checkout%2Fsuccess',
    ],
    [{ key: '*' }, '?key=1 ?key= ?key ?a&key=x&b', '?keys=1 ?a=key'],
    [{ key: '' }, '?key ?key=&b', '?key=1'],
    [{ 'a.b[]': '1+2' }, '?a.b[]=1+2', '?axb[]=1+2 ?a.b[]=1112'],
    [{ a: '1', b: '2' }, '?a=1&b=2 ?b=2&c&a=1', '?a=1 ?b=2'],
  ]
  test.each(wanted)('%j', (query, fitting, other) => {
    const { asks } = one({ query })
    const of = (texts: string) =>
      texts.split(' ').filter((text) => asks({ method: 'GET', path: '/x', query: text }) === 0)
    expect(of(fitting)).toEqual(fitting.split(' '))
    expect([...of(other), ...of('')]).toEqual([])
  })
})

describe('an answer', () => {
  test.each<[Match['status'], number[], number[]]>([
    [undefined, [100, 200, 302, 399], [400, 404, 500]],
    [302, [302], [200, 303]],
    ['2xx', [200, 299], [199, 300]],
    [
      ['2xx', 303, '500'],
      [204, 303, 500],
      [301, 501],
    ],
  ])('%j', (status, counted, other) => {
    const { reaches, asks } = one({ path: '/a', status })
    const of = (statuses: number[]) =>
      statuses.filter((given) => reaches({ ...asked('GET /a'), status: given }) === 0)
    expect([of(counted), of(other)]).toEqual([counted, []])
    expect(asks(asked('GET /a'))).toBe(0)
  })
})

const way: Step[] = [
  { name: 'shop', match: [{ path: '/' }, { path: '/**/p/*' }] },
  { name: 'checkout', match: [{ path: '/checkout' }, { path: '/kasse' }] },
  { name: 'payment', match: [{ method: 'POST', query: { 'wc-ajax': 'checkout' } }] },
  { name: 'order', match: [{ method: 'POST', path: '/checkout', status: 303 }] },
]

test.each<[line: string, status: number, asks: number, reaches: number]>([
  ['GET /', 200, 0, 0],
  ['GET /', 500, 0, -1],
  ['GET /de/p/1?x', 200, 0, 0],
  ['GET /kasse/', 200, 1, 1],
  ['POST /?wc-ajax=checkout', 200, 2, 2],
  ['POST /?wc-ajax=cart', 200, 0, 0],
  ['GET /?wc-ajax=checkout', 200, 0, 0],
  // The form comes back with its mistakes: the checkout is reached once more, and no order.
  ['POST /checkout', 200, 3, 1],
  ['POST /checkout', 303, 3, 3],
  ['post /checkout', 303, 1, 1],
  ['GET /impressum', 200, -1, -1],
])('%s answered with %i', (line, status, asks, reaches) => {
  const reader = newStepReader(way)
  for (const _ of [1, 2]) {
    expect(reader.asks(asked(line))).toBe(asks)
    expect(reader.reaches({ ...asked(line), status })).toBe(reaches)
  }
})

test('a site without steps has none, and more paths than are kept are read all the same', () => {
  expect(newStepReader([]).asks(asked('GET /'))).toBe(-1)
  const { asks } = newStepReader(way)
  const found = Array.from({ length: 12_000 }, (_, at) => asks(asked(`GET /p/${at}`)))
  expect(new Set(found)).toEqual(new Set([0]))
})

describe('what makes an order one', () => {
  test.each<[orderId: string | string[], line: string, id: string | null]>([
    ['/checkout/order-received/{id}', 'GET /checkout/order-received/17/?key=wc_a', '17'],
    ['/checkout/order-received/{id}', 'GET /checkout/order-received/', null],
    ['/**/order-received/{id}', 'GET /de/kasse/order-received/17', '17'],
    ['/**/checkouts/*/{id}/**/thank-you', 'GET /checkouts/cn/T1/de-de/thank-you', 'T1'],
    ['/a/{id}/**', 'GET /a/7/b/c', '7'],
    ['?orderId={id}', 'GET /anything?a=1&orderId=8f%20&b', '8f%20'],
    ['?orderId={id}', 'GET /anything?orderId=', null],
    ['/checkout/finish?orderId={id}', 'GET /checkout/finish/?orderId=9', '9'],
    ['/checkout/finish?orderId={id}', 'GET /account?orderId=9', null],
    ['?controller=order-confirmation&id_order={id}', 'GET /?id_order=4', null],
    [
      '?controller=order-confirmation&id_order={id}',
      'GET /?controller=order-confirmation&id_order=4',
      '4',
    ],
    [['/o/{id}', '?o={id}'], 'GET /?o=5', '5'],
  ])('%j in %s', (orderId, line, id) => {
    expect(newStepReader(way, orderId).orderIdOf(asked(line))).toBe(id)
  })

  test('nothing, when the site file names none', () => {
    expect(newStepReader(way).orderIdOf(asked('GET /?id=1'))).toBeNull()
  })
})
