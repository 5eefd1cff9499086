import { expect, test } from 'vitest'
import { PathOutcomes } from './path-outcomes'

/** `paths`: each path with how often it failed and how often it was answered well. */
function named(paths: Record<string, [failed: number, answered: number]>) {
  const outcomes = new PathOutcomes()
  for (const [path, [failed, answered]] of Object.entries(paths)) {
    for (let count = 0; count < failed; count += 1) outcomes.add(path, true)
    for (let count = 0; count < answered; count += 1) outcomes.add(path, false)
  }
  const { path, route = '', failed, answered } = outcomes.named() ?? {}
  return [path && path + route, failed, answered]
}

test.each<[string, Record<string, [number, number]>, unknown[]]>([
  ['one page', { '/menu': [5, 2] }, ['/menu', 5, 2]],
  ['none failed', { '/menu': [0, 3] }, [undefined, undefined, undefined]],
  [
    'every product, and neither the home page nor the categories',
    {
      '/': [0, 20],
      '/product/red/': [3, 0],
      '/product/blue/': [4, 0],
      '/product/mug/': [4, 1],
      '/product-category/mugs/': [0, 9],
    },
    ['/product/*/', 11, 1],
  ],
  [
    'one product of many',
    { '/product/red/': [9, 0], '/product/blue/': [0, 8], '/product/mug/': [0, 7] },
    ['/product/red/', 9, 0],
  ],
  [
    'one product, and a stray failure of two others',
    { '/product/red/': [20, 0], '/product/blue/': [1, 8], '/product/mug/': [1, 7] },
    ['/product/red/', 20, 0],
  ],
  [
    'products at the root, by their suffix',
    { '/': [0, 9], '/red.html': [2, 0], '/blue.html': [3, 0], '/mug.html': [2, 1] },
    ['/*.html', 7, 1],
  ],
  [
    'pages at the root of which few fail are not all of them',
    { '/red': [2, 9], '/blue': [1, 9], '/mug': [1, 9] },
    ['/red', 2, 9],
  ],
  [
    'numbers within the path',
    { '/item/1/photos': [2, 0], '/item/2/photos': [2, 0], '/item/3/photos': [1, 4] },
    ['/item/*/photos', 5, 4],
  ],
  [
    'a number and a name beside it',
    {
      '/book/165/the-castle': [2, 0],
      '/book/12/ulysses': [2, 1],
      '/book/199/emma': [3, 0],
      '/book/7/dubliners': [0, 5],
    },
    ['/book/*/*', 7, 6],
  ],
  [
    'pages of one of several folders, and a stray failure of another',
    {
      '/p/garden/1': [3, 0],
      '/p/garden/2': [4, 0],
      '/p/garden/3': [4, 0],
      '/p/toys/3': [1, 8],
      '/p/toys/4': [0, 8],
    },
    ['/p/garden/*', 11, 0],
  ],
  [
    'pages of one folder that are not alike',
    {
      '/shop/shoes': [2, 0],
      '/shop/shoes/red/42': [2, 1],
      '/shop/sale/all/1/of/3': [2, 0],
      '/about/us': [0, 5],
    },
    ['/shop/**', 6, 1],
  ],
  [
    'one page of a path that shows them all',
    { '/?route=checkout': [6, 1], '/?route=cart': [0, 9], '/': [0, 30] },
    ['/?route=checkout', 6, 1],
  ],
  [
    'all pages of a path that shows them all',
    { '/i.php?route=a': [5, 0], '/i.php?route=b': [4, 0], '/i.php?route=c/d': [4, 0] },
    ['/i.php', 13, 0],
  ],
  [
    'the products of one category',
    {
      '/p/garden-1': [2, 0],
      '/p/garden-22': [1, 0],
      '/p/garden-35': [1, 0],
      '/p/toys-1': [0, 9],
      '/p/toys-2': [0, 9],
      '/p/books-7': [0, 8],
    },
    ['/p/garden-*', 4, 0],
  ],
  [
    'the products of one category, and a stray failure of another',
    {
      '/p/garden-tools-1.html': [5, 0],
      '/p/garden-tools-2.html': [5, 0],
      '/p/garden-tools-3.html': [5, 0],
      '/p/garden-gnome-3.html': [0, 8],
      '/p/toys-1.html': [1, 30],
    },
    ['/p/garden-tools-*.html', 15, 0],
  ],
  [
    'the products of one category at the root',
    {
      '/garden-1': [2, 0],
      '/garden-2': [2, 0],
      '/garden-3': [2, 1],
      '/': [0, 30],
      '/toys-1': [0, 9],
    },
    ['/garden-*', 6, 1],
  ],
  [
    'all products, whose names begin alike',
    { '/p/item-1': [2, 1], '/p/item-2': [2, 0], '/p/item-3': [2, 0] },
    ['/p/*', 6, 1],
  ],
  [
    'products of all categories, one of them more often',
    {
      '/p/garden-1': [2, 1],
      '/p/garden-2': [2, 1],
      '/p/garden-3': [2, 1],
      '/p/toys-1': [2, 3],
      '/p/books-1': [2, 4],
    },
    ['/p/*', 10, 10],
  ],
  ['two can be alike by chance', { '/p/red': [2, 0], '/p/blue': [1, 0] }, ['/p/red', 2, 0]],
  ['nothing in common', { '/a/1/x': [2, 0], '/b/2/x': [1, 0], '/c/3/y': [1, 0] }, ['/a/1/x', 2, 0]],
])('%s', (_, paths, expected) => {
  expect(named(paths)).toEqual(expected)
})

test('of thousands of products all count', () => {
  const outcomes = new PathOutcomes()
  for (let at = 0; at < 3_000; at += 1) outcomes.add(`/product/name-${at}`, true)
  expect(outcomes.named()).toEqual({
    path: '/product/*',
    route: '',
    failed: 3_000,
    answered: 0,
    answeredSince: 0,
    isOneOfMany: false,
  })
})

test('of thousands of products those of one category', () => {
  const outcomes = new PathOutcomes()
  for (let at = 0; at < 4_000; at += 1)
    outcomes.add(`/p/${['garden', 'toys', 'books', 'audio'][at % 4]}-${at}`, at % 4 === 0)
  expect(outcomes.named()).toMatchObject({ path: '/p/garden-*', failed: 1_000, answered: 0 })
})

test.each<[string, Record<string, [number, number]>, boolean]>([
  [
    'one product of many',
    { '/p/red': [9, 0], '/p/blue': [0, 20], '/p/mug': [0, 20], '/p/cup': [0, 10] },
    true,
  ],
  ['a page of its own', { '/menu': [9, 0] }, false],
  ['one of a few', { '/checkout/pay': [9, 0], '/checkout/address': [0, 90] }, false],
  [
    'the one that most ask for',
    {
      '/checkout/pay': [30, 0],
      '/checkout/a': [0, 20],
      '/checkout/b': [0, 9],
      '/checkout/c': [0, 9],
    },
    false,
  ],
  [
    'others fail as well',
    { '/p/red': [9, 0], '/p/blue': [5, 20], '/p/mug': [1, 20], '/q/cup': [0, 10] },
    false,
  ],
])('%s: whether it is one of many', (_, paths, isOneOfMany) => {
  const outcomes = new PathOutcomes()
  for (const [path, [failed, answered]] of Object.entries(paths)) {
    for (let count = 0; count < failed; count += 1) outcomes.add(path, true)
    for (let count = 0; count < answered; count += 1) outcomes.add(path, false)
  }
  expect(outcomes.named()?.isOneOfMany).toBe(isOneOfMany)
})
