import { afterAll, beforeAll, expect, test } from 'vitest'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { cafeNowMs, cafeWindow } from './testdata/open-cafe'

// Stored fields have SQL of their own; it must find what it finds in any other text.
const texts = [
  'Googlebot/2.1',
  'CUBOT X19',
  'curl/8.5.0',
  'two\nlines of\ncurl',
  '',
  '-',
  'Q.E.D.',
  'a|b',
  'é💥',
  null,
]

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
  await store.createLogGroup('agents', 0)
  await store.createLogStream('agents', 'log', 0)
  const events = texts.map((agent) => ({
    timestampMs: cafeNowMs,
    message: agent ?? 'none',
    fields: agent === null ? null : { agent },
  }))
  await store.append('agents', 'log', batchOf(events), { ingestedMs: cafeNowMs })
})
afterAll(() => store.close())

async function found(condition: string) {
  const query = `filter ${condition} | fields agent | limit 100`
  const { sql, parameters } = compile(query, store.source(['agents']), cafeWindow)
  const { rows } = await store.query(sql, parameters)
  return rows.map(([agent]) => agent)
}

// What is computed is no stored field.
const computed = 'if(ispresent(agent), concat(agent, ""), missing)'

test.each([
  ['like /(?i)(?:^|[^u])bot|^curl/', 2],
  [`like /^-?$/`, 2],
  [`like /curl$/`, 1],
  [`like /(?m)^curl$/`, 1],
  [`like /(?m)curl$/`, 1],
  ['like /two.*curl/', 0],
  ['like /(?s)two.*curl/', 1],
  ['like /lines(?s).*curl|X19/', 2],
  [String.raw`like /\Qa|b\E$/`, 1],
  [String.raw`like /\QQ./`, 1],
  ['like /Q|a/', 2],
  ['like /.💥/', 1],
  ['not like /./', 2],
  ['in ["-", "", "a|b"]', 3],
  ['not in ["-", "", "a|b"]', 7],
  [`in [${Array.from({ length: 30 }, (_, at) => `"${at}"`)}, "-"]`, 1],
])('agent %s: %i', async (condition, count) => {
  const rows = await found(`agent ${condition}`)
  expect(rows).toHaveLength(count)
  expect(rows).toEqual(await found(`${computed} ${condition}`))
})

test('coordinates are numbers where they are', async () => {
  const written = ['60.6', '-12', '1e3', 'inf', ' 7', '', 'Rome', '0x10', null]
  await store.createLogGroup('places', 0)
  await store.createLogStream('places', 'log', 0)
  const events = written.map((lat) => ({
    timestampMs: cafeNowMs,
    message: 'a place',
    fields: lat === null ? null : { lat },
  }))
  await store.append('places', 'log', batchOf(events), { ingestedMs: cafeNowMs })
  const query = 'stats count(lat), sum(lat), min(lat + 0), max(abs(lat))'
  const { sql, parameters } = compile(query, store.source(['places']), cafeWindow)
  const { rows } = await store.query(sql, parameters)
  // What abs() gives keeps its digits, as a text.
  expect(rows[0]?.slice(0, 4)).toEqual([8, 1048.6, -12, '1000'])
})

test.each(['/a)|(?:b/', '/(/', '/a\\/'])('%s is refused', async (pattern) => {
  await expect(found(`agent like ${pattern}`)).rejects.toThrow()
})
