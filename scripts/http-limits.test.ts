import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accessIn } from '@/lib/access/testdata/access-in'
import { serve } from './http'
import { mayPass, refuseTheRest, times } from './http-limits'

let server: Server
let read: string[]
beforeEach(async () => {
  read = []
  server = await serve(
    async (request, response) => {
      read.push(await text(request))
      response.end('answered')
    },
    {
      host: '127.0.0.1',
      port: 0,
      tls: null,
      access: accessIn().access,
      provider: null,
      dev: false,
      basePath: '',
    },
  )
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

/** What comes back for some bytes, until the server ends the connection. */
function sent(bytes: string | Buffer, to = server): Promise<string> {
  const { port } = to.address() as AddressInfo
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('utf8')
    socket.on('data', (part) => {
      answer += part
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}
const head = (start: string, more = '') =>
  `${start} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${more}\r\n`

describe('what no page sends is refused with a sentence', () => {
  test.each<[string, string | Buffer, number, RegExp]>([
    ['TRACE', head('TRACE /'), 405, /answers GET/],
    ['OPTIONS *', head('OPTIONS *'), 405, /answers GET/],
    ['OPTIONS', head('OPTIONS /'), 405, /answers GET/],
    ['PATCH', head('PATCH /api/site'), 405, /answers GET/],
    ['CONNECT', head('CONNECT evil.example:443'), 405, /no proxy/],
    ['an address of another server', head('GET http://evil.example/'), 400, /begin with a slash/],
    ['a percent alone', head('GET /api/queries/totals?range=%'), 400, /write %25/],
    ['a percent in the path', head('GET /alarms/%zz'), 400, /write %25/],
    ['bytes that are no UTF-8', head('GET /alarms/%ff'), 400, /UTF-8/],
    ['U+2028 in a parameter', head('GET /?request=%2Fa%E2%80%A8b'), 400, /U\+2028/],
    ['U+2029 in a name', head('GET /?%E2%80%A9=1'), 400, /U\+2028/],
    ['U+2028 in a path', head('GET /api/alarms/%E2%80%A8'), 400, /U\+2028/],
    ['NUL', head('GET /api/alarms/a%00b'), 400, /NUL/],
    ['a name that is too long', head(`GET /api/alarms/${'a'.repeat(256)}`), 404, /255 characters/],
    ['more headers than fit', head('GET /', `x: ${'a'.repeat(20_000)}\r\n`), 431, /16 kB/],
    ['no Host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 400, /as in Host: localhost/],
    ['no Host in HTTP/1.0', 'GET /api/health HTTP/1.0\r\n\r\n', 400, /as in Host: localhost/],
    ['no Host in HTTP/0.9', 'GET /\r\n\r\n', 400, /\.$/m],
    ['two Hosts', head('GET /', 'Host: evil.example\r\n'), 400, /name its server once/],
    ['no HTTP', 'hello\r\n\r\n', 400, /no HTTP request/],
    [
      'a WebSocket',
      `GET / HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`,
      400,
      /no WebSockets/,
    ],
    [
      'a body that is said to be too long',
      head('POST /api/site', 'content-length: 1048577\r\n'),
      413,
      /at most 1048576 bytes/,
    ],
  ])('%s', async (_, request, status, sentence) => {
    const answer = await sent(request)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(answer.split('\r\n\r\n')[1]).toMatch(sentence)
    expect(read).toEqual([])
  })
})

test('whoever offers another protocol is answered in this one', async () => {
  const offer =
    'upgrade: h2c\r\nconnection: upgrade, http2-settings\r\nhttp2-settings: AAMAAABk\r\n'
  const start = `HTTP/1.1\r\nhost: localhost\r\n${offer}`
  const answered = /^HTTP\/1.1 200 [\s\S]*answered/
  expect(await sent(`GET / ${start}\r\n`)).toMatch(answered)
  expect(await sent(`POST /api/explore ${start}content-length: 5\r\n\r\nhello`)).toMatch(answered)
  expect(read).toEqual(['', 'hello'])
})

const chunked = (chunks: string[]) =>
  head('POST /api/explore', 'transfer-encoding: chunked\r\n') +
  chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')

test('a body of a megabyte is read, and one byte more is refused while it comes', async () => {
  const parts = Array.from({ length: 16 }, () => 'x'.repeat(1 << 16))
  expect(await sent(`${chunked(parts)}0\r\n\r\n`)).toMatch(/^HTTP\/1.1 200 [\s\S]*answered/)
  expect(read.map(({ length }) => length)).toEqual([1 << 20])
  // Its end never comes.
  const answer = await sent(chunked([...parts, 'x']))
  expect(answer).toMatch(/^HTTP\/1.1 413 [\s\S]*at most 1048576 bytes/)
  expect(read).toHaveLength(1)
})

/** A client that reads nothing before all has been sent. */
function sentFirst(method: string, body: Buffer): Promise<string> {
  const { port } = server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.pause()
    socket.on('error', reject)
    socket.write(head(`${method} /api/site`, `content-length: ${body.length}\r\n`))
    socket.write(body, () => resolve(text(socket)))
  })
}

test.each([
  ['that is too long', 'POST', /413 [\s\S]*at most 1048576 bytes/],
  ['of a method that is not answered', 'PATCH', /405 [\s\S]*answers GET/],
])('who sends a whole body %s first, reads then why it is refused', async (_, method, answer) => {
  expect(await sentFirst(method, Buffer.alloc(6_000_000, 'x'))).toMatch(answer)
})

test('who expects what nobody knows reads so', async () => {
  const expecting = 'GET / HTTP/1.1\r\nhost: localhost\r\nexpect: nonsense\r\n\r\n'
  expect(await sent(expecting)).toMatch(/^HTTP\/1.1 417 [\s\S]*100-continue/)
})

test('a usual address with signs and spaces passes', async () => {
  const path = '/api/tail?pattern=%7B+%24.status+%3D+%225*%22+%7D&x=100%25'
  expect(await sent(head(`GET ${path}`))).toMatch(/^HTTP\/1.1 200 /)
})

test('half a request is cut off', async () => {
  const quick = createServer(
    { headersTimeout: 200, requestTimeout: 200, connectionsCheckingInterval: 50 },
    (request, response) => {
      if (mayPass(request, response)) request.resume()
    },
  )
  refuseTheRest(quick)
  await new Promise<void>((resolve) => quick.listen(0, '127.0.0.1', resolve))
  const [noEnd, noBody] = await Promise.all([
    sent('GET / HTTP/1.1\r\nhost: loc', quick),
    sent('POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\nx', quick),
  ])
  expect(noEnd).toMatch(/^HTTP\/1.1 408 [\s\S]*took too long/)
  expect(noBody).toMatch(/^HTTP\/1.1 408 [\s\S]*took too long/)
  quick.close()
})

test('the server waits for slow clients for a while, and for the next request longer than proxies do', () => {
  expect(server).toMatchObject(times)
  expect(server.keepAliveTimeout).toBeGreaterThan(75_000)
  expect(server.headersTimeout).toBeLessThanOrEqual(60_000)
  expect(server.requestTimeout).toBeLessThanOrEqual(60_000)
})
