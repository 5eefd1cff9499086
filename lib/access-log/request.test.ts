import { describe, expect, test } from 'vitest'
import { parts, readLine } from './testdata/read-lines'

const { at, get, agent } = parts

describe('paths', () => {
  test.each<[string, Record<string, string>]>([
    [
      'POST /cafe/processOrder.php;jsessionid=1A2B HTTP/1.1',
      {
        method: 'POST',
        request: '/cafe/processOrder.php',
        parameters: ';jsessionid=1A2B',
        query: '',
      },
    ],
    [
      'GET /a;v=1/b;w=2?x=1;y=2 HTTP/1.1',
      { request: '/a/b', parameters: ';v=1;w=2', query: '?x=1;y=2' },
    ],
    [
      'POST https://www.cafe.example/cafe/processOrder.php HTTP/1.1',
      { request: '/cafe/processOrder.php' },
    ],
    ['GET http://cafe.example HTTP/1.1', { method: 'GET', request: '/', query: '' }],
    ['GET http://cafe.example?x=1 HTTP/1.1', { request: '/', query: '?x=1' }],
    [
      'POST /cafe/processOrder.php?x=a b HTTP/1.1',
      { request: '/cafe/processOrder.php', query: '?x=a b' },
    ],
    ['GET /our menu.html HTTP/1.1', { request: '/our menu.html' }],
    [
      'GET /go?to=https://cafe.example/ HTTP/1.1',
      { request: '/go', query: '?to=https://cafe.example/' },
    ],
    ['CONNECT cafe.example:443 HTTP/1.1', { method: 'CONNECT', request: 'cafe.example:443' }],
    ['OPTIONS * HTTP/1.0', { method: 'OPTIONS', request: '*' }],
    ['GET /cafe', { method: 'GET', request: '/cafe' }],
    [String.raw`GET /caf\xc3\xa9 HTTP/2`, { request: '/café', protocol: 'HTTP/2' }],
    [String.raw`GET /a\"b HTTP/1.1`, { request: '/a"b' }],
    ['GET /a"b HTTP/1.1', { request: '/a"b' }],
  ])('%s', (asked, fields) =>
    expect(readLine(`203.0.113.1 - - ${at} "${asked}" 303 1 ${agent}`)).toMatchObject({
      kind: 'request',
      fields,
    }),
  )
})

describe('times', () => {
  test.each([
    ['26/Nov/2026:09:00:00 +0000', '2026-11-26T09:00:00Z'],
    ['26/Nov/2026:09:00:00.123 +0000', '2026-11-26T09:00:00.123Z'],
    ['26/Nov/2026:09:00:00.123456 -0530', '2026-11-26T14:30:00.123Z'],
    ['26/Nov/2026:09:00:00 +01:00', '2026-11-26T08:00:00Z'],
    ['26/Nov/2026 09:00:00 +0000', '2026-11-26T09:00:00Z'],
    ['2026-11-26T09:00:00+00:00', '2026-11-26T09:00:00Z'],
    ['2026-11-26T09:00:00.123456789Z', '2026-11-26T09:00:00.123Z'],
    ['29/Feb/2024:23:59:59 +0000', '2024-02-29T23:59:59Z'],
  ])('%s', (time, iso) =>
    expect(readLine(`203.0.113.1 - - [${time}] "GET / HTTP/1.1" 200 5`)).toMatchObject({
      kind: 'request',
      timestampMs: Date.parse(iso),
    }),
  )

  test.each(['26/Nov/2026:09:00:00', '2026-11-26T09:00:00'])(
    "a time without a zone is the server's: %s",
    (time) =>
      expect(readLine(`203.0.113.1 - - [${time}] "GET / HTTP/1.1" 200 5`)).toMatchObject({
        timestampMs: new Date(2026, 10, 26, 9).getTime(),
      }),
  )
})

describe('in doubt', () => {
  const doubt = (time: string) => `203.0.113.9 - - [${time}] "GET /cafe HTTP/1.1" 200 5 ${agent}`
  test.each([
    ['a day that does not exist', doubt('31/Feb/2026:10:00:20 +0000'), 'date'],
    ['a leap day in a common year', doubt('29/Feb/2026:10:00:20 +0000'), 'date'],
    ['a month that does not exist', doubt('2026-13-01T10:00:20Z'), 'date'],
    ['an hour that does not exist', doubt('2026-11-26T25:00:20.000Z'), 'date'],
    ['a zone that does not exist', doubt('22/Nov/2026:10:00:21 +9999'), 'date'],
    ['a time of the far future', doubt('01/Jan/2036:00:00:00 +0000'), 'future'],
    ['no client', `- - - ${get} ${agent}`, 'client'],
    ['a client that is no name', `unix: - - ${get} ${agent}`, 'client'],
    ['an address that does not exist', `203.0.113.999 - - ${get} ${agent}`, 'client'],
    [
      "no client in Envoy's default",
      `[2026-11-26T09:00:00.310Z] "GET /cafe HTTP/2" 200 - 0 5 2 1 "-" "UA" "id" "cafe.example" "10.0.2.1:80"`,
      'client',
    ],
  ])('%s', (_, line, reason) =>
    expect(readLine(line)).toMatchObject({
      kind: 'inDoubt',
      reason: expect.stringContaining(reason),
    }),
  )
})
