import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { describeQueries, getQueryResults, stopQuery } from '@/lib/local/api/queries'
import { startQuery } from '@/lib/local/api/start-query'
import { type EngineContext, newContext } from '@/lib/local/context'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'

const nowMs = Date.parse('2026-11-24T12:00:00Z')
const events = 100_000_000
// It would read 300 GB.
const endless =
  'fields @message | filter @message like /(a|b|c)+7.*(x|abc)+z/ or @message = "the newest"'

let store: Store
let context: EngineContext
let logged: string[]

beforeEach(async () => {
  logged = []
  store = await openStore({ path: ':memory:' })
  context = newContext({ store, clock: () => nowMs, log: (text) => logged.push(text) })
  for (const name of ['big', 'small']) {
    await store.createLogGroup(name, 0)
    await store.createLogStream(name, 's', 0)
  }
  const event = { timestampMs: nowMs, message: 'the only one', fields: null }
  await store.append('small', 's', batchOf([event]), { ingestedMs: nowMs })
  // An hour of events that are made as they are read: long ones at its start, one short one now.
  await store.run(`DROP TABLE events_1;
    CREATE VIEW events_1 AS
      SELECT n AS id, ${nowMs - 3_600_000}::BIGINT AS ts, ${nowMs}::BIGINT AS ingested, 1 AS stream_id, repeat('abc', 1000) || n AS message, 66 AS size FROM range(${events - 1}) r(n)
      UNION ALL SELECT ${events}, ${nowMs}, ${nowMs}, 1, 'the newest', 66`)
})
afterEach(async () => {
  for (const query of context.queries.byId.values()) query.stop.abort()
  await Promise.all([...context.queries.byId.values()].map(({ ended }) => ended))
  await store.close()
})

const start = async (logGroupName: string, queryString: string) => {
  const input = { startTime: nowMs / 1000 - 3600, endTime: nowMs / 1000, limit: 10 }
  return (await startQuery(context, { ...input, logGroupName, queryString })).queryId
}
const look = (queryId: string) => getQueryResults(context, { queryId })
const statusOf = async (queryId: string) => (await look(queryId)).status
const until = async (queryId: string, status: string, withinMs = 5_000) => {
  const deadline = Date.now() + withinMs
  while ((await statusOf(queryId)) !== status && Date.now() < deadline);
  expect(await statusOf(queryId)).toBe(status)
}
/** The share of one processor that this process used for a while. */
async function processorShare(ms: number): Promise<number> {
  const before = process.cpuUsage()
  await setTimeout(ms)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / ms
}

describe('a query that runs for long', () => {
  test('shows the newest part and how far it is; others are answered; stopped, it uses nothing', async () => {
    const queryId = await start('big', endless)
    expect(await statusOf(queryId)).toBe('Running')

    const began = performance.now()
    const quick = await start('small', 'fields @message')
    await until(quick, 'Complete')
    expect((await look(quick)).results).toHaveLength(1)
    await store.logStreams('small')
    expect(performance.now() - began).toBeLessThan(1_000)

    const deadline = Date.now() + 10_000
    let page = await look(queryId)
    while (page.results.length === 0 && Date.now() < deadline) page = await look(queryId)
    expect(page.status).toBe('Running')
    expect(page.results[0]?.[0]).toEqual({ field: '@message', value: 'the newest' })
    const { recordsScanned, bytesScanned, recordsMatched } = page.statistics
    expect(recordsMatched).toBeGreaterThanOrEqual(page.results.length)
    expect(recordsScanned).toBeGreaterThanOrEqual(events / 20)
    expect(recordsScanned).toBeLessThan(events)
    expect(bytesScanned / recordsScanned).toBeCloseTo(66)

    expect(await stopQuery(context, { queryId })).toEqual({ success: true })
    const stopped = performance.now()
    await context.queries.byId.get(queryId)?.ended
    expect(performance.now() - stopped).toBeLessThan(3_000)
    expect(await processorShare(300)).toBeLessThan(0.5)
    const { queries } = await describeQueries(context, { status: 'Cancelled' })
    expect(queries.map((query) => query.queryId)).toEqual([queryId])
    expect(logged).toEqual([])
  })

  test('is ended by the deadline, and that is logged, whatever became of its log group', async () => {
    context.queries.deadlineMs = 1_500
    const queryId = await start('big', endless)
    expect(await statusOf(queryId)).toBe('Running')
    const gone = () => {
      throw new Error('there is no such log group any more')
    }
    Object.assign(store, { source: gone })
    await until(queryId, 'Timeout')
    expect(logged).toEqual([expect.stringContaining(`${queryId} was stopped`)])
  })
})

const fillTurns = () => Promise.all([1, 2, 3].map(() => start('big', endless)))

describe('many queries', () => {
  test('some run, the others wait in line, and too many are refused', async () => {
    const running = await fillTurns()
    const waiting = await start('small', 'fields @message')
    expect(await Promise.all(running.map(statusOf))).toEqual(['Running', 'Running', 'Running'])
    expect(await statusOf(waiting)).toBe('Scheduled')
    const given = await start('small', 'fields @message')
    await stopQuery(context, { queryId: given })
    expect(await statusOf(given)).toBe('Cancelled')

    for (let n = 0; n < 96; n += 1) await start('small', 'fields @message')
    await expect(start('small', 'fields @message')).rejects.toMatchObject({
      type: 'LimitExceededException',
      message: 'Account maximum query concurrency limit of [100] reached.',
    })
    await stopQuery(context, { queryId: running[0] ?? '' })
    await until(waiting, 'Complete')
  })

  test('one that fails logs why', async () => {
    const running = await fillTurns()
    const waiting = await start('small', 'fields @message')
    await store.deleteLogGroup('small')
    for (const queryId of running) await stopQuery(context, { queryId })
    await until(waiting, 'Failed')
    expect(logged).toEqual([
      expect.stringMatching(`The query ${waiting} failed: .*events_2 does not exist`),
    ])
  })

  test.each([
    ['No space left on device', /^The store .* most likely because its disk is full\. Free some/],
    [
      'failed to offload data block of size 256KiB. This limit was set by the max_temp_directory_size setting.',
      /^The query needs more room for its work than the disk of \/.* has left\. Free some space/,
    ],
    ['something else', null],
  ])('one that fails by %s says so where that is the disk', async (said, problem) => {
    await store.run(`CREATE OR REPLACE VIEW events_1 AS
      SELECT 1 AS id, ${nowMs - 1_000}::BIGINT AS ts, ${nowMs}::BIGINT AS ingested, 1 AS stream_id, error('${said}')::VARCHAR AS message, 66 AS size`)
    const failing = await start('big', 'fields @message | filter @message like /a/')
    await until(failing, 'Failed')
    const found = context.queries.byId.get(failing)?.problem
    if (problem === null) expect(found).toBeNull()
    else expect(found).toMatch(problem)
  })
})
