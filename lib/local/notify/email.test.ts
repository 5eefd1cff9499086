import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import type { Recipient } from '@/lib/monitoring'
import { sendEmail } from './email'
import { messageId, sample } from './testdata/message'

const pem = readFileSync(new URL('./testdata/localhost.pem', import.meta.url))

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Got {
  from: string
  to: string[]
  user: string | undefined
  secure: boolean
  text: string
}

/** A mail server on loopback; by default without encryption and without sign-in. */
async function mailServer(options: SMTPServerOptions = {}) {
  const got: Got[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    key: pem,
    cert: pem,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part) => parts.push(part))
      stream.on('end', () => {
        got.push({
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          to: session.envelope.rcptTo.map(({ address }) => address),
          user: session.user,
          secure: session.secure,
          text: Buffer.concat(parts).toString(),
        })
        done()
      })
    },
    ...options,
  })
  // Errors of the client's connection are reported here too; what the client says of them is under test.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise<void>((resolve) => server.close(resolve)))
  return { got, port: (server.server.address() as AddressInfo).port }
}

/** A server that is no mail server: it does what `talk` does with each connection. */
async function rawServer(talk: (socket: import('node:net').Socket) => void) {
  const sockets = new Set<import('node:net').Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    talk(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const recipient = (
  smtp: string,
  more: Partial<Extract<Recipient, { kind: 'email' }>> = {},
): Extract<Recipient, { kind: 'email' }> => ({
  name: 'owner',
  kind: 'email',
  to: ['owner@cafe.example', 'ops@cafe.example'],
  smtp,
  ...more,
})
const never = new AbortController().signal

const header = (text: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(text)?.[1]?.replace(/\r\n\s+/g, ' ')

/** The parts of a mail by their type, decoded. */
function parts(text: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const part of text.split(/\r\n--[^\r\n]+\r\n/)) {
    const [head = '', ...body] = part.split('\r\n\r\n')
    const type = /^Content-Type: ([\w/]+)/im.exec(head)?.[1] ?? ''
    const encoding = /^Content-Transfer-Encoding: (\S+)/im.exec(head)?.[1]
    const raw = body.join('\r\n\r\n').replace(/\r\n--[\s\S]*$/, '')
    found[type] =
      encoding === 'base64'
        ? Buffer.from(raw, 'base64').toString()
        : encoding === 'quoted-printable'
          ? Buffer.from(
              raw
                .replace(/=\r\n/g, '')
                .replace(/=([0-9A-F]{2})/g, (_, hex) =>
                  String.fromCharCode(Number.parseInt(hex, 16)),
                ),
              'latin1',
            ).toString()
          : raw
  }
  return found
}

test('evidence from the log is no markup in a mail', async () => {
  const { got, port } = await mailServer()
  const message = sample({}, ['GET /<img src=x> answers 500 to every request.'])
  await sendEmail(recipient(`smtp://127.0.0.1:${port}`))(message, never)
  const found = parts(got[0]?.text ?? '')
  expect(found['text/plain']).toContain('\nGET /<img src=x> answers 500 to every request.')
  expect(found['text/html']).toContain('GET /&#60;img src=x&#62; answers 500')
  expect(found['text/html']).not.toContain('<img')
})

test('a mail: text, simple HTML, and CloudWatch’s JSON attached', async () => {
  const { got, port } = await mailServer()
  const message = sample()
  expect(await sendEmail(recipient(`smtp://127.0.0.1:${port}`))(message, never)).toEqual({
    ok: true,
  })
  const [mail] = got
  expect(mail).toMatchObject({
    from: 'owner@cafe.example',
    to: ['owner@cafe.example', 'ops@cafe.example'],
    user: undefined,
  })
  const text = mail?.text ?? ''
  expect(header(text, 'Subject')).toBe('500-Errors is in ALARM since 11:00')
  expect(header(text, 'Message-ID')).toBe(`<${messageId}@cafewatch.invalid>`)
  expect(header(text, 'X-CafeWatch-Message-Id')).toBe(messageId)
  expect(header(text, 'Auto-Submitted')).toBe('auto-generated')
  expect(header(text, 'Date')).toBe('Tue, 24 Nov 2026 10:00:00 +0000')
  const found = parts(text)
  expect(found['text/plain']?.trim().split(/\r?\n/)).toEqual([
    '500-Errors is in ALARM since 11:00',
    '',
    'A request answered with 500 within 1 minute',
    'Measured: 3 (Sum of 500-Errors, 60 s); alarm when ≥ 1',
    expect.stringMatching(/^Reason: Threshold Crossed/),
    'Since: 11:00 (Europe/Berlin)',
    'Before: OK',
    'Shop: the café',
    '',
    'https://watch.example/alarms/500-Errors',
  ])
  expect(found['text/html']).toContain('<a href="https://watch.example/alarms/500-Errors">')
  expect(found['application/json']?.trim()).toBe(message.cloudwatch.message)
  expect(text).toContain('filename=cloudwatch-alarm.json')
})

test('user and password of the address are used, and its user as the sender', async () => {
  const { got, port } = await mailServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      done(
        null,
        username === 'me@cafe.example' && password === 'p@ss/w:rd' ? { user: username } : undefined,
      )
    },
  })
  const smtp = `smtp://${encodeURIComponent('me@cafe.example')}:${encodeURIComponent('p@ss/w:rd')}@127.0.0.1:${port}`
  expect(await sendEmail(recipient(smtp))(sample(), never)).toEqual({ ok: true })
  expect(got[0]).toMatchObject({ from: 'me@cafe.example', user: 'me@cafe.example' })
  expect(await sendEmail(recipient(smtp, { from: 'watch@cafe.example' }))(sample(), never)).toEqual(
    {
      ok: true,
    },
  )
  expect(got[1]?.from).toBe('watch@cafe.example')
})

test.each([
  ['\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script>', 'a new line'],
  ['x\u0000\u001b[31m\u202egnp', 'control characters'],
  ['"><img src=x onerror=alert(1)>', 'markup'],
])('an alarm named %j stays a name', async (name) => {
  const { got, port } = await mailServer()
  const hostile = sample({ name, reason: `${name} & so on`, to: 'ALARM' })
  expect(await sendEmail(recipient(`smtp://127.0.0.1:${port}`))(hostile, never)).toEqual({
    ok: true,
  })
  const text = got[0]?.text ?? ''
  expect(got[0]?.to).toEqual(['owner@cafe.example', 'ops@cafe.example'])
  expect(header(text, 'Bcc')).toBeUndefined()
  const found = parts(text)
  expect(found['text/html']).not.toMatch(/<(script|img)/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(`${found['text/plain']}${found['text/html']}`).not.toMatch(/[\u0000\u001b\u202e]/)
})

test('the server rejects one of two addresses: the other receives it, and that is reported', async () => {
  const { port } = await mailServer({
    onRcptTo({ address }, _session, done) {
      done(
        address.startsWith('owner')
          ? Object.assign(new Error('no such user'), { responseCode: 550 })
          : null,
      )
    },
  })
  expect(await sendEmail(recipient(`smtp://127.0.0.1:${port}`))(sample(), never)).toEqual({
    ok: true,
    note: {
      message: `The mail server 127.0.0.1:${port} rejected some addresses: owner@cafe.example.`,
      remedy: expect.any(String),
    },
  })
})

const password = 'correct-horse-battery'

test.each<[string, SMTPServerOptions, string, RegExp]>([
  [
    'a wrong password, which the server repeats',
    {
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth({ password: given }, _session, done) {
        done(
          Object.assign(
            new Error(`5.7.8 rejected ${given} ${Buffer.from(given ?? '').toString('base64')}`),
            { responseCode: 535 },
          ),
        )
      },
    },
    `me:${password}@`,
    /rejected the user name and password\. It replied: 535 5\.7\.8 rejected \*\*\* \*\*\*/,
  ],
  [
    'a sender who may not',
    {
      onMailFrom: (_address, _session, done) =>
        done(Object.assign(new Error('5.7.1 not allowed'), { responseCode: 553 })),
    },
    '',
    /rejected the sender or a recipient address\. It replied: 553 5\.7\.1 not allowed/,
  ],
  [
    'a message that it does not accept',
    {
      onData(stream, _session, done) {
        stream.resume()
        stream.on('end', () =>
          done(Object.assign(new Error('4.2.2 mailbox full'), { responseCode: 452 })),
        )
      },
    },
    '',
    /did not accept the message\. It replied: 452 4\.2\.2 mailbox full/,
  ],
  [
    'an untrusted certificate',
    { disabledCommands: ['AUTH'] },
    '',
    /certificate .* is not trusted here/,
  ],
])('%s', async (_, options, who, expected) => {
  const { port, got } = await mailServer(options)
  const sent = await sendEmail(recipient(`smtp://${who}127.0.0.1:${port}`))(sample(), never)
  expect(sent).toMatchObject({ ok: false, problem: { message: expect.stringMatching(expected) } })
  expect(JSON.stringify(sent)).not.toContain(password)
  expect(got).toEqual([])
})

test('TLS from the start, with an untrusted certificate', async () => {
  const { port } = await mailServer({ secure: true, disabledCommands: ['AUTH'] })
  expect(await sendEmail(recipient(`smtps://127.0.0.1:${port}`))(sample(), never)).toMatchObject({
    ok: false,
    problem: {
      message: expect.stringMatching(/certificate .* is not trusted here/),
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    },
  })
})

test('a server without TLS when TLS is asked for', async () => {
  const { port } = await mailServer()
  for (const smtp of [`smtps://127.0.0.1:${port}`, `smtp://127.0.0.1:${port}?requireTLS=true`]) {
    const sent = await sendEmail(recipient(smtp))(sample(), never)
    expect(sent).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/encrypted|closed the connection/) },
    })
  }
})

test('nothing is listening', async () => {
  const port = await rawServer(() => {})
  await Promise.all(closing.splice(0).map((close) => close()))
  expect(await sendEmail(recipient(`smtp://127.0.0.1:${port}`))(sample(), never)).toMatchObject({
    ok: false,
    problem: { message: `Nothing is listening at 127.0.0.1:${port} (ECONNREFUSED).` },
  })
})

test('a name that does not exist', async () => {
  expect(await sendEmail(recipient('smtp://mail.invalid:25'))(sample(), never)).toMatchObject({
    ok: false,
    problem: { message: expect.stringMatching(/^The name mail\.invalid:25 was not found/) },
  })
})

test('a server that greets and then says nothing more ends with a timeout', async () => {
  const stop = new AbortController()
  const port = await rawServer((socket) => {
    socket.write('220 hello\r\n')
    socket.once('data', () => stop.abort())
  })
  expect(
    await sendEmail(recipient(`smtp://127.0.0.1:${port}`))(sample(), stop.signal),
  ).toMatchObject({
    ok: false,
    problem: { message: `127.0.0.1:${port} did not answer in time.` },
  })
})

test('a server that hangs up', async () => {
  const port = await rawServer((socket) => socket.end())
  expect(await sendEmail(recipient(`smtp://127.0.0.1:${port}`))(sample(), never)).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining('closed the connection') },
  })
})
