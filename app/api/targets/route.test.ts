import { beforeEach, expect, test } from 'vitest'
import { targetProblems } from '@/app/api/health/targets'
import { type Held, type Home, hold } from '@/lib/aws/held'
import { readEnv } from '@/lib/env'
import type { TargetStatus, TestOutcome } from '@/lib/target'
import { GET } from './route'
import { POST } from './test/route'

const nowMs = Date.parse('2026-11-24T10:00:00Z')
const well: TargetStatus = {
  name: 'ops',
  kind: 'slack',
  address: 'hooks.slack.com',
  deliveredMs: nowMs - 60_000,
  waiting: 0,
  waitingSinceMs: null,
  problem: null,
  givenUp: 0,
}
const ill: TargetStatus = {
  ...well,
  name: 'owner',
  kind: 'email',
  address: 'owner@cafe.example through mail.example:587',
  waiting: 2,
  waitingSinceMs: nowMs - 3_600_000,
  problem: { message: 'Nothing listens there.', remedy: 'Start it.', againMs: nowMs + 1000 },
}

let tested: string[]
let outcome: TestOutcome
const home: Home = {
  targets: async () => [well, ill],
  testMessage: async (name) => {
    tested.push(name)
    return outcome
  },
}

const holding = (more: Partial<Held> = {}, cloudwatch = 'local') =>
  hold({
    env: readEnv({ CLOUDWATCH: cloudwatch }),
    answer: null,
    home,
    loading: null,
    simulated: false,
    placeOf: () => null,
    now: () => nowMs,
    flights: new Map(),
    ...more,
  })

beforeEach(() => {
  tested = []
  outcome = { ok: true }
  holding()
})

const get = () =>
  GET(new Request('http://localhost/api/targets', { headers: { host: 'localhost' } }), undefined)

const post = (body: unknown, headers: Record<string, string> = {}) =>
  POST(
    new Request('http://localhost/api/targets/test', {
      method: 'POST',
      headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
    undefined,
  )

test('GET: each target and how telling it goes', async () => {
  const response = await get()
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ ok: true, targets: [well, ill], asOfMs: nowMs })
})

const problem = { message: 'No.', remedy: 'Do.' }
test.each<[TestOutcome, number]>([
  [{ ok: true }, 200],
  [{ ok: false, reason: 'unknown-target', ...problem }, 404],
  [{ ok: false, reason: 'too-soon', ...problem }, 429],
  [{ ok: false, reason: 'not-delivered', ...problem }, 502],
])('POST: %o is %d', async (became, status) => {
  outcome = became
  const response = await post({ name: 'ops' })
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual(became)
  expect(tested).toEqual(['ops'])
})

test.each<[string, unknown, Record<string, string>, number]>([
  [
    'another site',
    { name: 'ops' },
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    403,
  ],
  ['another host', { name: 'ops' }, { host: 'evil.example' }, 403],
  ['a form', { name: 'ops' }, { 'content-type': 'text/plain' }, 415],
  ['no name', {}, {}, 400],
  ['an empty name', { name: '' }, {}, 400],
  ['something more', { name: 'ops', url: 'http://169.254.169.254/' }, {}, 400],
  ['a list', ['ops'], {}, 400],
])('POST from or with %s sends nothing', async (_, body, headers, status) => {
  expect((await post(body, headers)).status).toBe(status)
  expect(tested).toEqual([])
})

test.each([
  ['aws', /aws sns publish --topic-arn/],
  ['recorded', /tells nobody/],
])('CLOUDWATCH=%s: 404, and what to do instead', async (cloudwatch, expected) => {
  holding({ home: null }, cloudwatch)
  for (const response of [await get(), await post({ name: 'ops' })]) {
    expect(response.status).toBe(404)
    expect((await response.json()).error.message).toMatch(expected)
  }
})

test('health names what is undelivered', async () => {
  expect(await targetProblems(home)).toEqual([
    '2 messages to owner undelivered since 2026-11-24T09:00:00.000Z. Nothing listens there. Start it.',
  ])
  expect(await targetProblems({ ...home, targets: async () => [{ ...well, givenUp: 1 }] })).toEqual(
    ['1 message to ops given up after 7 days; see docs/messages.md.'],
  )
  const broken = async () => {
    throw new Error('the store failed')
  }
  expect(await targetProblems({ ...home, targets: broken })).toHaveLength(1)
  expect(await targetProblems(null)).toEqual([])
})
