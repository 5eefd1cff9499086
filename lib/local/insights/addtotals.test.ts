import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { askLines } from './testdata/ask-lines'

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

const lines = ['{"b":2,"c":0.1,"k":"x"}', '{"b":4,"c":100.025,"k":"x"}', '{"b":"6","c":1e-7}']

// A sum is written as sum() writes it.
test.each<[string, Record<string, string>]>([
  ['fields b | addtotals col=true b', { b: '12', Total: '12' }],
  ['fields c | addtotals row=false col=true', { c: '100.125' }],
  ['fields b, c | addtotals fieldname=all col=true', { b: '12', c: '100.125', all: '112.125' }],
  ['fields b > 3 as more | addtotals row=false col=true', { more: '2' }],
  ['fields k | addtotals row=false col=true k', {}],
  ['fields @timestamp as at, b | addtotals col=true', { b: '12', Total: '12' }],
  [
    'stats sum(b) as s, max(c) as m by k | addtotals col=true',
    { s: '12', m: '100.025', Total: '112.025' },
  ],
])('%s', async (query, last) => {
  expect((await askLines(store, lines, query)).at(-1)).toEqual(last)
})
