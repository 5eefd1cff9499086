import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openStore } from '@/lib/local/store/store'
import type { Recipient } from '@/lib/monitoring'
import { startNotifier } from './notifier'
import { changeOf, makeHistory, noteStateUpdate, startMs } from './testdata/changes'
import { fakeTime } from './testdata/fake-time'

const secrets = {
  password: 'smtp-password-7f3a',
  path: 'T0SECRET/B0SECRET/slackpathsecret',
  query: 'token-in-the-query-91c2',
  signing: 'signing-secret-of-the-webhook',
  aws: 'aws-secret-access-key-55aa',
}
const hidden = new RegExp(
  Object.values(secrets)
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    .map((text) => text.replace(/[+/=]/g, '\\$&'))
    .join('|'),
)

const closing: (() => unknown)[] = []
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secrets.aws)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  for (const close of closing.splice(0)) await close()
})

/** Answers with everything that it receives: address, headers and body. */
async function parrot() {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () =>
      response
        .writeHead(400, { 'x-echo': request.url ?? '' })
        .end(`${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(parts)}`),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function mailParrot() {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      done(Object.assign(new Error(`no: ${username}:${password}`), { responseCode: 535 }))
    },
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)))
  return `127.0.0.1:${(server.server.address() as AddressInfo).port}`
}

test('nothing logged, shown, stored or returned contains a secret, though every server repeats them', async () => {
  const printed = (['log', 'info', 'warn', 'debug'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  )
  const wrote = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation(() => true),
  )
  const web = await parrot()
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', web)
  const recipients: Recipient[] = [
    {
      name: 'owner',
      kind: 'email',
      to: ['owner@cafe.example'],
      smtp: `smtp://me:${secrets.password}@${await mailParrot()}`,
    },
    {
      name: 'chat',
      kind: 'slack',
      url: `${web}/services/${secrets.path}?t=${secrets.query}`,
      secret: secrets.signing,
      private: true,
    },
    {
      name: 'refused',
      kind: 'webhook',
      url: `${web.replace('http://', `http://user:${secrets.password}@`)}/${secrets.path}`,
      secret: secrets.signing,
      private: false,
    },
    {
      name: 'dead',
      kind: 'webhook',
      url: `https://missing.invalid/${secrets.path}`,
      private: false,
    },
    { name: 'cloud', kind: 'sns', topicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms' },
  ]
  const time = fakeTime(startMs)
  const store = await openStore({ path: ':memory:' })
  await makeHistory(store)
  const logged: string[] = []
  const notifier = await startNotifier({
    store,
    recipients,
    clock: time.clock,
    pause: time.pause,
    publicUrl: 'https://watch.example',
    shop: 'the café',
    zone: 'UTC',
    log: (text) => logged.push(text),
  })
  const actions = recipients.map((recipient) =>
    recipient.kind === 'sns'
      ? recipient.topicArn
      : `arn:aws:sns:local:000000000000:${recipient.name}`,
  )
  await store.transaction(async (session) => {
    await noteStateUpdate(session, changeOf({ actions }))
    await notifier.queueNotifications(session, changeOf({ actions }))
  })
  await vi.waitFor(
    async () =>
      expect((await notifier.status()).map(({ problem }) => problem !== null)).toEqual(
        recipients.map(() => true),
      ),
    { timeout: 15_000 },
  )
  const tested = await Promise.all(recipients.map(({ name }) => notifier.test(name)))
  const status = await notifier.status()
  const stored = await Promise.all(
    ['outbox', 'alarm_history_items'].map((table) => store.query(`SELECT * FROM ${table}`)),
  )
  await notifier.close()
  await store.close()

  expect(logged).toHaveLength(recipients.length)
  expect(tested.every(({ ok }) => !ok)).toBe(true)
  const all = JSON.stringify({
    logged,
    tested,
    status,
    stored: stored.map(({ rows }) => rows),
    printed: [...printed, ...wrote].map(({ mock }) => mock.calls.map(String)),
  })
  expect(all).toContain('rejected the user name and password')
  expect(all).not.toMatch(hidden)
  // Addresses stay readable: only their secret part is left out.
  expect(status.map(({ address }) => address)).toEqual([
    expect.stringMatching(/^owner@cafe\.example through 127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    'missing.invalid',
    'arn:aws:sns:eu-west-1:111122223333:alarms',
  ])
}, 40_000)
