import { beforeEach, describe, expect, test } from 'vitest'
import { openHere } from '@/lib/access/testdata/open-here'
import { setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { GET, POST } from './route'

openHere()

const address = 'http://localhost:3000/api/setup'

beforeEach(() =>
  setRuntime({
    env: readEnv({ CLOUDWATCH: 'recorded' }),
    answer: null,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: Date.now,
    flights: new Map(),
  }),
)

const request = (body?: unknown, headers: Record<string, string> = {}) =>
  new Request(address, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { host: 'localhost:3000', 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

test('where no log is read, it says so', async () => {
  const response = await GET(request(), undefined)
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({
    ok: true,
    state: 'nothing',
    headline: 'Recorded answers have no log to look at.',
  })
  const preview = await POST(request({ preset: 'woocommerce' }), undefined)
  expect(await preview.json()).toEqual({ ok: true, preview: null })
})

const step = (match: object) => ({ steps: [{ name: 'order', match: [match] }] })

describe('a draft that is wrong is refused, and its member named', () => {
  test.each<[draft: object, field: string, message: RegExp]>([
    [step({ path: 'order' }), 'steps.0.match.0.path', /must be a path that starts with \//],
    [step({}), 'steps.0.match.0', /must say the path, the method or the query/],
    [
      { steps: [step({ path: '/a' }).steps[0], step({ path: '/b' }).steps[0]] },
      'steps',
      /two are called "order"/,
    ],
    [{ preset: 'woocommerce', ...step({ path: '/a' }) }, 'preset', /does not go with steps/],
    [{ orderId: '/order/*' }, 'orderId', /must hold \{id\} once/],
    [{ zone: 'Mars' }, 'zone', /time zone/],
    [{ openingHours: { zone: 'Mars', mon: ['08:00-22:00'] } }, 'openingHours.zone', /time zone/],
    [{ openingHours: { zone: 'UTC', mon: ['8-22'] } }, 'openingHours.mon.0', /time range/],
    [{ ignore: { networks: ['300.1'], agents: [] } }, 'ignore.networks', /neither an address/],
    [{ currency: 'EUR' }, 'body', /currency/],
  ])('%j', async (draft, field, message) => {
    const response = await POST(request(draft), undefined)
    expect(response.status).toBe(400)
    expect((await response.json()).error).toEqual({
      field,
      message: expect.stringMatching(message),
      problems: [{ path: field, message: expect.any(String) }],
    })
  })
})

test('another site may not make it count', async () => {
  const headers = { 'sec-fetch-site': 'cross-site' }
  expect((await POST(request({}, headers), undefined)).status).toBe(403)
})
