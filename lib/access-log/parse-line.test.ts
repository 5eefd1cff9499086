import { describe, expect, test } from 'vitest'
import { parseLine } from './parse-line'

const at = Date.parse('2015-05-17T10:05:03Z')

describe('formats are recognised by themselves', () => {
  test.each<[string, string, Record<string, string>]>([
    [
      'combined',
      '83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /a/b.png?x=1 HTTP/1.1" 200 203023 "http://example.org/" "Mozilla/5.0 (X)"',
      {
        remoteIP: '83.149.9.216',
        method: 'GET',
        request: '/a/b.png',
        query: '?x=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '203023',
        referer: 'http://example.org/',
        userAgent: 'Mozilla/5.0 (X)',
      },
    ],
    [
      'common',
      '::1 - frank [17/May/2015:12:05:03 +0200] "POST / HTTP/1.0" 404 -',
      { remoteIP: '::1', user: 'frank', method: 'POST', status: '404', bytes: '0' },
    ],
    [
      'vhost_combined',
      'shop.example:443 10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/2.0" 500 1 "-" "-"',
      { host: 'shop.example:443', remoteIP: '10.0.0.1', status: '500' },
    ],
    [
      'an escaped quote',
      '1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1 "-" "a \\"b\\" c"',
      { userAgent: 'a "b" c' },
    ],
    [
      'a user with a space',
      '1.2.3.4 - jo doe [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1',
      { user: 'jo doe' },
    ],
    [
      'a request that is none',
      '1.2.3.4 - - [17/May/2015:10:05:03 +0000] "\\x16\\x03" 400 226 "-" "-"',
      { request: '\\x16\\x03', status: '400' },
    ],
    [
      'JSON',
      '{ "time":"2015-05-17T10:05:03Z", "remoteIP":"1.2.3.4", "status":"200", "useragent":"x" }',
      { remoteIP: '1.2.3.4', status: '200', useragent: 'x' },
    ],
    [
      'JSON with the other time',
      '{"time":"2015-05-17 10:05:03","userAgent":"y"}',
      { userAgent: 'y' },
    ],
  ])('%s', (_, line, fields) => {
    const parsed = parseLine(line)
    expect(parsed.timestampMs).toBe(at)
    expect(parsed.fields).toMatchObject(fields)
  })
})

test('milliseconds are kept', () => {
  expect(parseLine('{"time":"2023-02-22T03:38:18.123Z"}').timestampMs).toBe(
    Date.parse('2023-02-22T03:38:18.123Z'),
  )
})

test.each([
  '',
  'hello',
  '{"time":"x", "userAgent":"\\xe2"}',
  '\u0000\u0001\u0002',
  '1.2.3.4 - - [99/Foo/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1',
  `${'x'.repeat(100_000)}`,
  '[1,2]',
])('%j fits nothing and is no error', (line) => {
  expect(parseLine(line).fields).toBeNull()
})

test('keys that objects have by nature are fields like any other', () => {
  expect(Object.keys(parseLine('{"__proto__":"a","constructor":"b"}').fields ?? {})).toEqual([
    '__proto__',
    'constructor',
  ])
})
