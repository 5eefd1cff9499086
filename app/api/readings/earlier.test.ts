import { beforeEach, expect, test, vi } from 'vitest'
import { noteMoment } from '@/app/earlier'
import { openHere } from '@/lib/access/testdata/open-here'
import { type Answer, type LocalEngine, runtime, setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { minuteMs } from '@/lib/time'
import { GET } from './route'

// A reading of the minute before is there at once; the newer one comes over the same request.

const noonMs = Date.parse('2026-11-20T12:00:00Z')

/** CloudWatch that counts so many requests, and says it when the test lets it. */
function newCloudWatch() {
  const calls: string[] = []
  const cloudwatch = { requests: 1, status: 'Complete', let: Promise.resolve(), calls }
  const answer: Answer = async ({ target }) => {
    const operation = target.split('.')[1] ?? ''
    calls.push(operation)
    if (operation !== 'StartQuery' && operation !== 'StopQuery') await cloudwatch.let
    const row = { country: 'DE', requests: String(cloudwatch.requests), orders: '0', failed: '0' }
    const results = [Object.entries(row).map(([field, value]) => ({ field, value }))]
    const bodies: Record<string, object> = {
      StartQuery: { queryId: `q-${calls.length}` },
      GetQueryResults: { status: cloudwatch.status, results, statistics: {} },
      StopQuery: { success: true },
    }
    const headers = { 'content-type': 'application/x-amz-json-1.1' }
    return { status: 200, headers, body: JSON.stringify(bodies[operation] ?? {}) }
  }
  return Object.assign(cloudwatch, { answer })
}

let cloudwatch: ReturnType<typeof newCloudWatch>
const clock = { ms: noonMs }
beforeEach(() => {
  openHere()
  clock.ms = noonMs
  cloudwatch = newCloudWatch()
  setRuntime({
    env: readEnv({}),
    answer: cloudwatch.answer,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => clock.ms,
    flights: new Map(),
    logHasLocations: { value: true, untilMs: Number.POSITIVE_INFINITY },
  })
})

/** Asks, and reads line by line. */
async function open(ask: string) {
  const left = new AbortController()
  const url = `http://localhost/api/readings?${ask}`
  const response = await GET(
    new Request(url, { headers: { host: 'localhost' }, signal: left.signal }),
    undefined,
  )
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    /** The next line, parsed; null at the end. */
    async next() {
      while (!text.includes('\n')) {
        const part = await reader?.read()
        if (!part?.value) return null
        text += part.value
      }
      const [line = '', ...rest] = text.split('\n')
      text = rest.join('\n')
      return JSON.parse(line)
    },
    leave: () => {
      left.abort()
      return reader?.cancel().catch(() => {})
    },
  }
}

const countries = 'range=3h&ask=requests-by-country'
const all = async (ask: string) => {
  const { next } = await open(ask)
  return [await next(), await next(), await next()].filter(Boolean)
}
/** CloudWatch says nothing until it is let. */
function hold() {
  let release = () => {}
  cloudwatch.let = new Promise((resolve) => {
    release = resolve
  })
  return release
}

test('what the last minute said goes first, with its age, and then what is new', async () => {
  expect(await all(countries)).toMatchObject([{ reading: { rows: [{ requests: 1 }] } }])
  clock.ms += minuteMs
  const release = hold()
  const { next } = await open(countries)
  const first = await next()
  expect(first).toMatchObject({ ask: 'requests-by-country', ageMs: minuteMs })
  expect(first.reading).toMatchObject({ asOfMs: noonMs, rows: [{ requests: 1 }] })
  cloudwatch.requests = 2
  release()
  const second = await next()
  expect(second).toMatchObject({ reading: { asOfMs: clock.ms, rows: [{ requests: 2 }] } })
  expect(second.ageMs).toBeUndefined()
  expect(await next()).toBeNull()
})

test('what is there already is said once', async () => {
  await all(countries)
  clock.ms += 30_000
  expect(await all(countries)).toMatchObject([{ reading: { asOfMs: noonMs } }])
  expect(await all(countries)).toHaveLength(1)
})

test('a failure that comes second brings the last reading, as any does', async () => {
  await all(countries)
  clock.ms += minuteMs
  cloudwatch.status = 'Failed'
  const release = hold()
  const { next } = await open(countries)
  expect(await next()).toMatchObject({ ageMs: minuteMs, reading: { ok: true } })
  release()
  expect((await next()).reading).toMatchObject({ ok: false, last: { asOfMs: noonMs } })
  expect(await next()).toBeNull()
})

test('what is older than a refresh and the time that one takes is not said again', async () => {
  await all('range=3h&ask=requests-by-country')
  clock.ms += 16_000
  await all('range=3h&ask=requests-by-city')
  clock.ms += minuteMs
  const release = hold()
  const { next } = await open('range=3h&ask=requests-by-country,requests-by-city')
  expect(await next()).toMatchObject({ ask: 'requests-by-city', ageMs: minuteMs })
  release()
  const rest = [await next(), await next()]
  expect(rest.map(({ ageMs }) => ageMs)).toEqual([undefined, undefined])
  expect(await next()).toBeNull()
})

test('what was asked long ago and stayed the newest is not old', async () => {
  const localEngine = { version: () => 1, changedSince: () => false } as unknown as LocalEngine
  setRuntime({ ...runtime(), localEngine })
  // The windows of the days before go on at each half hour.
  const before = 'range=24h&ask=requests-by-country.day-before'
  await all(before)
  clock.ms += 29 * minuteMs
  expect(await all(before)).toMatchObject([{ reading: { asOfMs: noonMs } }])
  clock.ms += minuteMs
  const release = hold()
  const { next } = await open(before)
  expect(await next()).toMatchObject({ ageMs: minuteMs, reading: { asOfMs: noonMs } })
  release()
  expect(await next()).toMatchObject({ reading: { asOfMs: clock.ms } })
})

test('another view has no earlier answer', async () => {
  await all(countries)
  clock.ms += minuteMs
  const release = hold()
  const { next } = await open(`${countries}&country=DE`)
  await open(countries).then(({ next }) => next())
  release()
  expect((await next()).ageMs).toBeUndefined()
})

test('a recording says each answer once', async () => {
  await all(countries)
  const { env } = runtime()
  setRuntime({ ...runtime(), env: { ...env, cloudwatch: 'recorded' } })
  clock.ms += minuteMs
  const release = hold()
  const { next } = await open(countries)
  setTimeout(release, 60)
  expect((await next()).ageMs).toBeUndefined()
  expect(await next()).toBeNull()
})

test('the query of the newer answer is stopped when its viewer leaves before it', async () => {
  await all(countries)
  clock.ms += minuteMs
  cloudwatch.status = 'Running'
  const { next, leave } = await open(countries)
  expect(await next()).toMatchObject({ ageMs: minuteMs })
  expect(cloudwatch.calls).not.toContain('StopQuery')
  await leave()
  await vi.waitFor(() => expect(cloudwatch.calls).toContain('StopQuery'))
})

test('where the numbers come from goes first too, while it is of now', async () => {
  noteMoment(runtime(), 'source', { ok: true }, noonMs)
  clock.ms += 10_000
  const release = hold()
  const { next } = await open('ask=source')
  expect(await next()).toEqual({ ask: 'source', ageMs: 10_000, reading: { ok: true } })
  release()
  expect(await next()).toMatchObject({ ask: 'source', reading: { ok: true, mode: 'local' } })
  expect(await next()).toBeNull()
})
