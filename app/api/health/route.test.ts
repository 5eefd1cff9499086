import { appendFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type LocalEngine, type Runtime, runtime, setRuntime } from '@/lib/aws/runtime'
import type { RecipientStatus } from '@/lib/recipient'
import { openShop } from '@/lib/saving/testdata/open-shop'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { GET as LIVE } from './live/route'
import { GET } from './route'

const startMs = Date.parse('2026-11-24T12:00:30Z')
const address = 'http://localhost:3000/api/health'
const patience = { timeout: 20_000, interval: 100 }

function lineAt(ms: number) {
  const time = new Date(ms).toISOString()
  return JSON.stringify({
    ...{ time, remoteIP: '192.0.2.1', method: 'GET', request: '/menu', status: '200' },
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  })
}
const twoDays = Array.from({ length: (2 * dayMs) / minuteMs }, (_, at) =>
  lineAt(startMs - 2 * dayMs + at * minuteMs),
)

let nowMs = startMs
let shop: Awaited<ReturnType<typeof openShop>>
/** The process as it is when all is well, as each test finds it. */
let sound: Runtime
beforeAll(async () => {
  shop = await openShop({ nowMs, clock: () => nowMs, lines: twoDays })
  sound = runtime()
})
beforeEach(() => setRuntime(sound))
afterAll(() => shop.close())

async function health() {
  const request = new Request(address, { headers: { host: 'localhost:3000' } })
  const response = await GET(request, undefined)
  const body = await response.json()
  expect(body.ok).toBe(response.status === 200)
  return { status: response.status, reasons: body.reasons as string[], state: body.state }
}
const well = () =>
  vi.waitFor(
    async () => expect(await health()).toEqual({ status: 200, reasons: [], state: 'ok' }),
    patience,
  )
const ill = (reason: RegExp, state = 'failing') =>
  vi.waitFor(async () => {
    const found = await health()
    expect(found).toMatchObject({ status: 503, state })
    expect(found.reasons).toContainEqual(expect.stringMatching(reason))
  }, patience)

/** The engine of this process, some of it answering otherwise. */
function withEngine(more: Partial<LocalEngine>) {
  const { localEngine, ...rest } = sound
  if (localEngine) setRuntime({ ...rest, localEngine: { ...localEngine, ...more } })
}

const waiting: RecipientStatus = {
  ...{ name: 'ops', kind: 'email', address: 'ops@cafe.example', deliveredMs: null, givenUp: 0 },
  ...{ waiting: 2, waitingSinceMs: startMs - hourMs },
  problem: { message: 'Nothing listens there.', remedy: 'Start it.', againMs: startMs },
}
const noArchive = {
  ...{ to: 's3://audit', hoursBehind: 3, archivedToMs: null, objects: 0, bytes: 0 },
  problem: { message: 'There is no such bucket.', remedy: 'Create it.' },
  retention: { days: 180, deletedToMs: null },
}
const space = { folder: '/srv/data', freeBytes: 3_000_000, reservedBytes: 64_000_000 }

describe('what does not work makes it 503 with the reason, and it is well again when it works', () => {
  test.each<[string, Partial<LocalEngine>, RegExp]>([
    [
      'a disk that is full',
      { storage: async () => ({ problem: null, space }) },
      /^The disk of \/srv\/data is nearly full: 3 MB are free.* Free some space there\.$/,
    ],
    [
      'a store that cannot be written',
      { storage: async () => ({ problem: 'The store could not be written.', space: null }) },
      /^The store could not be written\.$/,
    ],
    [
      'alarms that were not evaluated for more than three minutes',
      { alarmClock: () => ({ evaluatedToMs: startMs - 4 * minuteMs, problem: null }) },
      /^No alarm has been evaluated since 2026-11-24T11:56.*resumes/,
    ],
    [
      'an alarm that cannot be evaluated',
      { alarmClock: () => ({ evaluatedToMs: startMs, problem: 'It is broken.' }) },
      /^It is broken\. Evaluation resumes/,
    ],
    [
      'a recipient that has failed for an hour',
      { recipients: async () => [waiting] },
      /^2 messages to ops have not been delivered since 2026-11-24T11:00.*Nothing listens.*Start it/,
    ],
    [
      'an archive that fails',
      { archive: async () => noArchive },
      /^There is no such bucket\. Create it\.$/,
    ],
  ])('%s', async (_, more, reason) => {
    await well()
    withEngine(more)
    await ill(reason)
    setRuntime(sound)
    await well()
  })

  test('a query that is not answered', async () => {
    const answer = async () => ({
      status: 400,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }),
    })
    setRuntime({ ...sound, answer, clients: undefined, flights: new Map() })
    await ill(/may not call logs:\w+\. Allow logs:\w+ in the policy/)
    setRuntime(sound)
    await well()
  })

  test('a file that is gone', async () => {
    const file = join(shop.dir, 'access_log')
    renameSync(file, `${file}-away`)
    // For some seconds it may be a rotation.
    nowMs += 16_000
    await ill(/There is no file .*access_log\./)
    renameSync(`${file}-away`, file)
    nowMs = startMs
    await well()
  })

  test('a clock that was set back', async () => {
    await well()
    nowMs -= 2 * hourMs
    await ill(
      /newest line of .*access_log is from 2026-11-24 11:59 UTC.*clock says 2026-11-24 10:00/,
    )
    await ill(/it was set back/)
    nowMs = startMs
    await well()
  })
})

test('a recipient that has failed for less than an hour is reported, and no reason', async () => {
  const sinceMs = startMs - hourMs + minuteMs
  withEngine({ recipients: async () => [{ ...waiting, waitingSinceMs: sinceMs }] })
  await well()
  const request = new Request(address, { headers: { host: 'localhost:3000' } })
  const { problems } = await (await GET(request, undefined)).json()
  expect(problems).toEqual([expect.stringMatching(/2 messages to ops have not been delivered/)])
})

test('the process is alive, whatever else does not work', async () => {
  withEngine({ storage: async () => ({ problem: 'The store could not be written.', space: null }) })
  const request = new Request(`${address}/live`, { headers: { host: 'localhost:3000' } })
  const response = await LIVE(request, undefined)
  expect([response.status, await response.json()]).toEqual([200, { ok: true }])
})

// The last one: the clock goes on, and the log with it.
test('a log that is silent for longer than usual, which may be a clock that is ahead', async () => {
  await well()
  nowMs += 3 * hourMs
  await ill(/^Nothing has been logged since .*clock is right: it says 2026-11-24T15:00/)
  appendFileSync(join(shop.dir, 'access_log'), `${lineAt(nowMs - minuteMs)}\n`)
  await vi.waitFor(async () => {
    // What was said stands for two seconds.
    nowMs += 3_000
    expect((await health()).reasons).toEqual([])
  }, patience)
})
