import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { askLines } from './testdata/ask-lines'

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

const list = '{"host":"w1","items":["a","b"],"deep":{"in":[{"n":1},{"n":2}]}}'
const text = '{"host":"w2","items":"x","deep":{"in":"y"}}'
const number = '{"host":"w3","items":7,"deep":{"in":true}}'
const json = '{"host":"w4","items":"[\\"c\\",\\"d\\"]","deep":{"in":"{\\"n\\":3}"}}'
const none = '{"host":"w5"}'
const others = Array.from({ length: 10 }, (_, at) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: 25 }, (_, key) => [`k${at}_${key}`, 1]))),
)
const empty = '{"host":"w6","items":[],"deep":{"in":{"n":4}}}'
const lines = [list, text, number, json, none, empty, 'no JSON']

const column = async (query: string, events: readonly string[]) =>
  (await askLines(store, events, query)).map(({ x }) => x ?? 'none').join()

// The list of an event is the same whatever other events have under its name.
test.each([
  ['expand items | sort @timestamp asc | display items as x', 'a,b,x,7,c,d,none,none'],
  ['unnest items into x | sort @timestamp asc | display x', 'a,b,x,7,c,d,none,none'],
  [
    'expand deep.in | sort @timestamp asc | display coalesce(deep.in.n, deep.in) as x',
    '1,2,y,1,3,none,4,none',
  ],
  [
    'unnest deep.in into x | sort @timestamp asc | display coalesce(x.n, x) as x',
    '1,2,y,1,3,none,4,none',
  ],
  ['json field=items "[1]" as x | sort @timestamp asc | display x', 'b,none,none,d,none,none,none'],
  ['json field=deep.in "n" as x | sort @timestamp asc | display x', 'none,none,none,3,none,4,none'],
])('%s', async (query, expected) => {
  expect(await column(query, lines)).toBe(expected)
})

test.each([
  ['a list', [list], 'a,b'],
  ['a list beside a text', [list, text], 'a,b,x'],
  ['a text beside a list', [text, list], 'x,a,b'],
  ['a list beside a number', [list, number], 'a,b,7'],
  ['a list beside nothing', [none, list], 'none,a,b'],
])('of %s', async (_, events, expected) => {
  for (const query of [
    'expand items | sort @timestamp asc | display items as x',
    'unnest items into x | sort @timestamp asc | display x',
  ])
    expect(await column(query, events), query).toBe(expected)
})

test('also where a log group has more fields than columns', async () => {
  const query = 'filter ispresent(host) | expand items | sort @timestamp asc | display items as x'
  expect(await column(query, [...others, ...lines])).toBe('a,b,x,7,c,d,none')
})

test('a field that a command makes hides the lists of that name', async () => {
  const query = 'fields host as items | expand items | sort @timestamp asc | display items as x'
  expect(await column(query, [list, text])).toBe('w1,w2')
})
