import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout } from 'node:timers/promises'
import { queryObjects } from 'node:v8'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { getQueryResults } from '@/lib/local/api/queries'
import { startQuery } from '@/lib/local/api/start-query'
import { type EngineContext, newContext } from '@/lib/local/context'
import { Sql } from '@/lib/local/insights/sql'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { queryOf } from './started-queries'

const nowMs = Date.parse('2026-11-24T12:00:00Z')
const logGroupName = 'shop'
const byAgent = 'stats count(*) as lines, count_distinct(ip) as clients by agent'
const list = `${byAgent} | sort agent asc`
const total = `${byAgent} | stats sum(lines) as lines, sum(clients) as clients`

let store: Store
let context: EngineContext

const log = (requests: [agent: string, ip: string][], timestampMs = nowMs) =>
  store.append(
    logGroupName,
    's',
    batchOf(requests.map(([agent, ip]) => ({ timestampMs, message: ip, fields: { agent, ip } }))),
    { ingestedMs: nowMs },
  )

beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  context = newContext({ store, clock: () => nowMs, log: () => {} })
  await store.createLogGroup(logGroupName, 0)
  await store.createLogStream(logGroupName, 's', 0)
  await log([
    ['a', '1'],
    ['a', '2'],
    ['a', '2'],
    ['b', '1'],
  ])
})
afterEach(() => store.close())

const startTime = nowMs / 1000 - 60
const begin = (queryString: string) =>
  startQuery(context, { logGroupName, queryString, startTime, endTime: nowMs / 1000 })

async function rowsOf(queryId: string) {
  await queryOf(context.queries, queryId).ended
  const { results, status, statistics } = await getQueryResults(context, { queryId })
  const rows = results.map((row) => row.map(({ value }) => value).join(' '))
  return [status, statistics.recordsMatched, ...rows]
}
const ask = async (queryString: string) => rowsOf((await begin(queryString)).queryId)
const tables = async () => {
  const { rows } = await store.query(
    `SELECT count(*) FROM duckdb_tables() WHERE database_name = 'memory_only'`,
  )
  return rows[0]?.[0]
}

test('groups are counted once for the queries that begin with them', async () => {
  expect(await ask(total)).toEqual(['Complete', 4, '4 3'])
  expect(await tables()).toBe(1)
  expect(await ask(list)).toEqual(['Complete', 4, 'a 3 2', 'b 1 1'])
  expect(await tables()).toBe(1)
  await log([['b', '3']], nowMs - 3_600_000)
  expect(await ask(`${list} | limit 1`)).toEqual(['Complete', 4, 'a 3 2'])
  expect(await tables()).toBe(1)
})

test('they are counted again when there are other events in the window', async () => {
  await ask(total)
  await log([['c', '1']])
  expect(await ask(list)).toEqual(['Complete', 5, 'a 3 2', 'b 1 1', 'c 1 1'])
  expect(await ask(total)).toEqual(['Complete', 5, '5 4'])
  expect(await tables()).toBe(1)
})

test('queries that are asked at once wait for each other', async () => {
  const started = await Promise.all([total, list, `${list} | limit 1`].map(begin))
  const answers = await Promise.all(started.map(({ queryId }) => rowsOf(queryId)))
  expect(answers.map((rows) => rows.slice(2))).toEqual([['4 3'], ['a 3 2', 'b 1 1'], ['a 3 2']])
  expect(await tables()).toBe(1)
})

test('a query whose table is gone, or that was stopped, is no harm to others', async () => {
  await ask(total)
  const [base] = context.queries.bases.values()
  await store.query(`DROP TABLE ${await base?.table}`)
  expect(await ask(list)).toEqual(['Complete', 4, 'a 3 2', 'b 1 1'])

  context.queries.bases.clear()
  const { queryId } = await begin(`${total} | limit 5`)
  const other = await begin(`${list} | limit 1`)
  queryOf(context.queries, queryId).stop.abort()
  expect(await rowsOf(other.queryId)).toEqual(['Complete', 4, 'a 3 2'])
})

test('many groups are not kept, and of few tables only some', async () => {
  const many = Array.from({ length: 20_001 }, (_, at): [string, string] => [`agent ${at}`, '1'])
  await log(many, nowMs - 1)
  expect(await ask(total)).toEqual(['Complete', 20_005, '20005 20004'])
  expect(await tables()).toBe(0)
  expect(await ask(`${list} | limit 1`)).toEqual(['Complete', 20_005, 'a 3 2'])
  for (let at = 0; at < 20; at += 1)
    await ask(`filter agent != "${at}" and agent in ["a", "b"] | ${total}`)
  expect(await tables()).toBeLessThanOrEqual(16)
  expect(context.queries.bases.size).toBeLessThanOrEqual(16)
})

test('rows of other rows are no base', async () => {
  const made = vi.spyOn(context.queries.bases, 'set')
  await ask(`sessionize ip as visit | ${byAgent}, visit | stats sum(clients)`)
  await ask('stats count(*) by agent | stats count(*)')
  await ask('stats count_distinct(ip)')
  expect(made).not.toHaveBeenCalled()
})

/** Stands for a request of the pages, which its promises hold. */
class Asker {}
const asked = new AsyncLocalStorage<Asker>()

test('what is remembered of a query is its answer, and nothing that it ran with', async () => {
  const held = () => queryObjects(Sql, { format: 'count' })
  const count = 20
  await ask(list)
  const before = held()
  for (let limit = 1; limit <= count; limit += 1)
    await asked.run(new Asker(), () => ask(`${list} | limit ${limit}`))
  // Of each one that is held whole, dozens.
  expect(held() - before).toBeLessThan(count)
  // So long at most the timers of those who waited for an answer last.
  await setTimeout(150)
  expect(queryObjects(Asker, { format: 'count' })).toBeLessThan(count / 2)
})
