import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { logLines } from '@/lib/demo/visitors'
import { readEnv } from '@/lib/env'
import { serveEngine } from '@/lib/local/api/http'
import { type Engine, startEngine } from '@/lib/local/engine'
import { type LocationOf, openLocations } from '@/lib/location'
import { catalog, type QueryName } from '@/lib/queries/catalog'
import type { View } from '@/lib/view'
import { explore } from './explore'
import { readQuery, readSource } from './read'
import { recorded } from './recorded'
import { type Runtime, setRuntime } from './runtime'

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const view: View = { range: '3h', request: '/cafe/menu.php' }
const options = { nowMs: noonMs }

const names = Object.keys(catalog) as QueryName[]

// The engine has no quota.
const overHttp = { CLOUDWATCH: 'aws', CALLS_PER_SECOND: '100' }

let locationOf: LocationOf
beforeAll(() => {
  locationOf = openLocations()
})

const runtimeWith = (more: Pick<Runtime, 'env' | 'answer'> & Partial<Runtime>): Runtime => ({
  localEngine: null,
  loading: null,
  simulated: false,
  locationOf,
  now: () => noonMs,
  flights: new Map(),
  ...more,
})

// The contract of every CloudWatch: over HTTP, in this process, from recordings.
async function answersTyped(name: QueryName, nowMs = noonMs) {
  const reading = await readQuery(name, view, { nowMs })
  if (!reading.ok) throw new Error(reading.failure.message)
  if (name !== 'unparsed-events') expect(reading.rows.length).toBeGreaterThan(0)
  return reading.rows
}

describe('the dashboard on an AWS endpoint that is the engine over HTTP', () => {
  let engine: Engine
  let server: Server
  beforeAll(async () => {
    engine = await startEngine({
      dataDir: null,
      logGroup: 'apache/access',
      accessLog: [],
      clock: () => noonMs,
      locationOf: () => null,
      log: () => {},
    })
    server = await serveEngine(engine.answer, { host: '127.0.0.1', port: 0 })
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    })) {
      vi.stubEnv(name, value)
    }
    const logs = new CloudWatchLogsClient({})
    const stream = { logGroupName: 'apache/access', logStreamName: 'web-1' }
    await logs.send(new CreateLogGroupCommand(stream))
    await logs.send(new CreateLogStreamCommand(stream))
    const lines = [
      ...logLines(noonMs - 180 * 60_000, noonMs, 7, [{ fromMs: noonMs - 40 * 60_000, toMs: null }]),
    ]
    const logEvents = lines.map((message) => ({
      timestamp: Date.parse(JSON.parse(message).time),
      message,
    }))
    for (let from = 0; from < logEvents.length; from += 2_000) {
      await logs.send(
        new PutLogEventsCommand({ ...stream, logEvents: logEvents.slice(from, from + 2_000) }),
      )
    }
    setRuntime(runtimeWith({ env: readEnv(overHttp), answer: null }))
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    server.closeAllConnections()
    server.close()
    await engine.close()
  })

  test.each(names)('%s is answered in typed rows', async (name) => {
    await answersTyped(name)
  })

  test.each(names)('%s is answered alike by the engine in this process', async (name) => {
    const outside = await readQuery(name, view, options)
    setRuntime(runtimeWith({ env: readEnv({}), answer: engine.answer }))
    const inside = await readQuery(name, view, options)
    setRuntime(runtimeWith({ env: readEnv(overHttp), answer: null }))
    if (!outside.ok || !inside.ok) throw new Error('not answered')
    expect(inside.rows).toEqual(outside.rows)
  })

  test('a log without locations: they are looked up by address, with the share of requests that have one', async () => {
    const reading = await readQuery('requests-by-country', { range: '3h' }, options)
    const totals = await readQuery('totals', { range: '3h' }, options)
    if (!reading.ok || !totals.ok) throw new Error('not answered')
    expect(reading.note).toMatch(
      /looked up by client address, for (?:all|\d+\.\d % of the) requests\./,
    )
    expect(reading.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(
      totals.rows[0]?.requests,
    )
    expect(reading.rows[0]).toMatchObject({ country: 'DE' })
  })

  test('the same narrowed to a country and a region', async () => {
    await readQuery('requests-by-country', { range: '3h' }, options)
    const narrow: View = { range: '3h', country: 'DE' }
    const all = await readQuery('requests-by-country', narrow, options)
    const regions = await readQuery('requests-by-region', narrow, options)
    if (!all.ok || !regions.ok) throw new Error('not answered')
    expect(all.rows.map(({ country }) => country)).toEqual(['DE'])
    expect(regions.rows.every(({ country, lat }) => country === 'DE' && lat !== null)).toBe(true)
    expect(regions.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(
      all.rows[0]?.requests,
    )
    const [{ region } = { region: null }] = regions.rows
    const cities = await readQuery('requests-by-city', { ...narrow, region: region ?? '' }, options)
    if (!cities.ok) throw new Error('not answered')
    expect(new Set(cities.rows.map((row) => row.region))).toEqual(new Set([region]))
  })

  test('a network as it is shown is asked for: its requests and no others', async () => {
    const samples = await readQuery('sample-events', { range: '3h' }, options)
    if (!samples.ok) throw new Error('not answered')
    const client = samples.rows[0]?.remoteIP ?? undefined
    const its = await readQuery('sample-events', { range: '3h', client }, options)
    if (!its.ok) throw new Error('not answered')
    expect(client).toMatch(/\.0\/24$/)
    expect(its.rows.length).toBeGreaterThan(0)
    expect(new Set(its.rows.map(({ remoteIP }) => remoteIP))).toEqual(new Set([client]))
  })

  test('the newest event is known', async () => {
    const { newestEventMs, failure } = await readSource(options)
    expect(failure).toBeUndefined()
    expect(newestEventMs).toBeGreaterThan(noonMs - 60_000)
  })

  test('a wrong query fails with its span, and SOURCE names the log group', async () => {
    const window = { fromMs: noonMs - 60_000, toMs: noonMs }
    const { signal } = new AbortController()
    expect(
      await explore('fields nosuch(status)', window, { signal, seesAddresses: true }),
    ).toMatchObject({
      ok: false,
      failure: { kind: 'malformed-query', span: { start: 7 } },
    })
    expect(
      await explore("# x\nSOURCE 'other' | limit 1", window, { signal, seesAddresses: true }),
    ).toMatchObject({
      ok: false,
      failure: { kind: 'malformed-query', message: expect.stringMatching(/no log group other/) },
    })
    const named = "# x\nSOURCE 'apache/access' | stats count(*) as n"
    expect(await explore(named, window, { signal, seesAddresses: true })).toMatchObject({
      ok: true,
      columns: ['n'],
    })
  })
})

describe('the recordings', () => {
  test.each(names)('%s is answered in typed rows', async (name) => {
    const { answer, nowMs } = await recorded('e2e/recordings')
    expect(nowMs, 'npm run record:fixed makes these recordings').toBe(noonMs)
    setRuntime(runtimeWith({ env: readEnv({ CLOUDWATCH: 'recorded' }), answer, now: () => nowMs }))
    const rows = await answersTyped(name, nowMs)
    // A column that is null in every row is most likely a field that the log does not have.
    for (const column of Object.keys(rows[0] ?? {}))
      expect(
        rows.some((row) => (row as Record<string, unknown>)[column] !== null),
        `some row has a ${column}`,
      ).toBe(true)
  })
})

describe('an outage is reported', () => {
  test('an endpoint without a server is unreachable, with a remedy', async () => {
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    })) {
      vi.stubEnv(name, value)
    }
    setRuntime(runtimeWith({ env: readEnv(overHttp), answer: null }))
    expect(await readQuery('totals', { range: '3h' }, options)).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', remedy: expect.stringContaining('AWS_ENDPOINT_URL') },
    })
    vi.unstubAllEnvs()
  })
})
