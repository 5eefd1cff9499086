import { beforeEach, expect, test } from 'vitest'
import { openHere } from '@/lib/access/testdata/open-here'
import type { ArchiveStatus } from '@/lib/archive'
import { readNotices } from '@/lib/aws/local-engine'
import { type LocalEngine, type Runtime, setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { clock } from '@/lib/format'
import type { Recipient } from '@/lib/monitoring'
import type { RecipientStatus, TestOutcome } from '@/lib/recipient'
import { parseSite } from '@/lib/site'
import { noticeText } from '@/lib/source'
import { GET } from './route'
import { POST } from './test/route'

openHere()

const nowMs = Date.parse('2026-11-24T10:00:00Z')
const healthy: RecipientStatus = {
  name: 'ops',
  kind: 'slack',
  address: 'hooks.slack.com',
  deliveredMs: nowMs - 60_000,
  waiting: 0,
  waitingSinceMs: null,
  problem: null,
  givenUp: 0,
}
const failing: RecipientStatus = {
  ...healthy,
  name: 'owner',
  kind: 'email',
  address: 'owner@cafe.example through mail.example:587',
  waiting: 2,
  waitingSinceMs: nowMs - 3_600_000,
  problem: { message: 'Nothing listens there.', remedy: 'Start it.', againMs: nowMs + 1000 },
}

const archive: ArchiveStatus = {
  to: '/srv/archive',
  hoursBehind: 0,
  archivedToMs: nowMs,
  objects: 2,
  bytes: 1000,
  problem: null,
  retention: { days: 180, deletedToMs: null },
}
let tested: string[]
let unsaved: Recipient[]
let namedShop: string | undefined
let outcome: TestOutcome
const localEngine: LocalEngine = {
  recipients: async () => [healthy, failing],
  attempts: () => [],
  testMessage: async (name) => {
    tested.push(name)
    return outcome
  },
  testUnsaved: async (recipient, shop) => {
    unsaved.push(recipient)
    namedShop = shop
    return outcome
  },
  redeclare: async () => {},
  alarmClock: () => ({ evaluatedToMs: nowMs, problem: null }),
  version: () => 1,
  changedSince: () => false,
  storage: async () => ({ problem: null, space: null }),
  queryProblem: () => null,
  archive: async () => archive,
}

const holding = (more: Partial<Runtime> = {}, cloudwatch = 'local') =>
  setRuntime({
    env: readEnv({ CLOUDWATCH: cloudwatch }),
    answer: null,
    localEngine,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => nowMs,
    flights: new Map(),
    ...more,
  })

const holdingChat = () => {
  const { monitoring } = parseSite(`{"recipients":[{"name":"chat","kind":"slack","url":"${url}"}]}`)
  holding({ env: { ...readEnv({}), monitoring } })
}

beforeEach(() => {
  tested = []
  unsaved = []
  outcome = { ok: true }
  holding()
})

const get = () =>
  GET(new Request('http://localhost/api/recipients', { headers: { host: 'localhost' } }), undefined)

const post = (body: unknown, headers: Record<string, string> = {}) =>
  POST(
    new Request('http://localhost/api/recipients/test', {
      method: 'POST',
      headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
    undefined,
  )

test('GET: each recipient and how delivery to it is going', async () => {
  const response = await get()
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual({ ok: true, by: 'engine', recipients: [healthy, failing] })
})

const problem = { message: 'No.', remedy: 'Do.' }
test.each<[TestOutcome, number]>([
  [{ ok: true }, 200],
  [{ ok: false, reason: 'unknown-recipient', ...problem }, 404],
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

const url = 'https://hooks.example/T0SECRET'
test.each<[string, unknown, Record<string, unknown>]>([
  [
    'its own secrets',
    { name: 'new', kind: 'slack', url },
    { name: 'new', kind: 'slack', url, private: false },
  ],
  [
    'a secret that is stored, and left out',
    { name: 'chat', kind: 'slack' },
    { name: 'chat', kind: 'slack', url, private: false },
  ],
  [
    'a secret that is stored, under another name',
    { name: 'renamed', kind: 'slack', url: `\${CHAT_URL}` },
    { name: 'renamed', kind: 'slack', url, private: false },
  ],
])('POST of a recipient that is not saved, with %s', async (_, recipient, sent) => {
  holdingChat()
  const response = await post({ recipient })
  expect(await response.json()).toEqual({ ok: true })
  expect(unsaved).toEqual([sent])
  expect(tested).toEqual([])
})

test.each(['Rad-Werk Nord', ''])('POST of one that is not saved, of the shop %j', async (shop) => {
  await post({ recipient: { name: 'new', kind: 'slack', url }, shop })
  expect(namedShop).toBe(shop)
})

test('POST of one that is not saved answers what became of it', async () => {
  outcome = { ok: false, reason: 'not-delivered', message: 'It answered 404.', remedy: 'Do.' }
  const response = await post({ recipient: { name: 'new', kind: 'slack', url } })
  expect(response.status).toBe(502)
  expect(await response.json()).toEqual(outcome)
})

test.each<[unknown, RegExp]>([
  ['chat', /^recipient /],
  [null, /^recipient /],
  [{}, /^recipient\.kind /],
  [{ name: 'a b', kind: 'slack', url }, /^recipient\.name must be 1 to 80 letters/],
  [{ name: 'new', kind: 'slack' }, /^recipient\.url must be an http or https address/],
  [
    { name: 'new', kind: 'slack', url: 'http://10.0.0.1/T0SECRET' },
    /^recipient\.url must be https/,
  ],
  [{ name: 'new', kind: 'slack', url: `\${HOME}` }, /^recipient\.url stands for a secret/],
  [{ name: 'new', kind: 'email', smtp: 'x', to: ['a'] }, /^recipient\.(to\.0|smtp) /],
  [{ name: 'new', kind: 'slack', url, more: 1 }, /^recipient has no member named "more"/],
])('POST of what is no recipient sends nothing: %j', async (recipient, message) => {
  holdingChat()
  const response = await post({ recipient })
  expect(response.status).toBe(400)
  const { error } = await response.json()
  expect(error.message).toMatch(message)
  expect(error.message).toContain(error.field)
  expect(JSON.stringify(error)).not.toContain('T0SECRET')
  expect(unsaved).toEqual([])
})

test.each([
  ['aws', /aws sns publish --topic-arn/],
  ['recorded', /notifies no one/],
])(
  'CLOUDWATCH=%s: recipients are not known here, and a test is refused with what to do instead',
  async (cloudwatch, expected) => {
    holding({ localEngine: null }, cloudwatch)
    expect(await (await get()).json()).toEqual({ ok: true, by: 'cloudwatch' })
    const response = await post({ name: 'ops' })
    expect(response.status).toBe(404)
    expect((await response.json()).error.message).toMatch(expected)
  },
)

const noticesOf = async (more: Partial<LocalEngine>) => {
  holding({ localEngine: { ...localEngine, recipients: async () => [healthy], ...more } })
  return (await readNotices(nowMs)).map((notice) =>
    noticeText(notice, (ms) => clock(ms, 'America/New_York')),
  )
}

test.each<[string, Partial<LocalEngine>, RegExp[]]>([
  ['nothing', {}, []],
  [
    'undelivered messages',
    { recipients: async () => [healthy, failing] },
    [/^2 messages to owner have not been delivered since \d\d:00\. Nothing listens there.$/],
  ],
  [
    'messages given up',
    { recipients: async () => [{ ...healthy, givenUp: 1 }] },
    [/^Gave up on 1 message to ops after 7 days/],
  ],
  [
    'alarms that are late',
    { alarmClock: () => ({ evaluatedToMs: nowMs - 600_000, problem: null }) },
    [/^No alarm has been evaluated since \d\d:50\.$/],
  ],
  [
    'an alarm that cannot be evaluated',
    { alarmClock: () => ({ evaluatedToMs: nowMs, problem: 'It is broken.' }) },
    [/^It is broken.$/],
  ],
])('pages and health report: %s', async (_, more, expected) => {
  const found = await noticesOf(more)
  expect(found).toHaveLength(expected.length)
  expected.forEach((pattern, at) => {
    expect(found[at]).toMatch(pattern)
  })
})

test('a store that does not answer does not hide the other notices', async () => {
  const recipients = async () => {
    throw new Error('the store failed')
  }
  const alarmClock = () => ({ evaluatedToMs: nowMs, problem: 'It is broken.' })
  expect(await noticesOf({ recipients, alarmClock })).toEqual(['It is broken.'])
})
