import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openPartsFile } from '@/lib/local/store/parts-file'
import { bots } from '@/lib/queries/bots'
import type { Query } from '@/lib/queries/query'
import { requestsByBin } from '@/lib/queries/requests-by-bin'
import { totals } from '@/lib/queries/totals'
import { hourMs, minuteMs } from '@/lib/time'
import { windowOf } from '@/lib/window'
import { run } from './run'
import { runtime } from './runtime'
import { eventsOf, openBilled } from './testdata/billed-cloudwatch'

const noonMs = Date.parse('2026-11-20T12:17:20Z')
let cloudwatch: Awaited<ReturnType<typeof openBilled>>
beforeEach(async () => {
  cloudwatch = await openBilled()
  cloudwatch.clock.ms = noonMs
  cloudwatch.restart()
  const range = { fromMs: noonMs - 4 * hourMs, toMs: noonMs }
  await cloudwatch.put(eventsOf(range, { seed: 3, perMinute: 2, located: true }))
})
afterEach(() => cloudwatch.close())

async function read<Row>(query: Query<Row>) {
  const window = windowOf('3h', cloudwatch.clock.ms)
  const reading = await run(query, { view: { range: '3h' }, window, site: runtime().env.site })
  if (!reading.ok) throw new Error(reading.failure.message)
  return reading
}
const whole = <Row>(query: Query<Row>): Query<Row> => ({ ...query, from: undefined })
const started = async (work: () => Promise<unknown>) =>
  (await cloudwatch.billOf(work)).started.length

test('an event that comes half an hour late is found when its half hour is looked at again', async () => {
  const before = await read(totals)
  const timestamp = noonMs - 40 * minuteMs
  const message = '{"remoteIP":"192.0.2.9","method":"GET","request":"/late","status":"200"}'
  await cloudwatch.put([{ timestamp, message }])
  cloudwatch.clock.ms = noonMs + minuteMs
  expect((await read(totals)).rows).not.toEqual((await read(whole(totals))).rows)
  cloudwatch.clock.ms = noonMs + hourMs
  const after = await read(totals)
  expect(after.rows).toEqual((await read(whole(totals))).rows)
  expect(after.rows).not.toEqual(before.rows)
})

test('a text of the reading can be run over its whole window', async () => {
  await read(requestsByBin)
  cloudwatch.clock.ms += minuteMs
  const known = await read(requestsByBin)
  const fresh = await read(whole(requestsByBin))
  expect(known.query).toBe(fresh.query)
  expect(known.window).toEqual(fresh.window)
  expect(known.bytesScanned).toBeLessThan(fresh.bytesScanned / 10)
})

test('what was asked for is not asked for again after a restart, but for the open minutes', async () => {
  const workDir = mkdtempSync(join(tmpdir(), 'readings-'))
  const path = join(workDir, 'readings.duckdb')
  const open = async () => {
    const file = await openPartsFile({ path, workDir, log: (text) => expect(text).toBe('') })
    if (!file) throw new Error('not opened')
    return file
  }
  const first = await open()
  Object.assign(cloudwatch.restart(), { partsFile: first })
  const { bytes } = await cloudwatch.billOf(() => read(bots))
  await first.close()
  const second = await open()
  Object.assign(cloudwatch.restart(), { partsFile: second })
  cloudwatch.clock.ms += minuteMs
  const known: unknown[] = []
  const again = await cloudwatch.billOf(async () => known.push(...(await read(bots)).rows))
  expect(again.bytes).toBeLessThan(bytes / 10)
  expect(known).toEqual((await read(whole(bots))).rows)
  await second.close()
  rmSync(workDir, { recursive: true })
})

test('with more rows than can be put together the whole is asked for, once a bin', async () => {
  const { from } = totals
  if (!from) throw new Error('totals are put together of parts')
  const tooMany = { ...totals, from: { ...from, base: { ...from.base, maxRows: 10 } } }
  const first = await read(tooMany)
  // Bins of three hours are five minutes wide.
  expect(new Date(first.window.toMs).toISOString()).toBe('2026-11-20T12:15:00.000Z')
  const { site } = runtime().env
  const asked = { view: { range: '3h' }, window: first.window, site } as const
  const fresh = await run(whole(totals), asked)
  if (!fresh.ok) throw new Error(fresh.failure.message)
  expect(first.rows).toEqual(fresh.rows)
  for (const minute of [18, 19]) {
    cloudwatch.clock.ms = noonMs + (minute - 17) * minuteMs
    expect(await started(() => read(tooMany))).toBe(0)
  }
  cloudwatch.clock.ms = noonMs + 3 * minuteMs
  expect(await started(() => read(tooMany))).toBe(1)
})
