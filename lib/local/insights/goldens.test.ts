import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { format } from './format'
import { cafeWindow, openCafe } from './testdata/open-cafe'

// Each folder is a query, the SQL it becomes and the rows that DuckDB then gives for testdata/cafe.log.
// `npx vitest run goldens -u` writes SQL and rows anew: read the difference before it is committed.
const folder = new URL('./goldens/', import.meta.url)
const names = readdirSync(folder).sort()

let store: Store
beforeAll(async () => {
  store = await openCafe()
})
afterAll(() => store.close())

/** One clause a line, for people. */
const readable = (sql: string) =>
  `${sql.replace(/ (FROM|WHERE|GROUP BY|ORDER BY|LIMIT|QUALIFY|HAVING) /g, '\n$1 ')}\n`

describe('goldens', () => {
  test('there are some', () => expect(names.length).toBeGreaterThan(15))

  test.each(names)('%s', async (name) => {
    const query = readFileSync(new URL(`${name}/query.txt`, folder), 'utf8')
    const library = store.library()
    const compiled = compile(query, store.source(['apache/access']), cafeWindow, library)
    const answer = await store.query(compiled.sql, compiled.parameters)
    const rows = answer.rows.map((row) =>
      Object.fromEntries(
        compiled.columns.flatMap(({ name, kind }, at) => {
          const value = format(row[at] ?? null, kind)
          return value === undefined || kind === 'pointer' ? [] : [[name, value]]
        }),
      ),
    )
    const sql = `${readable(compiled.sql)}-- ${JSON.stringify(compiled.parameters)}\n`
    await expect(sql).toMatchFileSnapshot(`./goldens/${name}/expected.sql`)
    await expect(`${JSON.stringify(rows, null, 2)}\n`).toMatchFileSnapshot(
      `./goldens/${name}/rows.json`,
    )
  })
})
