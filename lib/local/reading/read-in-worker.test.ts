import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { noLogSettings } from '@/lib/access-log/declared/readers'
import { datapointTables } from '@/lib/local/metrics/datapoints'
import { type MetricFilter, metricFilterTables } from '@/lib/local/metrics/metric-filter-store'
import { openStore, type Store } from '@/lib/local/store/store'
import { startInWorker } from './read-in-worker'
import type { Reading } from './reading'

const group = 'apache/access'
let dir: string
let log: string
let store: Store
let logged: string[]
let reading: Reading | null

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'reading-'))
  log = join(dir, 'access_log')
  logged = []
  reading = null
  store = await openStore({ path: ':memory:', workDir: join(dir, 'work') })
  await store.createLogGroup(group, 0)
  await store.run(metricFilterTables + datapointTables)
})
afterEach(async () => {
  await reading?.close()
  await store.close()
  rmSync(dir, { recursive: true })
})

const line = (n: number, status = 200) =>
  `8.8.8.8 - - [20/Nov/2026:10:00:00 +0000] "GET /${n} HTTP/1.1" ${status} 5 "-" "curl"\n`

async function read(worker?: URL, settings = noLogSettings): Promise<Reading> {
  reading = await startInWorker(worker)({
    store,
    group,
    paths: [log],
    clock: () => Date.parse('2026-11-20T12:00:00Z'),
    // The worker looks locations up by itself.
    locationOf: () => null,
    settings,
    log: (text) => logged.push(text),
  })
  await reading.firstPass
  return reading
}

async function requests(): Promise<string> {
  const { from, field } = store.source([group])
  const { rows } = await store.query(
    `SELECT ${field('request') ?? 'NULL'} || ' ' || ${field('country') ?? 'NULL'} FROM ${from} ORDER BY id`,
  )
  return rows.flat().join(', ')
}

const filterOf = (metricName: string): MetricFilter => ({
  logGroupName: group,
  filterName: metricName,
  filterPattern: '{ $.status = "500" && $.country = "US" }',
  metricTransformations: [{ metricNamespace: 'Cafe', metricName, metricValue: '1' }],
})
const putFilter = (metricName: string) =>
  store.run('INSERT INTO metric_filters VALUES ($1, $2, $3, 0)', [
    group,
    metricName,
    JSON.stringify(filterOf(metricName)),
  ])
const datapoints = async () =>
  (await store.query('SELECT metric, value, weight FROM datapoints ORDER BY ALL')).rows

test('a thread of its own reads, locates, measures and follows; the main one stores', async () => {
  writeFileSync(log, line(0) + line(1, 500) + line(2, 500))
  await putFilter('Errors')
  const { catchUp, status } = await read()
  expect(await requests()).toBe('/0 US, /1 US, /2 US')
  expect(await datapoints()).toEqual([['Errors', 1, 2]])
  // Filters may change between two batches.
  await putFilter('More')
  appendFileSync(log, line(3, 500))
  await catchUp()
  expect(await requests()).toBe('/0 US, /1 US, /2 US, /3 US')
  expect(await datapoints()).toEqual([
    ['Errors', 1, 1],
    ['Errors', 1, 2],
    ['More', 1, 1],
  ])
  expect(status()).toMatchObject({ done: true, secondsLeft: null })
  expect(status().files).toMatchObject([{ path: log, requests: 4, problem: undefined }])
  expect(readdirSync(store.workDir)).toEqual([])
})

test('a new reader goes on from the position that is stored', async () => {
  writeFileSync(log, line(0))
  const first = await read()
  await first.close()
  appendFileSync(log, line(1))
  await read()
  expect(await requests()).toBe('/0 US, /1 US')
})

test('what cannot be stored is read again when it can', async () => {
  writeFileSync(log, line(0))
  await store.run('ALTER TABLE datapoints RENAME TO elsewhere')
  await putFilter('Errors')
  appendFileSync(log, line(1, 500))
  const { catchUp, status } = await read()
  expect(await requests()).toBe('')
  expect(status().files[0]?.problem).toContain('datapoints')
  await store.run('ALTER TABLE elsewhere RENAME TO datapoints')
  await catchUp()
  expect(await requests()).toBe('/0 US, /1 US')
  expect(status().files[0]?.problem).toBeUndefined()
  expect(readdirSync(store.workDir)).toEqual([])
})

test('a reader that dies is started again, and what it left is removed', async () => {
  writeFileSync(log, line(0))
  mkdirSync(store.workDir)
  await read(new URL('./testdata/dies-once.ts', import.meta.url))
  expect(await requests()).toBe('/0 US')
  expect(logged[0]).toBe(
    'Reading the logs failed (no memory). It starts again by itself, from what is stored.',
  )
  expect(existsSync(join(store.workDir, 'events-half.txt'))).toBe(false)
})

test('declared formats and trusted proxies reach the thread', async () => {
  writeFileSync(
    log,
    '[20/Nov/2026:10:00:00 +0000]|"GET /declared HTTP/1.1"|200|8.8.8.8, 10.0.0.1, 9.9.9.9\n',
  )
  const format = '%t|"%r"|%>s|%{X-Forwarded-For}i'
  const { status } = await read(undefined, {
    logFormats: { all: null, byPath: [[log, format]] },
    trustedProxies: ['9.9.9.9', '10.0.0.0/8'],
  })
  expect(await requests()).toBe('/declared US')
  expect(status().files[0]).toMatchObject({ format: 'LOG_FORMAT', requests: 1 })
})

test('while a dead reader waits to be started again, nothing hangs', async () => {
  writeFileSync(log, line(0))
  writeFileSync(join(dir, 'dies.ts'), "throw new Error('no memory')")
  reading = await startInWorker(new URL(`file://${join(dir, 'dies.ts')}`))({
    store,
    group,
    paths: [log],
    clock: Date.now,
    locationOf: () => null,
    settings: noLogSettings,
    log: (text) => logged.push(text),
  })
  await reading.catchUp()
  expect(logged[0]).toContain('no memory')
  await reading.close()
  await reading.firstPass
  reading = null
})
