import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Pause } from '@/lib/local/pause'
import { openStore, type Store } from '@/lib/local/store/store'
import { followLogs } from './follow-logs'
import { positionFrom } from './identity'
import { newIngest } from './ingest'

const group = 'apache/access'
let dir: string
let store: Store
let stop: () => Promise<void> = async () => {}
let logged: string[] = []

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

const untilClosed: Pause = (_ms, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()))

const clock = () => Date.parse('2026-01-02T00:00:00Z')
const storedPositions = async () =>
  (await store.positions()).map(({ value }) => positionFrom(value))

async function follow(...paths: string[]) {
  logged = []
  const followed = await followLogs({
    paths: paths.map((path) => join(dir, path)),
    positions: await storedPositions(),
    ingest: newIngest({
      store,
      group,
      locationOf: () => ({ country: 'DE', region: '', city: 'Berlin', lat: '52.5', lon: '13.4' }),
      clock,
      watch: () => ({ see: () => {}, store: async () => {} }),
    }),
    clock,
    pause: untilClosed,
    log: (text) => logged.push(text),
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

/** The requests that are stored after one more pass. */
async function next({ catchUp }: { catchUp: () => Promise<void> }): Promise<string> {
  await catchUp()
  return requests()
}

test('from the start and as it grows; a half line waits for its end', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 3))
  const followed = await follow('log')
  expect(await requests()).toBe('0 1 2')
  appendFileSync(join(dir, 'log'), line(3).slice(0, 20))
  expect(await next(followed)).toBe('0 1 2')
  appendFileSync(join(dir, 'log'), line(3).slice(20))
  expect(await next(followed)).toBe('0 1 2 3')
})

test('rotation by rename: the tail of the old file and the new one', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 2))
  const followed = await follow('log')
  renameSync(join(dir, 'log'), join(dir, 'log.1'))
  appendFileSync(join(dir, 'log.1'), line(2))
  writeFileSync(join(dir, 'log'), line(3))
  await followed.catchUp()
  expect(await next(followed)).toBe('0 1 2 3')
})

test('a renamed file that is cut short is not taken for the file that now has its path', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 2))
  const followed = await follow('log')
  renameSync(join(dir, 'log'), join(dir, 'log.1'))
  writeFileSync(join(dir, 'log'), line(9))
  await followed.catchUp()
  writeFileSync(join(dir, 'log.1'), line(5))
  expect(await next(followed)).toBe('0 1 5 9')
})

test('cut short in place: what is there now is new', async () => {
  writeFileSync(join(dir, 'log'), lines(0, 3))
  const followed = await follow('log')
  truncateSync(join(dir, 'log'))
  writeFileSync(join(dir, 'log'), line(7))
  expect(await next(followed)).toBe('0 1 2 7')
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

test('binary junk, invalid UTF-8, CRLF, a line of a megabyte: stored, counted, no crash', async () => {
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
  expect(followed.status().files[0]).toMatchObject({
    lines: 4,
    requests: 1,
    notUnderstood: 3,
  })
})

test('locations come with the events, and fields with their own letter case', async () => {
  writeFileSync(
    join(dir, 'log'),
    '{"time":"2026-01-01T00:00:00Z","remoteIP":"8.8.8.8","request":"/","status":"200","userAgent":"a","useragent":"b"}\n',
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
  await followed.catchUp()
  expect(logged).toEqual([followed.status().files[0]?.problem])
  writeFileSync(join(dir, 'nowhere'), line(1))
  expect(await next(followed)).toBe('1')
  expect(followed.status().files[0]?.problem).toBeUndefined()
})

test('a broken glob is a problem of its own entry; the others are read, and so is a file of that name', async () => {
  writeFileSync(join(dir, 'log'), line(0))
  const followed = await follow('access_[a', 'access_{a,b', 'log')
  expect(followed.status().files.map(({ problem }) => problem)).toEqual([
    expect.stringMatching(
      /^There is no file .*access_\[a, and it is not a valid glob: its \[ is never closed\. Close it in ACCESS_LOG/,
    ),
    expect.stringContaining('its { is never closed'),
    undefined,
  ])
  expect(await requests()).toBe('0')
  writeFileSync(join(dir, 'access_[a'), line(1))
  expect(await next(followed)).toBe('0 1')
  expect(followed.status().files[0]?.problem).toBeUndefined()
})

test('files that come to match a glob are read, each once, whatever names them', async () => {
  writeFileSync(join(dir, 'access_a'), line(0))
  const followed = await follow('access_[!x]', 'access_a', 'access_{a,b}')
  writeFileSync(join(dir, 'access_b'), line(1))
  writeFileSync(join(dir, 'access_x'), line(2))
  expect(await next(followed)).toBe('0 1')
  expect(followed.status().files.map(({ path, lines }) => [path, lines])).toEqual([
    [join(dir, 'access_a'), 1],
    [join(dir, 'access_b'), 1],
  ])
})

test('a truncated gzip file: what can be read is stored, and the rest once the file is whole', async () => {
  const whole = gzipSync(lines(0, 60), { level: 0 })
  writeFileSync(join(dir, 'log.gz'), whole.subarray(0, whole.length / 2))
  const followed = await follow('log.gz')
  expect(followed.status().files[0]?.problem).toContain('is not a valid gzip file')
  const before = await messages()
  expect(before.length).toBeGreaterThan(10)
  writeFileSync(join(dir, 'log.gz'), whole)
  await followed.catchUp()
  expect(await messages()).toHaveLength(60)
  expect(followed.status().files[0]).toMatchObject({
    lines: 60,
    notUnderstood: 0,
    problem: undefined,
  })
})

test('an empty file and a folder do no harm', async () => {
  writeFileSync(join(dir, 'empty'), '')
  mkdirSync(join(dir, 'old.gz'))
  const followed = await follow('empty', '.', 'old.gz')
  expect(followed.status().files.map(({ problem }) => problem)).toEqual([
    undefined,
    expect.stringContaining('is a folder'),
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
  const blocked = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const followed = await followLogs({
    paths: [join(dir, 'log')],
    positions: [],
    ingest: newIngest({
      store,
      group,
      locationOf: () => null,
      clock,
      watch: () => ({
        see: () => {},
        // The pass has read the file, and its lines are being stored.
        async store() {
          began()
          await blocked
        },
      }),
    }),
    clock,
    pause: untilClosed,
    log: () => {},
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
