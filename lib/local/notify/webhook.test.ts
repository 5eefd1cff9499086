import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Recipient } from '@/lib/monitoring'
import { messageOf } from './message'
import { changeOf, startMs } from './testdata/changes'
import { messageId, sample } from './testdata/message'
import { plainBody, sendWebhook, signature } from './webhook'

type Webhook = Extract<Recipient, { kind: 'slack' | 'webhook' }>
type Answering = (request: IncomingMessage, response: ServerResponse) => void

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

const yes: Answering = (_, response) => response.end('ok')

/** An HTTP server on loopback that records what it receives. */
async function receiver(answering: Answering = yes, secure?: Buffer) {
  const got: { headers: IncomingMessage['headers']; body: string }[] = []
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(parts).toString() })
      answering(request, response)
    })
  }
  const server = secure ? createSecure({ key: secure, cert: secure }, handle) : createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { got, port: (server.address() as AddressInfo).port }
}

const recipient = (url: string, more: Partial<Webhook> = {}): Webhook => ({
  name: 'ops',
  kind: 'webhook',
  url,
  private: true,
  ...more,
})
const never = new AbortController().signal
const clock = () => startMs
const path = '/services/T000/B000/very-secret-path'
const secret = 'a-secret-of-32-characters-length'

const send = (to: Webhook, signal = never) => sendWebhook(to, clock)(sample(), signal)

test('the plain form: id, time, text, link and CloudWatch’s own message, signed', async () => {
  const { got, port } = await receiver()
  expect(await send(recipient(`http://127.0.0.1:${port}${path}`, { secret }))).toEqual({ ok: true })
  const [{ headers, body } = { headers: {}, body: '' }] = got
  const { message, ...rest } = JSON.parse(body)
  expect(rest).toEqual({
    id: messageId,
    sentAt: '2026-11-24T10:00:00.000Z',
    text: expect.stringMatching(/^500-Errors is in ALARM since 11:00\nA request answered with 500/),
    link: 'https://watch.example/alarms/500-Errors',
  })
  expect(Object.keys(JSON.parse(body))).toEqual(['id', 'sentAt', 'text', 'link', 'message'])
  expect(message).toMatchObject({ AlarmName: '500-Errors', NewStateValue: 'ALARM' })
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-cafewatch-message-id': messageId,
    'user-agent': 'CafeWatch',
  })
  const t = startMs / 1000
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')
  expect(headers['x-cafewatch-signature']).toBe(`t=${t},v1=${v1}`)
})

test('the signature, against a value worked out with openssl', () => {
  // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
  expect(signature('key', 1_700_000_000_999, '{}')).toBe(
    't=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae',
  )
})

test('a folded message names each change', () => {
  const changes = [changeOf(), changeOf({ to: 'OK', atMs: startMs + 60_000 })] as const
  const message = messageOf(
    messageId,
    { changes: [...changes], now: { state: 'OK', sinceMs: startMs + 60_000 } },
    { publicUrl: 'https://watch.example', shop: 'the café', zone: 'UTC', nowMs: startMs },
  )
  expect(JSON.parse(plainBody(message)).changes).toEqual([
    { at: '2026-11-24T10:00:00.000Z', from: 'OK', to: 'ALARM' },
    { at: '2026-11-24T10:01:00.000Z', from: 'ALARM', to: 'OK' },
  ])
})

test('the Slack form: hostile names are neither markup nor mention', async () => {
  const { got, port } = await receiver()
  const name = '<!channel> <https://evil.example|click> @here & ![x](http://evil.example/p.png)'
  const to = recipient(`http://127.0.0.1:${port}${path}`, { kind: 'slack' })
  expect(await sendWebhook(to, clock)(sample({ name }), never)).toEqual({ ok: true })
  const payload = JSON.parse(got[0]?.body ?? '')
  expect(payload).toEqual({
    text: '&lt;!channel&gt; &lt;https://evil.example|click&gt; @\u200bhere &amp; ![x]\u200b(http://evil.example/p.png) is in ALARM since 11:00',
    mrkdwn: false,
    attachments: [
      {
        color: '#b3261e',
        fallback: payload.text,
        title: 'Open the alarm',
        title_link: `https://watch.example/alarms/${encodeURIComponent(name)}`,
        text: expect.stringContaining('Measured: 3 (Sum of 500-Errors, 60 s)'),
        mrkdwn_in: [],
      },
    ],
  })
  expect(got[0]?.headers['x-cafewatch-message-id']).toBe(messageId)
  expect(got[0]?.headers['x-cafewatch-signature']).toBeUndefined()
})

test('evidence from the log is neither markup nor mention, in both forms', async () => {
  const { got, port } = await receiver()
  const message = sample({}, ['GET /<!channel> @here ![x](y) answers 500 to every request.'])
  for (const kind of ['slack', 'webhook'] as const)
    await sendWebhook(recipient(`http://127.0.0.1:${port}${path}`, { kind }), clock)(message, never)
  const [slack, plain] = got.map(({ body }) => JSON.parse(body))
  expect(slack.attachments[0].text.split('\n')[0]).toBe(
    'GET /&lt;!channel&gt; @\u200bhere ![x]\u200b(y) answers 500 to every request.',
  )
  expect(plain.text.split('\n')[1]).toBe(
    'GET /<!channel> @here ![x](y) answers 500 to every request.',
  )
  expect(plain.message.NewStateReason).toMatch(/ GET \/<!channel> .* every request\.$/)
})

test.each<[string, Answering, RegExp, object]>([
  ['500', (_, r) => r.writeHead(500).end(path), /answered with a server error \(500\)/, {}],
  [
    '404 with Slack’s error code',
    (_, r) => r.writeHead(404).end('no_service'),
    /denies access \(404, no_service\)/,
    {},
  ],
  [
    '400 with any other text',
    (_, r) => r.writeHead(400).end(`bad ${path} ${secret}`),
    /did not accept the message \(400\)/,
    {},
  ],
  [
    '429',
    (_, r) => r.writeHead(429, { 'retry-after': '120' }).end(),
    /limiting the rate/,
    { retryAfterMs: 120_000 },
  ],
  [
    '503 until a date',
    (_, r) => r.writeHead(503, { 'retry-after': 'Tue, 24 Nov 2026 10:30:00 GMT' }).end(),
    /server error \(503\)/,
    { retryAfterMs: 1_800_000 },
  ],
  [
    '500 with Retry-After, which only 429 and 503 may ask for',
    (_, r) => r.writeHead(500, { 'retry-after': '9' }).end(),
    /500/,
    { retryAfterMs: undefined },
  ],
  [
    'a redirect to the instance metadata',
    (_, r) => r.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    /redirects to another address \(302\), and redirects are not followed/,
    {},
  ],
  [
    'the connection is cut before an answer',
    (request) => request.socket.destroy(),
    /closed the connection before it answered/,
    {},
  ],
  [
    'no HTTP',
    (request) => request.socket.end('what?\r\n\r\n'),
    /^Sending to .* failed \(HPE_INVALID_CONSTANT\)/,
    {},
  ],
])('%s', async (_, answering, expected, more) => {
  const { got, port } = await receiver(answering)
  const sent = await send(recipient(`http://127.0.0.1:${port}${path}`, { secret }))
  expect(sent).toMatchObject({
    ok: false,
    problem: { message: expect.stringMatching(expected) },
    ...more,
  })
  expect(got).toHaveLength(1)
  expect(JSON.stringify(sent)).not.toMatch(/very-secret|a-secret/)
})

test.each<[string, Answering]>([
  [
    '200 and a body without end',
    (_, r) => {
      r.writeHead(200)
      const more = () => {
        while (!r.destroyed && r.write('x'.repeat(16_384)));
        if (!r.destroyed) r.once('drain', more)
      }
      more()
    },
  ],
  [
    '200 and a truncated body',
    (request, r) => {
      r.writeHead(200, { 'content-length': 100 })
      r.write('begun')
      setImmediate(() => request.socket.destroy())
    },
  ],
  ['204', (_, r) => r.writeHead(204).end()],
])('%s: the status decides', async (_, answering) => {
  const { port } = await receiver(answering)
  expect(await send(recipient(`http://127.0.0.1:${port}${path}`))).toEqual({ ok: true })
})

test('a server that takes the request and hangs ends with a timeout', async () => {
  const stop = new AbortController()
  const { port } = await receiver(() => stop.abort())
  expect(await send(recipient(`http://127.0.0.1:${port}${path}`), stop.signal)).toMatchObject({
    ok: false,
    problem: { message: `127.0.0.1:${port} did not answer in time.` },
  })
})

test('an answer that drips ends with a timeout; its status counts', async () => {
  const stop = new AbortController()
  const { port } = await receiver((_, response) => {
    response.writeHead(500)
    response.write('.')
    setImmediate(() => stop.abort())
  })
  const sent = await send(recipient(`http://127.0.0.1:${port}${path}`), stop.signal)
  expect(sent).toMatchObject({ ok: false })
})

test.each([
  ['http://127.0.0.1:1/x', false, /is on a private network/],
  [
    'http://localhost:1/x',
    false,
    /localhost resolves to (127\.0\.0\.1|::1), which is on a private network/,
  ],
  ['http://[::1]:1/x', false, /private network/],
  ['http://[::ffff:127.0.0.1]:1/x', false, /private network/],
  ['http://2130706433:1/x', false, /private network/],
  ['http://0x7f.1:1/x', false, /private network/],
  ['http://10.0.0.1/x', false, /private network/],
  ['http://169.254.169.254/latest', true, /messages are never sent to/],
  ['http://[::ffff:a9fe:a9fe]/latest', true, /never sent to/],
  ['http://0.0.0.0:1/x', true, /never sent to/],
  ['http://[fe80::1]/x', true, /never sent to/],
  ['http://127.0.0.1:1/x', true, /Nothing is listening at 127\.0\.0\.1:1/],
  ['https://hook.invalid/x', true, /The name hook\.invalid was not found/],
])('%s, private: %s', async (url, allowed, expected) => {
  expect(await send(recipient(url, { private: allowed }))).toMatchObject({
    ok: false,
    problem: { message: expect.stringMatching(expected) },
  })
})

test.each([
  ['http://10.0.0.1/x', false],
  ['http://127.0.0.1:1/x', true],
])('%s: the remedy names both places where a recipient is set', async (url, allowed) => {
  expect(await send(recipient(url, { private: allowed }))).toMatchObject({
    problem: { remedy: expect.stringMatching(/Set-up.*site file/) },
  })
})

test('an untrusted certificate is not accepted', async () => {
  const pem = await readFile(new URL('./testdata/localhost.pem', import.meta.url))
  const { got, port } = await receiver(yes, pem)
  expect(await send(recipient(`https://127.0.0.1:${port}${path}`))).toMatchObject({
    ok: false,
    problem: {
      message: expect.stringMatching(/is not trusted here \(DEPTH_ZERO_SELF_SIGNED_CERT\)/),
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    },
  })
  expect(got).toEqual([])
})
