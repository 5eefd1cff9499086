import { afterEach, expect, test } from 'vitest'
import { hourMs, minuteMs } from '@/lib/time'
import { readSource } from './read'
import { runtime } from './runtime'
import { openPast, type Past } from './testdata/open-past'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const newestMs = nowMs - 30 * 24 * hourMs

let past: Past | null = null
afterEach(async () => {
  await past?.close()
  past = null
})

const line = (ms: number, client = '81.210.138.77') =>
  JSON.stringify({
    time: new Date(ms).toISOString(),
    remoteIP: client,
    method: 'GET',
    request: '/cafe',
    status: '200',
  })
/** One line a minute, the newest at `endMs`. */
const minutes = (count: number, endMs: number, client?: string) =>
  Array.from({ length: count }, (_, at) => line(endMs - (count - 1 - at) * minuteMs, client))

const read = async (lines: string[]) => {
  past = await openPast(lines, { nowMs })
  return readSource({ nowMs })
}

test('the newest hour of an old log is its own last one', async () => {
  const { newestHour, newestEventMs } = await read(minutes(200, newestMs))
  expect(newestEventMs).toBe(newestMs)
  expect(newestHour).toMatchObject({ lines: 60, requests: 60, toMs: newestMs + minuteMs })
})

test('a line of the far future moves nothing', async () => {
  const future = line(nowMs + 5 * 365 * 24 * hourMs)
  const { newestHour, newestEventMs } = await read([...minutes(200, newestMs), future])
  expect(newestEventMs).toBe(newestMs)
  expect(newestHour).toMatchObject({ lines: 61, requests: 60, example: null })
})

test('a server whose clock is hours ahead has a newest hour too', async () => {
  const { newestHour, newestEventMs } = await read(minutes(60, nowMs + 10 * hourMs))
  expect(newestEventMs).toBe(nowMs)
  expect(newestHour).toMatchObject({ lines: 60, requests: 60 })
})

test('when only lines in doubt have come for hours, it is about them, and the newest request stays', async () => {
  const doubtful = minutes(90, newestMs, 'no!host')
  const { newestHour, newestEventMs } = await read([
    ...minutes(60, newestMs - 3 * hourMs),
    ...doubtful,
  ])
  expect(newestEventMs).toBe(newestMs - 3 * hourMs)
  expect(newestHour).toMatchObject({
    lines: 60,
    requests: 0,
    newestRequestMs: null,
    example: { reason: 'The client is neither an address nor a host name.' },
  })
  expect(newestHour?.example?.message).toContain('no!host')
})

test('many viewers ask once', async () => {
  await read(minutes(10, newestMs))
  const keys = () => [...runtime().flights.keys()].filter((key) => key.startsWith('newest hour'))
  await Promise.all([1, 2, 3].map(() => readSource({ nowMs })))
  expect(keys()).toHaveLength(1)
})

test('a log without a line has no newest hour', async () => {
  expect(await read([''])).toMatchObject({ newestHour: null, newestEventMs: null })
})
