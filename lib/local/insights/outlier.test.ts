import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { askLines } from './testdata/ask-lines'

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

const values = [-80, 9, 9, 10, 10, 11, 11, 12, 100]
const lines = values.map((cpu) => JSON.stringify({ cpu, memory: cpu === 12 ? 900 : 1, text: 'x' }))
const all = values.map(String)

test.each<[string, string[], string[]]>([
  ['cpu', [...all.slice(0, -1), '16'], []],
  ['mark=true cpu', [...all.slice(0, -1), '16'], [...'000000001']],
  ['mark=true uselower=true cpu', ['4', ...all.slice(1, -1), '16'], [...'100000001']],
  ['mark=true cpu memory', [...all.slice(0, -1), '16'], [...'000000011']],
  ['action=remove cpu', all.slice(0, -1), []],
  ['action=remove mark=true cpu', all.slice(0, -1), [...'00000000']],
  ['action=remove uselower=true mark=true cpu memory', all.slice(1, -2), [...'000000']],
  ['mark=true text', all, [...'000000000']],
])('outlier %s', async (written, expected, marks) => {
  const rows = await askLines(store, lines, `fields cpu | outlier ${written} | sort @timestamp asc`)
  expect(rows.map(({ cpu }) => cpu)).toEqual(expected)
  expect(rows.flatMap(({ outlier }) => outlier ?? [])).toEqual(marks)
})

test('the mark is a column like others', async () => {
  const query =
    'fields cpu | outlier mark=true cpu | stats count(*) as n, max(cpu) as most by outlier'
  expect(await askLines(store, lines, query)).toEqual([
    { outlier: '0', n: '8', most: '12' },
    { outlier: '1', n: '1', most: '16' },
  ])
})
