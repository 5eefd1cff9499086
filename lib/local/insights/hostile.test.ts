import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { MalformedQuery } from './malformed'
import { cafeWindow, openCafe } from './testdata/open-cafe'
import { randomQuery } from './testdata/random-query'

let store: Store
beforeAll(async () => {
  store = await openCafe()
})
afterAll(() => store.close())

async function first(query: string) {
  const { sql, parameters, columns } = compile(
    query,
    store.source(['apache/access']),
    cafeWindow,
    store.library(),
  )
  const { rows } = await store.query(sql, parameters)
  return rows[0]?.[columns.findIndex(({ name }) => name === 'x')]
}

describe('what lies beyond is null, or the largest there is', () => {
  test.each([
    ['1e20', 1e20],
    ['toInt(1e30)', null],
    ['toLong("9223372036854775808")', null],
    ['ceil(1e30)', 1e30],
    ['abs(toInt("-2147483648"))', 2147483648],
    ['fromMillis(1e19)', null],
    ['datefloor(1e19, 1d)', null],
    ['dateceil(fromMillis(-1e30), 1mo)', null],
    ['formatDate(1e30, "%F")', null],
    ['substr("hello", 1e15)', ''],
    ['substr("hello", 1, 1e15)', 'ello'],
    ['substr("hello", -9)', 'hello'],
    ['round(5.5, 1e30)', 5.5],
    ['decToHex(1e30)', null],
    ['haversine(missing, 1, 2, 3)', null],
    ['base64decode("###")', null],
    ['strlen(split("a b", " "))', null],
    ['fromMillis(0)', 0],
  ])('%s', async (expression, expected) => {
    const made = await first(`fields ${expression} as x`)
    if (typeof expected === 'number') expect(Number(made)).toBe(expected)
    else expect(made).toBe(expected)
  })
})

describe('refused, not run', () => {
  test.each([
    'stats pct(bytes, 150)',
    'stats pct(bytes, status)',
    'stats count(*) by histogram(bytes, 0)',
    'fields formatDate(@timestamp, "%Q")',
    'fields formatDate(@timestamp, "%F", "Mars/City")',
    'fields parseDate("1", "bbb")',
    'stats count(*) by bin(99999d)',
    'fields split(request, "/") as x | stats count(*) by x',
    'fields split(request, "/") as x | sort x',
    'parse request /(?<a>.)(?<a>.)/',
  ])('%s', async (query) => {
    await expect(first(query)).rejects.toBeInstanceOf(MalformedQuery)
  })
})

test('queries that follow the grammar run, or are refused as malformed (npm run fuzz for more)', async () => {
  for (let seed = 1; seed <= 250; seed += 1) {
    const query = randomQuery(seed)
    await first(query).catch((error: unknown) =>
      expect(error, `seed ${seed}: ${query}`).toBeInstanceOf(MalformedQuery),
    )
  }
}, 180_000)
