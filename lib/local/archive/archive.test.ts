import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
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

let here: OpenArchive
beforeEach(async () => {
  here = await openArchive()
})
afterEach(() => here.close())

const keys = async () => {
  const found: string[] = []
  for await (const { key } of here.to.list('')) found.push(key)
  return found
}

test('each closed hour becomes two objects and an entry, once', async () => {
  await threeHours(here.store)
  expect(await here.archive.pass()).toBe(true)
  const first = await keys()
  expect(first).toEqual([
    ...[1, 2, 3].map((n) => `apache-access/manifest/00000000${n}.json`),
    ...[10, 11, 12].flatMap((n) => [
      `apache-access/year=2026/month=11/day=20/hour=${n}/apache-access-20261120T${n}00Z-part-0.log.gz`,
      `apache-access/year=2026/month=11/day=20/hour=${n}/apache-access-20261120T${n}00Z-part-0.parquet`,
    ]),
  ])
  expect(await here.archive.pass()).toBe(true)
  expect(await keys()).toEqual(first)
  expect(await here.archive.status()).toMatchObject({
    hoursBehind: 0,
    archivedToMs: startMs + 3 * hour,
    objects: 6,
    problem: null,
  })
  const lines = execFileSync('zcat', [`${here.root}/archive/${first[3]}`])
    .toString()
    .split('\n')
  expect([lines.length, lines[0], lines[59], lines[60]]).toEqual([
    61,
    'GET /cafe 0 0',
    'GET /cafe 0 59',
    '',
  ])
  expect(await here.verify()).toMatchObject({ findings: [], objects: 6, events: 180 })
})

test('an hour is closed five minutes after its end', async () => {
  await threeHours(here.store)
  here.time.nowMs = startMs + 3 * hour + 5 * 60_000 - 1
  await here.archive.pass()
  expect((await here.archive.status()).archivedToMs).toBe(startMs + 2 * hour)
  here.time.nowMs += 1
  await here.archive.pass()
  expect((await here.archive.status()).archivedToMs).toBe(startMs + 3 * hour)
})

test('events that come late become the next part; what is written stays as it is', async () => {
  await threeHours(here.store)
  await here.archive.pass()
  const first = await here.verify()
  await put(here.store, [event(startMs + 1, 'late'), event(startMs + hour + 1, 'late too')])
  await here.archive.pass()
  const second = await here.verify()
  expect((await keys()).filter((key) => key.includes('part-1'))).toHaveLength(4)
  expect([first.events, second.events, second.findings]).toEqual([180, 182, []])
})

test('another place begins anew, and a log group of the same name after a deleted one goes on', async () => {
  await put(here.store, [event(startMs, 'one')])
  await here.archive.pass()
  await here.store.deleteLogGroup(group)
  await here.store.createLogGroup(group, 7)
  await put(here.store, [event(startMs, 'another')])
  await here.archive.pass()
  expect(await here.verify()).toMatchObject({ findings: [], events: 2 })
})
