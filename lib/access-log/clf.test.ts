import { describe, expect, test } from 'vitest'
import { parts, readLine } from './testdata/read-lines'

const { at, get, agent } = parts

describe('what stands before the time', () => {
  test.each<[string, string, Record<string, string>]>([
    [
      'a virtual host without a port',
      `www.cafe.example 203.0.113.1 - - ${get} ${agent}`,
      { host: 'www.cafe.example', remoteIP: '203.0.113.1' },
    ],
    [
      'a virtual host that is an address',
      `198.51.100.1 203.0.113.1 - - ${get} ${agent}`,
      { host: '198.51.100.1', remoteIP: '203.0.113.1' },
    ],
    [
      'a virtual host and a client by name',
      `cafe.example dsl-7.provider.example - - ${get}`,
      { host: 'cafe.example', remoteIP: 'dsl-7.provider.example' },
    ],
    [
      'a virtual host and IPv6 in brackets',
      `cafe.example:443 [2001:db8::2]:51234 - - ${get}`,
      { host: 'cafe.example:443', remoteIP: '2001:db8::2' },
    ],
    [
      'a virtual host without ident',
      `cafe.example 203.0.113.1 jane ${get}`,
      { host: 'cafe.example', remoteIP: '203.0.113.1', user: 'jane' },
    ],
    [
      'a virtual host in quotes',
      `"cafe.example" 203.0.113.1 - - ${get}`,
      { host: 'cafe.example', remoteIP: '203.0.113.1' },
    ],
    [
      'a list of X-Forwarded-For',
      `203.0.113.29, 10.0.0.1 - - ${get} "-" "UA"`,
      { remoteIP: '203.0.113.29' },
    ],
    [
      'a list without blanks',
      `10.0.0.2,203.0.113.29,198.51.100.1 - - ${get} "-" "UA"`,
      { remoteIP: '203.0.113.29' },
    ],
    [
      'a list, then the proxy',
      `203.0.113.29, 10.0.0.1 10.0.0.9 - jane ${get}`,
      { remoteIP: '203.0.113.29', user: 'jane' },
    ],
    [
      'X-Forwarded-For of one, then the proxy',
      `203.0.113.29 10.0.0.9 - - ${get}`,
      { remoteIP: '203.0.113.29' },
    ],
    [
      'no X-Forwarded-For, then the client',
      `- 203.0.113.29 - - ${get}`,
      { remoteIP: '203.0.113.29' },
    ],
    [
      'X-Forwarded-For in quotes',
      `"203.0.113.29, 10.0.0.1" 10.0.0.9 - - ${get}`,
      { remoteIP: '203.0.113.29' },
    ],
    [
      'a client with a port',
      `203.0.113.27:51234 - - ${get} "-" "UA"`,
      { remoteIP: '203.0.113.27' },
    ],
    [
      'a user with a blank',
      `2001:db8::1 - john smith ${get} "-" "UA"`,
      { remoteIP: '2001:db8::1', user: 'john smith' },
    ],
    [
      'a client by name and a user with blanks',
      `dsl-7.provider.example - Jane von Doe ${get} "-" "UA"`,
      { remoteIP: 'dsl-7.provider.example', user: 'Jane von Doe' },
    ],
    ['IPv6 in brackets', `[2001:db8::2] - - ${get} "-" "UA"`, { remoteIP: '2001:db8::2' }],
    ['IPv4 within IPv6', `::ffff:203.0.113.7 - - ${get}`, { remoteIP: '203.0.113.7' }],
    ['an ident', `203.0.113.7 ident7 jane ${get}`, { remoteIP: '203.0.113.7', user: 'jane' }],
    [
      'an ident with a dot and a user with a blank',
      `203.0.113.7 host.example john smith ${get}`,
      { remoteIP: '203.0.113.7', user: 'john smith' },
    ],
    ['a client by name', `localhost - - ${get}`, { remoteIP: 'localhost' }],
    [
      'a client by its whole name',
      `crawl-7.bot.example - - ${get}`,
      { remoteIP: 'crawl-7.bot.example' },
    ],
    ['the client alone', `203.0.113.7 ${get}`, { remoteIP: '203.0.113.7' }],
    ['client and user alone', `203.0.113.7 jane ${get}`, { remoteIP: '203.0.113.7', user: 'jane' }],
    [
      'the client again, as the ingress of Kubernetes has it',
      `203.0.113.7 - [203.0.113.7] - jane ${get}`,
      { remoteIP: '203.0.113.7', user: 'jane' },
    ],
    [
      'a virtual host and a list',
      `cafe.example 203.0.113.29, 10.0.0.1 - - ${get}`,
      { host: 'cafe.example', remoteIP: '203.0.113.29' },
    ],
    [
      'a virtual host, a list in quotes and the proxy',
      `cafe.example:80 "10.5.1.2, 203.0.113.29" 10.2.1.185 - - ${get}`,
      { host: 'cafe.example:80', remoteIP: '203.0.113.29' },
    ],
    [
      'the duration after the time',
      `203.0.113.7 - - ${at} (0 s) "GET /cafe HTTP/1.1" 200 5`,
      { remoteIP: '203.0.113.7' },
    ],
    [
      'two blanks, as Jetty has them',
      `203.0.113.7 -  jane  ${at} "GET /cafe HTTP/1.1"  200 5`,
      { remoteIP: '203.0.113.7', user: 'jane' },
    ],
    [
      'tabs',
      `203.0.113.7\t-\tjane\t${at}\t"GET /cafe HTTP/1.1"\t200\t5\t"-"\t"a\tb"`,
      { remoteIP: '203.0.113.7', user: 'jane', bytes: '5', referer: '-', userAgent: 'a\tb' },
    ],
    [
      'two blanks between all parts',
      `203.0.113.7  -  jane  ${at}  "GET /cafe HTTP/1.1"  200  5  "-"  "a  b"`,
      { remoteIP: '203.0.113.7', user: 'jane', bytes: '5', referer: '-', userAgent: 'a  b' },
    ],
    [
      'a virtual host and tabs',
      `cafe.example\t203.0.113.7\t-\t-\t${at}\t"GET /cafe HTTP/1.1"\t200\t5`,
      { remoteIP: '203.0.113.7', host: 'cafe.example', bytes: '5' },
    ],
    [
      'the host after the time',
      `203.0.113.7 - - ${at} cafe.example "GET /cafe HTTP/1.1" 200 5`,
      { remoteIP: '203.0.113.7', host: 'cafe.example' },
    ],
    [
      'the host in quotes after the time',
      `203.0.113.7 - jane ${at} "cafe.example:443" "GET /cafe HTTP/1.1" 200 5`,
      { remoteIP: '203.0.113.7', host: 'cafe.example:443', user: 'jane' },
    ],
    [
      'a user in brackets',
      `203.0.113.7 - [jane] ${get}`,
      { remoteIP: '203.0.113.7', user: '[jane]' },
    ],
  ])('%s', (_, line, fields) => {
    const reading = readLine(line)
    expect(reading).toMatchObject({ kind: 'request', fields: { request: '/cafe', ...fields } })
    const wanted = Object.keys(fields)
    for (const name of ['host', 'user'])
      if (!wanted.includes(name)) expect(reading).not.toHaveProperty(`fields.${name}`)
  })
})

test.each([
  ['$msec', '1795683600.123', 123],
  ['seconds', '1795683600', 0],
  ['milliseconds', '1795683600123', 123],
])('a time between the brackets in %s', (_, time, ms) => {
  expect(readLine(`203.0.113.7 - - [${time}] "GET /cafe HTTP/1.1" 200 5 ${agent}`)).toMatchObject({
    kind: 'request',
    timestampMs: Date.parse('2026-11-26T09:00:00Z') + ms,
    fields: { request: '/cafe', status: '200' },
  })
})

describe('what follows the request line', () => {
  const from = (rest: string) => `10.0.0.7 - - ${at} "GET /cafe HTTP/1.1" ${rest}`
  test.each<[string, string, Record<string, string>]>([
    ['no size', '200', { status: '200' }],
    ['a dash for the size', '304 -', { status: '304', bytes: '0' }],
    ['no size, but referer and agent', `200 ${agent}`, { referer: '-', userAgent: 'Mozilla/5.0' }],
    ['the agent alone', '200 5 "Mozilla/5.0"', { userAgent: 'Mozilla/5.0' }],
    [
      'a request time before the referer',
      `200 5 0.012 ${agent}`,
      { bytes: '5', referer: '-', userAgent: 'Mozilla/5.0' },
    ],
    [
      'a request time at the end',
      `200 5 ${agent} 0.012`,
      { userAgent: 'Mozilla/5.0', remoteIP: '10.0.0.7' },
    ],
    [
      'times and addresses of an upstream',
      `200 5 ${agent} 431 0.012 [cafe-80] [] 10.1.2.3:8080 5 0.011 200 7f1c`,
      { userAgent: 'Mozilla/5.0', remoteIP: '10.0.0.7' },
    ],
    [
      "X-Forwarded-For, as in nginx's main",
      `200 5 ${agent} "203.0.113.7"`,
      { remoteIP: '203.0.113.7' },
    ],
    [
      'a list of X-Forwarded-For',
      `200 5 ${agent} "10.9.9.9, 203.0.113.7, 198.51.100.4"`,
      { remoteIP: '203.0.113.7' },
    ],
    ['no X-Forwarded-For', `200 5 ${agent} "-"`, { remoteIP: '10.0.0.7' }],
    [
      'a request time, then X-Forwarded-For',
      `200 5 ${agent} 0.012 "-" "203.0.113.7"`,
      { remoteIP: '203.0.113.7' },
    ],
    [
      'an escaped quote',
      String.raw`200 5 "-" "the \"best\" browser"`,
      { userAgent: 'the "best" browser' },
    ],
    ['bytes of UTF-8', String.raw`200 5 "-" "caf\xc3\xa9"`, { userAgent: 'café' }],
    ['an empty agent', '200 5 "-" ""', { userAgent: '' }],
  ])('%s', (_, rest, fields) =>
    expect(readLine(from(rest))).toMatchObject({
      kind: 'request',
      fields: { request: '/cafe', ...fields },
    }),
  )

  test("a visitor's own address stays when a server's address follows", () =>
    expect(readLine(`203.0.113.7 - - ${get} ${agent} 0.01 "198.51.100.1"`)).toMatchObject({
      fields: { remoteIP: '203.0.113.7' },
    }))
})

describe('the time first', () => {
  const rest = `"GET /cafe HTTP/1.1" 200 5 ${agent}`
  test.each<[string, string, Record<string, string>]>([
    ['seconds of nginx', `1795683600.000 203.0.113.7 ${rest}`, { remoteIP: '203.0.113.7' }],
    [
      'and the time in brackets too',
      `1795683600.000 203.0.113.7 - jane ${at} ${rest}`,
      { remoteIP: '203.0.113.7', user: 'jane' },
    ],
    [
      'and a list of X-Forwarded-For',
      `1795683600.000 203.0.113.7, 10.0.0.1 - - ${rest}`,
      { remoteIP: '203.0.113.7' },
    ],
    [
      'and a virtual host',
      `1795683600.000 cafe.example 203.0.113.7 - - ${rest}`,
      { remoteIP: '203.0.113.7', host: 'cafe.example' },
    ],
    [
      'ISO 8601 in brackets, with a blank',
      `[2026-11-26 09:00:00.000+00:00] 203.0.113.7 - - ${rest}`,
      { remoteIP: '203.0.113.7' },
    ],
    ['in brackets', `${at} 203.0.113.7 - - ${rest}`, { remoteIP: '203.0.113.7' }],
    [
      'ISO 8601 in brackets',
      `[2026-11-26T09:00:00.000Z] 203.0.113.7 - - ${rest}`,
      { remoteIP: '203.0.113.7' },
    ],
  ])('%s', (_, line, fields) =>
    expect(readLine(line)).toMatchObject({
      kind: 'request',
      timestampMs: Date.parse('2026-11-26T09:00:00Z'),
      fields: { request: '/cafe', status: '200', bytes: '5', userAgent: 'Mozilla/5.0', ...fields },
    }),
  )

  test.each<[string, string, Record<string, string>]>([
    [
      'ISO 8601 in brackets',
      '[2026-11-26T09:00:00.000Z] 203.0.113.7 - jane "GET /cafe HTTP/1.1" 200',
      { user: 'jane' },
    ],
    [
      'ISO 8601 in brackets, with blanks',
      '[2026-11-26 10:00:00 +0100] 203.0.113.7 "GET /cafe HTTP/1.1" 200',
      {},
    ],
    [
      'ISO 8601, and no user either',
      `2026-11-26T09:00:00+00:00 203.0.113.7 "GET /cafe HTTP/1.1" 200 ${agent}`,
      { userAgent: 'Mozilla/5.0' },
    ],
    [
      'brackets',
      `${at} 203.0.113.7 - - "GET /cafe HTTP/1.1" 200 ${agent}`,
      { userAgent: 'Mozilla/5.0' },
    ],
  ])('%s, without a size', (_, line, fields) => {
    const reading = readLine(line)
    expect(reading).toMatchObject({
      kind: 'request',
      timestampMs: Date.parse('2026-11-26T09:00:00Z'),
      fields: { remoteIP: '203.0.113.7', request: '/cafe', status: '200', ...fields },
    })
    expect(reading).not.toHaveProperty('fields.bytes')
  })
})
