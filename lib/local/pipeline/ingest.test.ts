import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { followLogs } from './ingest'

const group = 'apache/access'
let dir: string
let store: Store
let stop: () => Promise<void> = async () => {}

const line = (n: number) =>
  `{"time":"2026-01-01T00:${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}Z","remoteIP":"8.8.8.8","request":"/${n}","status":"200"}\n`
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => line(from + at)).join('')

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ingest-'))
  store = await openStore({ path: join(dir, 'store.duckdb') })
  await store.createLogGroup(group, 0)
})
afterEach(async () => {
  await stop()
  stop = async () => {}
  await store.close()
  rmSync(dir, { recursive: true })
})

async function follow(...paths: string[]) {
  const followed = await followLogs(store, {
    paths: paths.map((path) => join(dir, path)),
    group,
    placeOf: () => ({ country: 'DE', region: '', city: 'Berlin', lat: '52.5', lon: '13.4' }),
    clock: () => Date.parse('2026-01-02T00:00:00Z'),
    watch: () => ({ see: () => {}, store: async () => {} }),
    say: () => {},
    pollMs: 20,
  })
  await followed.firstPass
  stop = followed.close
  return followed
}

async function messages(): Promise<string[]> {
  const { rows } = await store.query(
    `SELECT message FROM ${store.source([group]).from} ORDER BY ts, id`,
  )
  return rows.map(([message]) => String(message))
}
const requests = async () =>
  (await messages()).map((message) => JSON.parse(message).request.slice(1)).join(' ')
const settled = (expected: string) =>
  vi.waitFor(async () => expect(await requests()).toBe(expected), { timeout: 5_000 })

test('from the start and as it grows; a half line waits for its end', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 3))
  await follow('log')
  expect(await requests()).toBe('0 1 2')
  appendFileSync(join(dir, 'log'), line(3).slice(0, 20))
  await new Promise((resolve) => setTimeout(resolve, 80))
  expect(await requests()).toBe('0 1 2')
  appendFileSync(join(dir, 'log'), line(3).slice(20))
  await settled('0 1 2 3')
})

test('rotation by rename: the tail of the old file and the new one', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 2))
  await follow('log')
  renameSync(join(dir, 'log'), join(dir, 'log.1'))
  appendFileSync(join(dir, 'log.1'), line(2))
  writeFileSync(join(dir, 'log'), line(3))
  await settled('0 1 2 3')
})

test('cut short in place: what is there now is new', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 3))
  await follow('log')
  truncateSync(join(dir, 'log'))
  writeFileSync(join(dir, 'log'), line(7))
  await settled('0 1 2 7')
})

test('a restart neither loses nor repeats a line', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 3))
  await follow('log')
  await stop()
  appendFileSync(join(dir, 'log'), lines(3, 5))
  await follow('log')
  expect(await requests()).toBe('0 1 2 3 4')
})

test('rotated and compressed while we were away: each line once', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 3))
  await follow('log')
  await stop()
  rmSync(join(dir, 'log'))
  writeFileSync(join(dir, 'log.1.gz'), gzipSync(lines(0, 5)))
  writeFileSync(join(dir, 'log'), line(9))
  await follow('log*')
  expect(await requests()).toBe('0 1 2 3 4 9')
})

test('binary junk, invalid UTF-8, CRLF, a line of a megabyte: kept, counted, no crash', async () => {
  const long = JSON.stringify({ time: '2026-01-01T00:00:01Z', x: 'y'.repeat(1_000_000) })
  writeFileSync(
    join(dir, 'log'),
    Buffer.concat([
      Buffer.from([0, 1, 2, 255, 254, 10]),
      Buffer.from(`${line(0).trim()}\r\n`),
      Buffer.from(`${long}\n`),
      Buffer.from('{"time":"bad \\xe2"}\n'),
    ]),
  )
  const followed = await follow('log')
  expect((await messages()).map((message) => message.length).sort((a, b) => a - b)).toEqual(
    [5, 19, line(0).trim().length, long.length].sort((a, b) => a - b),
  )
  expect(followed.status().files[0]).toMatchObject({ lines: 4, unparsed: 2 })
})

test('places come with the events, and fields with their own letter case', async () => {
  writeFileSync(
    join(dir, 'log'),
    '{"time":"2026-01-01T00:00:00Z","remoteIP":"8.8.8.8","userAgent":"a","useragent":"b"}\n',
  )
  await follow('log')
  const source = store.source([group])
  const { rows } = await store.query(
    `SELECT ${['city', 'userAgent', 'useragent'].map((name) => source.field(name)).join(', ')} FROM ${source.from}`,
  )
  expect(rows).toEqual([['Berlin', 'a', 'b']])
})

test('a missing file is a sentence with its path, and is read as soon as it is there', async () => {
  const followed = await follow('nowhere')
  expect(followed.status().files[0]?.problem).toContain(`There is no file ${join(dir, 'nowhere')}`)
  writeFileSync(join(dir, 'nowhere'), line(1))
  await settled('1')
  // The line is stored before its file is said to be well.
  await vi.waitFor(() => expect(followed.status().files[0]?.problem).toBeUndefined())
})

test('an empty file and a folder do no harm', async () => {
  writeFileSync(join(dir, 'empty'), '')
  const followed = await follow('empty', '.')
  expect(followed.status().files.map(({ problem }) => problem)).toEqual([
    undefined,
    expect.stringContaining('is a folder'),
  ])
})

test('catching up reads what is there now; a pass that had begun before does not count', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 1))
  let began = () => {}
  let goOn = () => {}
  const begun = new Promise<void>((resolve) => {
    began = resolve
  })
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const followed = await followLogs(store, {
    paths: [join(dir, 'log')],
    group,
    placeOf: () => null,
    clock: () => Date.parse('2026-01-02T00:00:00Z'),
    watch: () => ({
      see: () => {},
      // The pass has read the file, and its lines are being stored.
      async store() {
        began()
        await held
      },
    }),
    say: () => {},
    pollMs: 3_600_000,
  })
  stop = followed.close
  await begun
  appendFileSync(join(dir, 'log'), line(1))
  const caughtUp = Promise.all([followed.catchUp(), followed.catchUp()])
  goOn()
  await caughtUp
  expect(await requests()).toBe('0 1')
  appendFileSync(join(dir, 'log'), line(2))
  await followed.catchUp()
  expect(await requests()).toBe('0 1 2')
})
