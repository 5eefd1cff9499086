import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  event,
  group,
  hour,
  type OpenArchive,
  openArchive,
  put,
  startMs,
  threeHours,
} from './testdata/open-archive'

const day = 24 * hour
let here: OpenArchive
beforeEach(async () => {
  here = await openArchive()
  await threeHours(here.store)
  await here.store.setRetention(group, 1)
})
afterEach(() => here.close())

const times = async () =>
  (
    await here.store.query(
      `SELECT DISTINCT ts - ts % 3600000 FROM ${here.store.source([group]).from} ORDER BY 1`,
    )
  ).rows.map(([ts]) => (Number(ts) - startMs) / hour)
const newest = (ms: number) => put(here.store, [event(startMs + ms, 'newest')])

describe('retention', () => {
  test('deletes hours that are whole too old, counted from the newest event', async () => {
    await newest(day + 2 * hour)
    here.time.nowMs = startMs + 400 * day
    await here.archive.pass()
    expect(await times()).toEqual([2, 26])
    expect((await here.archive.status()).retention).toEqual({
      days: 1,
      deletedToMs: startMs + 2 * hour,
    })
  })

  test('counts from now when an event claims to be of the future', async () => {
    await newest(900 * day)
    here.time.nowMs = startMs + day + 2 * hour
    await here.archive.pass()
    expect(await times()).toEqual([2, 21_600])
  })

  test('does not empty an old log that is loaded to be looked at', async () => {
    here.time.nowMs = startMs + 4000 * day
    await here.archive.pass()
    expect(await times()).toEqual([0, 1, 2])
  })

  test('keeps what the archive does not hold as it was written, and deletes the rest', async () => {
    await here.archive.pass()
    const file = join(
      here.root,
      'archive/apache-access/year=2026/month=11/day=20/hour=10/apache-access-20261120T1000Z-part-0.log.gz',
    )
    chmodSync(file, 0o644)
    writeFileSync(file, 'other')
    await newest(3 * day)
    here.time.nowMs = startMs + 4 * day
    expect(await here.archive.pass()).toBe(false)
    expect(await times()).toEqual([0, 72])
    const { problem } = await here.archive.status()
    expect(`${problem?.message} ${problem?.remedy}`).toMatch(
      /part-0\.log\.gz .* is not what was written\. Its events are kept/,
    )
  })

  test('deletes no event that came after its hour was archived', async () => {
    await here.archive.pass()
    rmSync(join(here.root, 'archive/apache-access/year=2026/month=11/day=20/hour=11'), {
      recursive: true,
    })
    await put(here.store, [event(startMs + hour, 'late')])
    await newest(3 * day)
    here.time.nowMs = startMs + 4 * day
    await here.archive.pass()
    expect(await times()).toEqual([1, 72])
  })

  test('never for a log group without a policy', async () => {
    await here.store.setRetention(group, null)
    await newest(3 * day)
    here.time.nowMs = startMs + 4 * day
    await here.archive.pass()
    expect(await times()).toEqual([0, 1, 2, 72])
  })

  test('ids are not given twice after the newest were deleted and the store was opened again', async () => {
    await here.close()
    here = await openArchive({ path: join(here.root, '..', `retention-${process.pid}.duckdb`) })
    const path = join(here.root, '..', `retention-${process.pid}.duckdb`)
    try {
      await put(here.store, [event(startMs + 3 * day, 'new'), event(startMs, 'old, and read last')])
      await here.store.setRetention(group, 1)
      here.time.nowMs = startMs + 4 * day
      await here.archive.pass()
      expect(await times()).toEqual([72])
      await here.store.close()
      const again = await openArchive({ root: here.root, path })
      expect(again.store.newestId(group)).toBe(2)
      here = again
    } finally {
      rmSync(path, { force: true })
    }
  })
})

test('a query that runs meanwhile counts all or none, and the file does not grow', async () => {
  const path = join(here.root, 'big.duckdb')
  const big = await openArchive({ root: here.root, path, to: here.to })
  const count = 300_000
  for (let part = 0; part < 3; part += 1)
    await put(
      big.store,
      Array.from({ length: count / 3 }, (_, at) =>
        event(startMs + ((part * count) / 3 + at) * 10, `line ${part} ${at} ${'x'.repeat(50)}`),
      ),
    )
  await put(big.store, [event(startMs + 3 * day, 'newest')])
  await big.store.setRetention(group, 1)
  big.time.nowMs = startMs + 4 * day
  await big.store.run('CHECKPOINT')
  const before = statSync(path).size
  let busy = true
  const passing = big.archive.pass().finally(() => {
    busy = false
  })
  const seen = new Set<number>()
  while (busy) {
    const { rows } = await big.store.query(
      `SELECT count(*), count(DISTINCT id) FROM ${big.store.source([group]).from}`,
    )
    expect(rows[0]?.[0]).toBe(rows[0]?.[1])
    seen.add(Number(rows[0]?.[0]))
  }
  expect(await passing).toBe(true)
  // Whole slices of 100,000 at a time, from all to one.
  expect([1, 100_001, 200_001, 300_001]).toEqual(expect.arrayContaining([...seen]))
  expect(
    (await big.store.query(`SELECT count(*) FROM ${big.store.source([group]).from}`)).rows,
  ).toEqual([[1]])
  expect(statSync(path).size).toBeLessThanOrEqual(before * 1.5)
  await big.close()
}, 60_000)
