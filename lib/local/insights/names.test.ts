import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { keywords } from './keywords'

const names = [
  'userAgent',
  'useragent',
  'useragent_2',
  'a"b',
  '"; DROP TABLE events_1; --',
  'order',
  'select',
  'rowid',
  'current_date',
  'id',
  'ts',
  'log',
  'message',
  'f1',
  'c1',
  'scan1',
  'stats1',
  'matched',
  'text',
  'l',
  '名前',
  '💥',
  'nul\u0000nul',
  'line\nbreak',
  'half\ud800',
  ' ',
  'x'.repeat(5_000),
]

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
  await store.createLogGroup('g', 0)
  await store.createLogStream('g', 's', 0)
  const events = ['one', 'two'].map((value, at) => ({
    timestampMs: at,
    message: 'm',
    fields: Object.fromEntries(names.map((name, nth) => [name, `${value} ${nth}`])),
  }))
  await store.append('g', 's', batchOf(events), { ingestedMs: 0 })
})
afterAll(() => store.close())

async function rowsOf(query: string) {
  const options = { startMs: 0, endMs: 1_000, nowMs: 1_000 }
  const { sql, parameters, columns } = compile(query, store.source(['g']), options)
  const { rows } = await store.query(sql, parameters)
  return rows.map((row) => row.slice(0, columns.filter(({ kind }) => kind !== 'pointer').length))
}

const inQuery = (name: string) => `\`${name}\``

describe('a field may be called anything', () => {
  test.each(names.map((name, nth) => [name.slice(0, 20), name, nth] as const))(
    '%j',
    async (_, name, nth) => {
      const field = inQuery(name)
      const value = `one ${nth}`
      expect(await rowsOf(`fields ${field} | filter ${field} = "${value}"`)).toEqual([[value]])
      expect(await rowsOf(`stats count(*) as n by ${field} | sort ${field} desc`)).toEqual([
        [`two ${nth}`, 1],
        [value, 1],
      ])
      expect(await rowsOf(`fields concat(${field}, "!") as ${field} | sort @timestamp`)).toEqual([
        [`${value}!`],
        [`two ${nth}!`],
      ])
      expect(await rowsOf(`filter ${field} in (fields ${field}) | dedup ${field}`)).toHaveLength(2)
    },
  )

  test('all of them at once, each with its own value', async () => {
    const query = `fields ${names.map(inQuery).join(', ')} | limit 1`
    expect(await rowsOf(query.slice(0, 10_000))).toEqual([names.map((_, nth) => `two ${nth}`)])
  })
})

test('every word that is no name to this DuckDB is quoted', async () => {
  const { rows } = await store.query(
    "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category <> 'unreserved'",
  )
  expect(rows.map(([word]) => String(word)).filter((word) => !keywords.has(word))).toEqual([])
})
