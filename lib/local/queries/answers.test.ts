import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { getQueryResults } from '@/lib/local/api/queries'
import { startQuery } from '@/lib/local/api/start-query'
import { type EngineContext, newContext } from '@/lib/local/context'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { hourMs } from '@/lib/time'
import { queryOf } from './started-queries'

const nowMs = Date.parse('2026-11-24T12:00:00Z')
const logGroupName = 'shop'

let store: Store
let context: EngineContext

const log = (...timesMs: number[]) =>
  store.append(
    logGroupName,
    's',
    batchOf(timesMs.map((timestampMs) => ({ timestampMs, message: 'a line', fields: null }))),
    { ingestedMs: nowMs },
  )

beforeEach(async () => {
  store = await openStore({ path: ':memory:' })
  context = newContext({ store, clock: () => nowMs, log: () => {} })
  await store.createLogGroup(logGroupName, 0)
  await store.createLogStream(logGroupName, 's', 0)
  await log(nowMs - 2 * hourMs, nowMs - hourMs / 2)
})
afterEach(() => store.close())

/** How many lines there are in the hour before, and whether the events were read for it. */
async function ask(queryString = 'stats count(*) as lines') {
  const taken = vi.spyOn(store.readers, 'take')
  const [startTime, endTime] = [nowMs / 1000 - 3600, nowMs / 1000 - 1]
  const { queryId } = await startQuery(context, { logGroupName, queryString, startTime, endTime })
  await queryOf(context.queries, queryId).ended
  const { status, results, statistics } = await getQueryResults(context, { queryId })
  const reads = taken.mock.calls.length
  taken.mockRestore()
  const lines = Number(results[0]?.[0]?.value)
  return { status, lines, scanned: statistics.recordsScanned, reads }
}

const answer = (lines: number, reads: number) => ({
  status: 'Complete',
  lines,
  scanned: lines,
  reads,
})

test('an answer is given again until events of its window change', async () => {
  expect(await ask()).toEqual(answer(1, 1))
  expect(await ask()).toEqual(answer(1, 0))
  await log(nowMs, nowMs + 1)
  await log(nowMs - 2 * hourMs)
  expect(await ask()).toEqual(answer(1, 0))
  expect(await ask('stats count(*) + 0 as lines')).toEqual(answer(1, 1))
  await log(nowMs - hourMs / 2, nowMs)
  expect(await ask()).toEqual(answer(2, 1))
  const all = { fromMs: 0, toMs: nowMs, afterId: 0, upToId: store.newestId(logGroupName) }
  await store.deleteEvents(logGroupName, { ...all, fromMs: nowMs - hourMs, afterId: 2 })
  expect(await ask()).toEqual(answer(1, 1))
  expect(await ask()).toEqual(answer(1, 0))
})

test('an answer is forgotten with the query that gave it', async () => {
  await ask()
  context.queries.byId.clear()
  expect(await ask()).toEqual(answer(1, 1))
})
