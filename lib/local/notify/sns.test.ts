import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { sendSns } from './sns'
import { messageId, sample } from './testdata/message'

const topicArn = 'arn:aws:sns:eu-central-1:111122223333:alarms'

interface Asked {
  headers: IncomingHttpHeaders
  form: URLSearchParams
}
type Reply = { status: number; body: string } | 'hang' | 'cut'

const closing: (() => void)[] = []
beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'very-secret-key')
  // Nothing of this machine's own set-up takes part.
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_SESSION_TOKEN']) vi.stubEnv(name, undefined)
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null')
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
})
afterEach(() => {
  vi.unstubAllEnvs()
  for (const close of closing.splice(0)) close()
})

const published: Reply = {
  status: 200,
  body: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${messageId}</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishResponse>`,
}
const error = (status: number, code: string): Reply => ({
  status,
  body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>words with very-secret-key in them</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
})

/** A server that speaks what the SDK speaks to SNS: a form in, XML out. */
async function snsServer(reply: Reply, onRequest = () => {}) {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      asked.push({
        headers: request.headers,
        form: new URLSearchParams(Buffer.concat(parts).toString()),
      })
      onRequest()
      if (reply === 'cut') return request.socket.destroy()
      if (reply === 'hang') return
      response.writeHead(reply.status, { 'content-type': 'text/xml' }).end(reply.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  vi.stubEnv('AWS_ENDPOINT_URL_SNS', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return asked
}

const send = (arn = topicArn, signal = new AbortController().signal, message = sample()) =>
  sendSns({ name: 'cloud', kind: 'sns', topicArn: arn })(message, signal)

test('Publish: subject, message and id, signed for the region of the topic', async () => {
  const asked = await snsServer(published)
  const message = sample()
  expect(await send()).toEqual({ ok: true })
  expect(asked).toHaveLength(1)
  const { headers, form } = asked[0] ?? { headers: {}, form: new URLSearchParams() }
  expect(Object.fromEntries(form)).toEqual({
    Action: 'Publish',
    Version: '2010-03-31',
    TopicArn: topicArn,
    Subject: 'ALARM: "500-Errors" in local',
    Message: message.cloudwatch.message,
    'MessageAttributes.entry.1.Name': 'MessageId',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': messageId,
  })
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/sns\/aws4_request/,
  )
})

test('a FIFO topic drops a repeat by itself', async () => {
  const asked = await snsServer(published)
  expect(await send(`${topicArn}.fifo`)).toEqual({ ok: true })
  expect(asked[0]?.form.get('MessageDeduplicationId')).toBe(messageId)
  expect(asked[0]?.form.get('MessageGroupId')).toMatch(/^[0-9a-f]+$/)
})

test('the subject is ASCII, the message has the name as it is', async () => {
  const asked = await snsServer(published)
  await send(topicArn, undefined, sample({ name: 'Café ☕' }))
  expect(asked[0]?.form.get('Subject')).toBe('ALARM: "Caf? ?" in local')
  expect(JSON.parse(asked[0]?.form.get('Message') ?? '').AlarmName).toBe('Café ☕')
})

test.each<[string, Reply, RegExp, RegExp]>([
  [
    'no such topic',
    error(404, 'NotFound'),
    /The topic arn:aws:sns:eu-central-1\S+ does not exist/,
    /topicArn/,
  ],
  [
    'not allowed',
    error(403, 'AuthorizationError'),
    /are not allowed to publish to arn:aws:sns/,
    /sns:Publish/,
  ],
  [
    'a wrong key',
    error(403, 'InvalidClientTokenId'),
    /No AWS credentials were found that Amazon SNS accepts/,
    /AWS_PROFILE/,
  ],
  ['a wrong signature', error(403, 'SignatureDoesNotMatch'), /No AWS credentials/, /AWS_PROFILE/],
  ['an expired sign-in', error(403, 'ExpiredToken'), /have expired/, /sso login/],
  ['throttled', error(400, 'Throttling'), /did not accept the message \(\w+, HTTP 400\)/, /./],
  ['a server error', error(500, 'InternalFailure'), /HTTP 500/, /./],
  ['no XML', { status: 503, body: 'a proxy says <no' }, /Amazon SNS/, /./],
  ['a broken connection', 'cut', /Amazon SNS closed the connection/, /./],
])('%s', async (_, reply, expected, remedy) => {
  const asked = await snsServer(reply)
  const sent = await send()
  expect(sent).toMatchObject({
    ok: false,
    problem: { message: expect.stringMatching(expected), remedy: expect.stringMatching(remedy) },
  })
  expect(JSON.stringify(sent)).not.toContain('very-secret')
  // The outbox retries; if the SDK did too, a lost answer would mean several messages.
  expect(asked).toHaveLength(1)
})

test('no credentials', async () => {
  const asked = await snsServer(published)
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined)
  expect(await send()).toMatchObject({
    ok: false,
    problem: { message: 'No AWS credentials were found that Amazon SNS accepts.' },
  })
  expect(asked).toEqual([])
})

test('a hanging SNS ends with a timeout', async () => {
  const stop = new AbortController()
  await snsServer('hang', () => stop.abort())
  expect(await send(topicArn, stop.signal)).toMatchObject({
    ok: false,
    problem: { message: 'Amazon SNS did not answer in time.' },
  })
})
