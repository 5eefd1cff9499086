import { describe, expect, test } from 'vitest'
import { newLineReader } from './line-reader'

const clock = () => Date.parse('2026-11-26T12:00:00Z')
const readText = (line: string) => newLineReader({ clock }).read(line)
const read = (object: object) => readText(JSON.stringify(object))
const atMs = Date.parse('2026-11-26T09:00:00Z')

const nginx = {
  time_iso8601: '2026-11-26T09:00:00+00:00',
  remote_addr: '203.0.113.7',
  request: 'GET /cafe/menu.php?day=1 HTTP/1.1',
  status: '500',
}
const { request: _, ...split } = { ...nginx, request_method: 'GET' }
const { time_iso8601: __, ...noTime } = nginx
const { remote_addr: ___, ...noClient } = nginx
const { status: ____, ...noStatus } = nginx
const caddy = {
  level: 'info',
  ts: 1795683600,
  logger: 'http.log.access.log0',
  msg: 'handled request',
  request: {
    remote_ip: '10.0.0.4',
    client_ip: '203.0.113.7',
    method: 'GET',
    uri: '/cafe/menu.php?day=1',
  },
  status: 500,
}
const traefik = {
  ClientHost: '203.0.113.7',
  RequestMethod: 'GET',
  RequestPath: '/cafe/menu.php?day=1',
  DownstreamStatus: 500,
  StartUTC: '2026-11-26T09:00:00.000000000Z',
}
const envoy = {
  start_time: '2026-11-26T09:00:00.000Z',
  method: 'GET',
  path: '/cafe/menu.php?day=1',
  response_code: 500,
  x_forwarded_for: '203.0.113.7,10.0.0.1',
  downstream_remote_address: '10.0.0.9:40312',
}
const google = {
  httpRequest: {
    requestMethod: 'GET',
    requestUrl: 'https://cafe.example/cafe/menu.php?day=1',
    status: 500,
    remoteIp: '203.0.113.7:443',
  },
  timestamp: '2026-11-26T09:00:00Z',
}
const ecs = {
  '@timestamp': '2026-11-26T09:00:00.000Z',
  source: { ip: '203.0.113.7' },
  http: { request: { method: 'GET' }, response: { status_code: 500 } },
  url: { path: '/cafe/menu.php', query: 'day=1' },
}

// All say: at 09:00, 203.0.113.7 asked for GET /cafe/menu.php?day=1 and got 500.
const same: [string, object][] = [
  ['time_local', { ...noTime, time_local: '26/Nov/2026:09:00:00 +0000' }],
  ['time in brackets', { ...noTime, time: '[26/Nov/2026:10:00:00 +0100]' }],
  ['msec as a text', { ...noTime, msec: '1795683600.000' }],
  ['ts as a number', { ...noTime, ts: 1795683600.0 }],
  ['a date of HTTP', { ...noTime, time: 'Thu, 26 Nov 2026 09:00:00 GMT' }],
  ['a date of a mail', { ...noTime, time: '26 Nov 2026 10:00:00 +0100' }],
  ['ISO 8601 without seconds', { ...noTime, time: '2026-11-26T09:00Z' }],
  ['ISO 8601 without seconds, in a zone', { ...noTime, time: '2026-11-26 10:00+01:00' }],
  ['milliseconds', { ...noTime, timestamp: 1795683600000 }],
  ['microseconds', { ...noTime, timestamp: '1795683600000000' }],
  ['@timestamp', { ...noTime, '@timestamp': '2026-11-26T09:00:00.000Z' }],
  ['date and time apart', { ...noTime, date: '2026-11-26', time: '09:00:00Z' }],
  ['a request time that is a duration', { ...nginx, request_time: '0.005', time: 0.005 }],
  ['client', { ...noClient, client: '203.0.113.7' }],
  ['client_ip', { ...noClient, client_ip: '203.0.113.7' }],
  ['clientip, of Logstash', { ...noClient, clientip: '203.0.113.7' }],
  ['ip', { ...noClient, ip: '203.0.113.7' }],
  ['remoteIP', { ...noClient, time: nginx.time_iso8601, remoteIP: '203.0.113.7' }],
  ['remote_ip with a port', { ...noClient, remote_ip: '203.0.113.7:5123' }],
  ['RemoteAddr', { ...noClient, RemoteAddr: '203.0.113.7' }],
  ['host, of Fluentd', { ...noClient, host: '203.0.113.7' }],
  ['X-Forwarded-For', { ...nginx, remote_addr: '10.0.0.1', http_x_forwarded_for: '203.0.113.7' }],
  ['xff', { ...nginx, remote_addr: '10.0.0.1', xff: '203.0.113.7, 10.0.0.2' }],
  ['no X-Forwarded-For', { ...nginx, http_x_forwarded_for: '-' }],
  ['a number as status', { ...nginx, status: 500 }],
  ['status_code', { ...noStatus, status_code: 500 }],
  ['response', { ...noStatus, response: '500' }],
  ['code', { ...noStatus, code: 500 }],
  ['response_status', { ...noStatus, response_status: '500' }],
  ['statusCode', { ...noStatus, statusCode: 500 }],
  ['request_uri', { ...split, request_uri: '/cafe/menu.php?day=1' }],
  ['uri and args', { ...split, uri: '/cafe/menu.php', args: 'day=1' }],
  ['path and query', { ...split, path: '/cafe/menu.php', query: '?day=1' }],
  ['an absolute url', { ...split, url: 'https://cafe.example/cafe/menu.php?day=1' }],
  ['request without a method', { ...split, request: '/cafe/menu.php?day=1' }],
  ['method', { ...noTime, time: atMs, request: '/cafe/menu.php?day=1', method: 'GET' }],
  ['an id as request', { ...split, request: '4f1c-77', uri: '/cafe/menu.php?day=1' }],
  ['with a level, as an access log may have', { ...nginx, level: 'info', msg: 'request' }],
  ['Caddy', caddy],
  [
    'Caddy before 2.7',
    { ...caddy, request: { ...caddy.request, client_ip: undefined, remote_ip: '203.0.113.7' } },
  ],
  ['Caddy with times as its console has', { ...caddy, ts: '2026-11-26T09:00:00.000Z' }],
  [
    'Caddy behind a proxy that it does not trust',
    {
      ...caddy,
      request: {
        ...caddy.request,
        client_ip: '10.0.0.4',
        headers: { 'X-Forwarded-For': ['10.0.0.7', '203.0.113.7'] },
      },
    },
  ],
  ['Traefik', traefik],
  [
    'Traefik with only ClientAddr',
    { ...traefik, ClientHost: undefined, ClientAddr: '203.0.113.7:43210' },
  ],
  ['Traefik with only time', { ...traefik, StartUTC: undefined, time: '2026-11-26T09:00:00Z' }],
  ['Envoy', envoy],
  [
    'Istio without X-Forwarded-For',
    { ...envoy, x_forwarded_for: null, downstream_remote_address: '203.0.113.7:1' },
  ],
  [
    'Envoy Gateway',
    {
      start_time: envoy.start_time,
      method: 'GET',
      response_code: 500,
      downstream_remote_address: '203.0.113.7:40937',
      'x-envoy-origin-path': '/cafe/menu.php?day=1',
      'x-forwarded-for': null,
    },
  ],
  ['Contour', { ...envoy, start_time: undefined, '@timestamp': '2026-11-26T09:00:00.000Z' }],
  ['Google Cloud', google],
  ['ECS', ecs],
  [
    'ECS with an original URL',
    { ...ecs, url: { original: '/cafe/menu.php?day=1', path: '/cafe/menu.php' } },
  ],
  [
    'ECS with dots in its names',
    {
      '@timestamp': '2026-11-26T09:00:00.000Z',
      'client.ip': '203.0.113.7',
      'http.request.method': 'GET',
      'http.response.status_code': 500,
      'url.path': '/cafe/menu.php',
      'url.query': 'day=1',
    },
  ],
]

test.each(same)('%s', (_, object) => {
  expect(read(object)).toMatchObject({
    kind: 'request',
    timestampMs: atMs,
    fields: {
      remoteIP: '203.0.113.7',
      method: 'GET',
      request: '/cafe/menu.php',
      query: '?day=1',
      status: '500',
    },
  })
})

describe('other fields', () => {
  test('under our names, and as CloudWatch finds them; ours win', () => {
    const reading = read({
      ...nginx,
      http_user_agent: 'UA',
      http_referer: 'https://a.example/',
      body_bytes_sent: 512,
      server_name: 'cafe.example',
      upstream: { addr: '10.0.0.5:9000', times: [1, 2] },
      protocol: 'not this one',
    })
    expect(reading).toMatchObject({
      fields: {
        userAgent: 'UA',
        referer: 'https://a.example/',
        bytes: '512',
        host: 'cafe.example',
        protocol: 'HTTP/1.1',
        remoteIP: '203.0.113.7',
        http_user_agent: 'UA',
        'upstream.addr': '10.0.0.5:9000',
        'upstream.times.1': '2',
      },
    })
  })

  test('of Caddy, whose headers are lists', () => {
    const headers = { 'User-Agent': ['UA'], referer: ['https://a.example/'] }
    const request = { ...caddy.request, host: 'cafe.example', proto: 'HTTP/2.0', headers }
    expect(read({ ...caddy, size: 3609, request })).toMatchObject({
      fields: {
        userAgent: 'UA',
        referer: 'https://a.example/',
        host: 'cafe.example',
        protocol: 'HTTP/2.0',
        bytes: '3609',
        'request.uri': '/cafe/menu.php?day=1',
      },
    })
  })
})

describe('what servers write and JSON does not know', () => {
  const field = (text: string) => {
    const reading = readText(JSON.stringify({ ...nginx, http_user_agent: '#' }).replace('#', text))
    return reading.kind === 'request' ? reading.fields.userAgent : reading
  }
  test.each([
    [String.raw`caf\xc3\xa9`, 'café'],
    [String.raw`a\x22b\x5Cc`, 'a"b\\c'],
    [String.raw`a\vb`, 'a\vb'],
    [String.raw`\"\\\/\u00e9`, '"\\/é'],
    [String.raw`\xc3\xa9\n\x1b`, 'é\n\u001b'],
    [String.raw`\q\xzz`, String.raw`\q\xzz`],
  ])('%s', (written, said) => {
    expect(field(written)).toBe(said)
  })

  test('numbers that nginx has no value for', () => {
    const line = JSON.stringify({ ...nginx, a: '@', b: '#' })
    expect(readText(line.replace('"@"', '-').replace('"#"', ''))).toMatchObject({ kind: 'request' })
  })

  test('the LogFormat of the README, of a real Apache', () => {
    const line = String.raw`{ "time":"2026-11-26T09:49:02.717+0000", "process":"607", "filename":"/caf\xc3\xa9/men\xc3\xbc.php", "remoteIP":"203.0.113.7", "host":"127.0.0.1", "request":"/caf\xc3\xa9/men\xc3\xbc.php", "query":"", "method":"GET", "status":"500", "userAgent":"Mozilla/5.0 (\xc3\x9cn\xc3\xafcode)", "referer":"https://www.google.com/search?q=caf\xc3\xa9" }`
    expect(readText(line)).toMatchObject({
      kind: 'request',
      timestampMs: Date.parse('2026-11-26T09:49:02.717Z'),
      fields: {
        request: '/café/menü.php',
        filename: '/café/menü.php',
        userAgent: 'Mozilla/5.0 (Ünïcode)',
        referer: 'https://www.google.com/search?q=café',
      },
    })
  })
})

describe('no access log', () => {
  test.each([
    ['nothing', {}],
    ['an application log', { time: nginx.time_iso8601, level: 'error', msg: 'database is down' }],
    [
      'an application log with a status and a path',
      { time: atMs, level: 'info', message: 'x', status: 500, path: '/a', ip: '203.0.113.7' },
    ],
    [
      'a request that the application sent',
      {
        time: atMs,
        level: 'info',
        msg: 'sent',
        client: 'stripe',
        method: 'POST',
        url: 'https://api.example/v1',
        status: 200,
      },
    ],
    [
      'CloudTrail',
      {
        eventTime: '2026-11-26T09:00:00Z',
        eventName: 'GetObject',
        sourceIPAddress: '203.0.113.7',
        requestParameters: { key: 'a' },
      },
    ],
    [
      'an event of a Lambda function',
      {
        resource: '/',
        path: '/a',
        httpMethod: 'GET',
        headers: {},
        requestContext: { identity: { sourceIp: '203.0.113.7' } },
      },
    ],
    ['the answer of a Lambda function', { statusCode: 200, body: '{}' }],
    ['no client', noClient],
    ['no status', noStatus],
    ['a status that is a text', { ...nginx, status: 'ok' }],
    ['no path', split],
    ['bytes instead of a request', { ...nginx, request: '\u0016\u0003\u0001' }],
    ['an error of Caddy', { ...caddy, logger: 'http.log.error.log0', level: 'error' }],
    [
      'Caddy before it listens',
      { level: 'info', ts: 1795683600, logger: 'tls', msg: 'cleaning storage unit' },
    ],
    [
      'the log of Traefik itself',
      { level: 'error', msg: 'no such service', time: '2026-11-26T09:00:00Z' },
    ],
  ])('%s', (_, object) => {
    expect(read(object).kind).toBe('notUnderstood')
  })

  test.each(['{', '{}}', '[1]', '"text"', 'null', '{"a":1', '{"time":'])('%s', (line) => {
    expect(readText(line).kind).toBe('notUnderstood')
  })
})

test('what a JSON text can hold and a program does not expect', () => {
  for (const value of [null, true, [], {}, { toString: 1 }, { __proto__: null, a: 1 }, 1e300, -1]) {
    for (const object of [nginx, caddy, caddy.request, traefik, envoy, google.httpRequest, ecs]) {
      for (const name of [...Object.keys(object), 'headers', 'log', 'stream', 'message', 'time']) {
        const mutated = { ...object, log: 'x', [name]: value }
        expect(() => read(mutated)).not.toThrow()
        expect(() => read({ ...caddy, request: mutated })).not.toThrow()
        expect(() => read({ httpRequest: mutated })).not.toThrow()
      }
    }
  }
  const open = '['.repeat(50_000)
  for (const name of ['status', 'request', 'User-Agent', 'log', 'headers', 'a'])
    expect(() =>
      readText(`{"${name}":${open}${']'.repeat(50_000)},"request":{"headers":{"User-Agent":1}}}`),
    ).not.toThrow()
})

test.each([
  ['no time', noTime],
  ['a time that is none', { ...nginx, time_iso8601: 'yesterday' }],
  ['a date that does not exist', { ...nginx, time_iso8601: '2026-02-31T09:00:00Z' }],
  ['a time before all logs', { ...nginx, time_iso8601: '0026-11-26T09:00:00Z' }],
  ['a time in two days', { ...nginx, time_iso8601: '2026-11-28T12:00:00Z' }],
  ['a client that is no address', { ...nginx, remote_addr: 'unix:' }],
])('in doubt: %s', (_, object) => {
  expect(read(object).kind).toBe('inDoubt')
})
