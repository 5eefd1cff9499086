import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { restoreEntries } from './restore'
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
import { entriesOf } from './verify'

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

test('a long hour becomes several parts, which hold each event once', async () => {
  const there = await openArchive()
  const long = 'x'.repeat(1 << 20)
  for (let at = 0; at < 80; at += 20)
    await put(
      here.store,
      Array.from({ length: 20 }, (_, more) =>
        event(startMs + at + more, `${at + more} ${long}`, { request: `/${at + more}` }),
      ),
    )
  expect(await here.archive.pass()).toBe(true)
  expect(await here.verify()).toMatchObject({ findings: [], objects: 4, events: 80 })
  const entries = await entriesOf(here.to, { fromMs: startMs, toMs: startMs + 1 })
  const [first, second] = entries.map(({ part, idRange, events }) => ({ part, idRange, events }))
  expect([first?.part, second?.part]).toEqual([0, 1])
  expect([first?.idRange[0], second?.idRange]).toEqual([1, [(first?.events ?? 0) + 1, 80]])
  await restoreEntries(there.store, here.to, entries, { nowMs: 0, log: () => {} })
  const events = async ({ store }: OpenArchive) =>
    (
      await store.query(
        `SELECT id, ts, md5(message), size FROM ${store.source([group]).from} ORDER BY id`,
      )
    ).rows
  expect(await events(there)).toEqual(await events(here))
  await there.close()
}, 60_000)

test('fields that have no column are archived and restored, also where the columns are others', async () => {
  const there = await openArchive()
  const named = (from: number) =>
    Object.fromEntries(Array.from({ length: 150 }, (_, at) => [`f${from + at}`, `${from + at}`]))
  await put(here.store, [event(startMs, 'one', named(0)), event(startMs + 1, 'two', named(1_000))])
  await put(there.store, [event(startMs + hour, 'three', named(1_050))])
  await here.archive.pass()
  const entries = await entriesOf(here.to, { fromMs: startMs, toMs: startMs + 1 })
  await restoreEntries(there.store, here.to, entries, { nowMs: 0, log: () => {} })
  const fields = async ({ store }: OpenArchive) => {
    const { field, from } = store.source([group])
    const asked = ['f0', 'f149', 'f1049', 'f1050', 'f1149', 'f1199'].map((name) => field(name))
    return (await store.query(`SELECT message, ${asked.join(', ')} FROM ${from} ORDER BY ts`)).rows
  }
  const [one, two] = [
    ['one', '0', '149', null, null, null, null],
    ['two', null, null, '1049', '1050', '1149', null],
  ]
  expect(await fields(here)).toEqual([one, two])
  expect(await fields(there)).toEqual([
    one,
    two,
    ['three', null, null, null, '1050', '1149', '1199'],
  ])
  await there.close()
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
