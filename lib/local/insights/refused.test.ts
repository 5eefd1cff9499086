import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { MalformedQuery } from './malformed'
import { mutatedQuery } from './testdata/mutated-query'
import { addLines, addTable, cafeWindow, openCafe } from './testdata/open-cafe'

const events = {
  table: 'events',
  log: "'g'",
  stream: 'NULL',
  field: (name: string) => (name === 'nosuch' ? undefined : 'f1'),
}
const options = { startMs: 0, endMs: 1, nowMs: 1 }
const compiled = (text: string) =>
  compile(text, { tables: [events], fields: [], hasOthers: false }, options)

describe('filterIndex takes what an index can answer', () => {
  test.each([
    'status = 500',
    'status = "500" and method = "GET"',
    'status in [500, 502] or (method = "GET")',
  ])('%s', (condition) => {
    const { sql } = compiled(`filterIndex ${condition}`)
    expect(sql.replaceAll('filterindex1', 'filter1')).toBe(compiled(`filter ${condition}`).sql)
  })

  test.each([
    'status > 400',
    'status != 500',
    'status like "5"',
    'not status = 500',
    'status not in [500]',
    'status = 500 or bytes > 1',
    'strlen(status) = 3',
    'ispresent(status)',
    'status in (fields x)',
  ])('and refuses %s', (condition) => {
    expect(() => compiled(`filterIndex ${condition}`)).toThrow(/^.*filter takes all else/)
    expect(() => compiled(`filter ${condition}`)).not.toThrow()
  })
})

describe('refused, with the place', () => {
  test.each([
    'filter a like /(/',
    'filter a like /[z-a]/',
    'filter a like /a{5000}/',
    'filter a like /(?=x)/',
    'fields regexReplace(a, "(", "b")',
    'parse @message /nogroups/ as q',
    `fields ${'-'.repeat(9_000)}1`,
    `filter ${'('.repeat(9_000)}1${')'.repeat(9_000)}`,
    'stats avg(count(*))',
    'fields bin(5)',
    'fields bin(0m)',
    'limit 0',
    'parse @message "* *" as one',
    `fields ${Array(149).fill('bytes').join(' = ')} as x`,
    `fields ${'hexToDec('.repeat(40)}bytes${')'.repeat(40)} as x`,
    Array(90).fill('addtotals col=true x').join(' | '),
  ])('%s', (text) => {
    expect(() => compiled(text.slice(0, 10_000))).toThrow(MalformedQuery)
  })
})

interface Published {
  query: string
  accept: boolean | null
}
const published: Published[] = JSON.parse(
  readFileSync(new URL('./testdata/published-queries.json', import.meta.url), 'utf8'),
)

describe('published queries', () => {
  let store: Store
  beforeAll(async () => {
    store = await openCafe()
    for (const group of ['lg', 'Query-1', '/app-logs', 'namePrefix1', '/aws/lambda/my-function'])
      await addLines(store, group, [])
    const others = ['/aws/infra-logs', '/aws/lambda/database-service']
    for (const group of [...others, '/aws/lambda/payment-service', '/aws/lambda/payment-processor'])
      await addLines(store, group, ['{"requestId":"a","status":"FAILED"}'])
    const fields = ['id', 'user_id', 'name', 'username', 'email', 'department']
    await addTable(store, 'user_data', fields, [['1', 'u1', 'n', 'un', 'e', 'Engineering']])
    await addTable(store, 'net_table', ['srcAddr', 'region', 'owner', 'datacenter'], [])
  })
  afterAll(() => store.close())

  test.each(published.filter(({ accept }) => accept === false))(
    '$query is refused',
    ({ query }) => {
      expect(() => compiled(query)).toThrow(MalformedQuery)
    },
  )

  test.each(['apache/access', 'lg'])('run over the log group %s', async (group) => {
    const accepted = published.filter(({ accept }) => accept === true)
    expect(accepted).toHaveLength(286)
    for (const { query } of accepted) {
      const made = compile(query, store.source([group]), cafeWindow, store.library())
      const answer = store.query(made.sql, made.parameters)
      await expect(answer, query).resolves.toBeDefined()
      await expect(store.query(made.scanned.sql, made.scanned.parameters)).resolves.toBeDefined()
      if (made.matched && 'sql' in made.matched)
        await expect(store.query(made.matched.sql, made.matched.parameters)).resolves.toBeDefined()
    }
  })
})

test('mutated queries end in SQL or in a MalformedQuery (npm run fuzz for more)', () => {
  for (let seed = 1; seed <= 5_000; seed += 1) {
    const query = mutatedQuery(seed)
    try {
      compiled(query)
    } catch (error) {
      expect(error, `seed ${seed}: ${query}`).toBeInstanceOf(MalformedQuery)
    }
  }
})
