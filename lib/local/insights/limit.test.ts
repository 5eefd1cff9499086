import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { cafeWindow, openCafe } from './testdata/open-cafe'

let store: Store
beforeAll(async () => {
  store = await openCafe()
})
afterAll(() => store.close())

async function ask(query: string, limit?: number) {
  const source = store.source(['apache/access'])
  const made = compile(query, source, { ...cafeWindow, limit }, store.library())
  const { rows } = await store.query(made.sql, made.parameters)
  const { matched } = made
  const counted =
    matched && 'sql' in matched ? await store.query(matched.sql, matched.parameters) : null
  return { rows, matched: counted?.rows[0]?.[0], sql: made.sql }
}

// Of the rows that are not wanted nothing is computed, where the order of time decides which are.
test.each([
  ['fields concat(request, "!") as x', true],
  ['filter status >= 400 | fields concat(request, "!") as x', true],
  ['fields concat(request, "!") as x | sort @timestamp asc', true],
  ['parse request "/cafe/*" as x', true],
  ['parse @message /"status":"(?<x>\\d+)"/ | fields x + 1 as y', true],
  ['fields request in (fields concat(request, "") as r) as x', true],
  ['fields concat(request, "!") as x | sort x asc', false],
  ['fields concat(status, "") as x | filter x >= 400', false],
  ['fields concat(status, "") as x | dedup x', false],
  ['parse request /(?<x>[a-z])/ multi', false],
  ['fields bytes + 0 as x | accum x as y', false],
  ['sessionize remoteIP as x', false],
])('%s', async (query, early) => {
  const whole = await ask(query)
  const [written, requested] = [await ask(`${query} | limit 3`), await ask(query, 3)]
  for (const { rows, matched } of [written, requested]) {
    expect(rows).toEqual(whole.rows.slice(0, 3))
    expect(matched).toEqual(whole.matched)
  }
  expect(requested.sql.match(/LIMIT 3\b/g)).toHaveLength(early ? 2 : 1)
})

test('rows that a limit chose by another order are those that a second limit chooses from', async () => {
  const query = 'fields concat(bytes, "") as x | sort x asc | limit 4 | sort @timestamp desc'
  const { rows: chosen } = await ask(query)
  expect((await ask(`${query} | limit 2`)).rows).toEqual(chosen.slice(0, 2))
  expect((await ask(query, 2)).rows).toEqual(chosen.slice(0, 2))
})
