import { describe, expect, test } from 'vitest'
import { formats } from './formats'
import { newLineReader } from './line-reader'
import type { LineReading } from './reading'
import { clock, readingsOf } from './testdata/read-lines'

/** A reading in one line: the time, then each field by its name in alphabetical order. */
const expected = (row: string): LineReading => {
  const [time = '', ...fields] = row.split(' | ')
  return {
    kind: 'request',
    timestampMs: Date.parse(time),
    fields: Object.fromEntries(
      fields.map((field) => field.split(/: ?(.*)/s, 2) as [string, string]),
    ),
  }
}

// Of each format its samples, and all that is read from them.
const samples: Record<string, string[]> = {
  combined: [
    '2026-11-26T09:00:00.000Z | bytes: 5123 | method: GET | protocol: HTTP/1.1 | query: ?day=1 | referer: https://cafe.example/ | remoteIP: 203.0.113.7 | request: /cafe/menu.php | status: 200 | time: 26/Nov/2026:09:00:00 +0000 | userAgent: Mozilla/5.0 (X11; Linux x86_64)',
    '2026-11-26T09:00:01.000Z | bytes: 0 | method: POST | protocol: HTTP/1.1 | query:  | remoteIP: 2001:db8::1 | request: /cafe/processOrder.php | status: 500 | time: 26/Nov/2026:09:00:01 +0000 | user: jane',
    '2026-11-26T09:00:02.000Z | bytes: 5 | method: GET | protocol: HTTP/2.0 | query:  | referer: - | remoteIP: 203.0.113.8 | request: /cafe | status: 200 | time: 26/Nov/2026:09:00:02 +0000 | userAgent: Mozilla/5.0',
  ],
  'vhost-combined': [
    '2026-11-26T09:00:00.000Z | bytes: 5123 | host: cafe.example:443 | method: GET | protocol: HTTP/2.0 | query:  | referer: - | remoteIP: 203.0.113.7 | request: /cafe/menu.php | status: 200 | time: 26/Nov/2026:09:00:00 +0000 | userAgent: Mozilla/5.0',
    '2026-11-26T09:00:01.000Z | bytes: 5 | host: www.cafe.example | method: GET | protocol: HTTP/1.1 | query:  | referer: - | remoteIP: 198.51.100.2 | request: /cafe | status: 200 | time: 26/Nov/2026:09:00:01 +0000 | userAgent: Mozilla/5.0',
  ],
  'nginx-proxy-manager': [
    '2026-11-26T09:00:00.000Z | bytes: 5123 | host: cafe.example | method: GET | query: ?day=1 | referer: https://cafe.example/ | remoteIP: 203.0.113.7 | request: /cafe/menu.php | status: 200 | time: 26/Nov/2026:09:00:00 +0000 | userAgent: Mozilla/5.0',
    '2026-11-26T09:00:01.000Z | bytes: 169 | host: cafe.example | method: GET | query:  | referer: - | remoteIP: 198.51.100.2 | request: /robots.txt | status: 404 | time: 26/Nov/2026:09:00:01 +0000 | userAgent: Mozilla/5.0',
  ],
  lighttpd: [
    '2026-11-26T09:00:00.000Z | bytes: 5123 | host: www.cafe.example | method: GET | protocol: HTTP/1.1 | query: ?day=1 | referer: - | remoteIP: 203.0.113.7 | request: /cafe/menu.php | status: 200 | time: 26/Nov/2026:09:00:00 +0000 | userAgent: Mozilla/5.0',
    '2026-11-26T09:00:01.000Z | bytes: 0 | host: cafe.example:8080 | method: GET | protocol: HTTP/1.1 | query:  | referer: https://cafe.example/ | remoteIP: 203.0.113.7 | request: /cafe | status: 404 | time: 26/Nov/2026:09:00:01 +0000 | user: jane | userAgent: Mozilla/5.0',
  ],
  litespeed: [
    '2026-11-26T09:00:00.000Z | bytes: 5123 | method: GET | protocol: HTTP/1.1 | query: ?day=1 | referer: - | remoteIP: 203.0.113.7 | request: /cafe/menu.php | status: 200 | time: 26/Nov/2026:09:00:00 +0000 | userAgent: Mozilla/5.0',
    '2026-11-26T09:00:01.000Z | bytes: 0 | method: GET | protocol: HTTP/2 | query:  | remoteIP: 203.0.113.7 | request: /cafe | status: 404 | time: 26/Nov/2026:09:00:01 +0000',
  ],
  'time-first': [
    '2026-11-26T09:00:00.123Z | bytes: 5123 | method: GET | protocol: HTTP/1.1 | query: ?day=1 | referer: - | remoteIP: 203.0.113.7 | request: /cafe/menu.php | status: 200 | time: 1795683600.123 | userAgent: Mozilla/5.0',
    '2026-11-26T09:00:01.000Z | bytes: 0 | method: POST | protocol: HTTP/1.1 | query:  | referer: - | remoteIP: 203.0.113.7 | request: /cafe/processOrder.php | status: 500 | time: 2026-11-26T09:00:01+00:00 | user: jane | userAgent: Mozilla/5.0',
  ],
  // Without a zone: the server's.
  haproxy: [
    '2026-11-26T09:00:00.655 | bytes: 2750 | method: GET | protocol: HTTP/1.1 | query: ?day=1 | remoteIP: 203.0.113.7 | request: /cafe/menu.php | request_time: 0.109 | status: 200 | time: 26/Nov/2026:09:00:00.655',
    '2026-11-26T09:00:01.002 | bytes: 212 | method: POST | protocol: HTTP/2.0 | query:  | remoteIP: 203.0.113.8 | request: /cafe/processOrder.php | request_time: 0.041 | status: 503 | time: 26/Nov/2026:09:00:01.002 | userAgent: Mozilla/5.0',
  ],
  envoy: [
    '2026-11-26T09:00:00.310Z | bytes: 5123 | host: cafe.example | method: GET | protocol: HTTP/2 | query: ?day=1 | remoteIP: 203.0.113.7 | request: /cafe/menu.php | request_time: 0.226 | status: 200 | time: 2026-11-26T09:00:00.310Z | userAgent: Mozilla/5.0',
    '2026-11-26T09:00:01.002Z | bytes: 91 | host: cafe.example | method: POST | protocol: HTTP/1.1 | query:  | remoteIP: 203.0.113.8 | request: /cafe/processOrder.php | request_time: 0.004 | status: 503 | time: 2026-11-26T09:00:01.002Z | userAgent: curl/7.88.1',
  ],
  'aws-alb': [
    '2026-11-26T09:00:00.186Z | bytes: 5366 | host: cafe.example | method: GET | protocol: HTTP/1.1 | query: ?day=1 | remoteIP: 203.0.113.7 | request: /cafe/menu.php | request_time: 0.171 | status: 200 | time: 2026-11-26T09:00:00.186641Z | userAgent: Mozilla/5.0 (X11; Linux x86_64)',
    '2026-11-26T09:00:01.364Z | bytes: 366 | host: cafe.example | method: POST | protocol: HTTP/1.1 | query:  | remoteIP: 203.0.113.8 | request: /cafe/processOrder.php | status: 503 | time: 2026-11-26T09:00:01.364000Z | userAgent: curl/7.88.1',
  ],
  'classic-elb': [
    '2026-11-26T09:00:00.945Z | bytes: 29 | host: cafe.example | method: GET | protocol: HTTP/1.1 | query: ?day=1 | remoteIP: 203.0.113.7 | request: /cafe/menu.php | request_time: 0.001178 | status: 200 | time: 2026-11-26T09:00:00.945958Z | userAgent: curl/7.88.1',
    '2026-11-26T09:00:01.113Z | bytes: 0 | host: cafe.example | method: POST | protocol: HTTP/1.1 | query:  | remoteIP: 203.0.113.8 | request: /cafe/processOrder.php | status: 503 | time: 2026-11-26T09:00:01.113940Z | userAgent: Mozilla/5.0',
  ],
  'aws-s3': [
    '2026-11-26T09:00:00.000Z | bytes: 5123 | host: cafe-site.s3-website.eu-central-1.amazonaws.com | method: GET | protocol: HTTP/1.1 | query: ?day=1 | referer: https://cafe.example/ | remoteIP: 203.0.113.7 | request: /cafe/menu.html | request_time: 0.012 | status: 200 | time: 26/Nov/2026:09:00:00 +0000 | userAgent: Mozilla/5.0',
    '2026-11-26T09:00:01.000Z | bytes: 243 | host: cafe-site.s3.eu-central-1.amazonaws.com | method: PUT | protocol: HTTP/1.1 | query:  | referer: - | remoteIP: 203.0.113.8 | request: /cafe/processOrder.php | request_time: 0.008 | status: 403 | time: 26/Nov/2026:09:00:01 +0000 | user: arn:aws:iam::123456789012:user/jane | userAgent: aws-cli/2.15',
  ],
  squid: [
    '2026-11-26T09:00:00.779Z | bytes: 5123 | host: cafe.example | method: GET | query: ?day=1 | remoteIP: 203.0.113.7 | request: /cafe/menu.php | request_time: 0.18 | status: 200 | time: 1795683600.779',
    '2026-11-26T09:00:01.042Z | bytes: 212 | host: cafe.example | method: POST | query:  | remoteIP: 203.0.113.8 | request: /cafe/processOrder.php | request_time: 0.009 | status: 503 | time: 1795683601.042 | user: jane',
  ],
  cloudfront: [
    '2026-11-26T09:00:00.000Z | bytes: 5123 | host: cafe.example | method: GET | protocol: HTTP/2.0 | query: ?day=1 | referer: https://cafe.example/ | remoteIP: 203.0.113.7 | request: /cafe/menu.php | request_time: 0.001 | status: 200 | time: 2026-11-26 09:00:00 | userAgent: Mozilla/5.0 (X11; Linux x86_64)',
    '2026-11-26T09:00:01.000Z | bytes: 212 | host: cafe.example | method: POST | protocol: HTTP/1.1 | query:  | referer: - | remoteIP: 2001:db8::1 | request: /cafe/processOrder.php | request_time: 0.101 | status: 502 | time: 2026-11-26 09:00:01 | userAgent: curl/7.88.1',
  ],
  'w3c-extended': [
    '2026-11-26T09:00:00.000Z | method: GET | query: ?day=1 | referer: https://cafe.example/ | remoteIP: 203.0.113.7 | request: /cafe/menu.php | request_time: 0.012 | status: 200 | time: 2026-11-26 09:00:00 | userAgent: Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
    '2026-11-26T09:00:01.000Z | method: POST | query:  | referer: - | remoteIP: 2001:db8::1 | request: /cafe/processOrder.php | request_time: 0.031 | status: 500 | time: 2026-11-26 09:00:01 | user: CAFE\\jane | userAgent: Mozilla/5.0',
  ],
}

describe('each format reads its samples', () => {
  const texts = formats.filter(({ kind }) => kind !== 'json')

  test('there is a row of cases for each format', () =>
    expect(Object.keys(samples).sort()).toEqual(texts.map(({ id }) => id).sort()))

  test.each(texts.map((format) => [format.name, format] as const))('%s', (_, format) => {
    expect(readingsOf(format.samples)).toEqual(samples[format.id]?.map(expected))
  })

  test.each(texts.map((format) => [format.name, format] as const))(
    'a sample of %s is read in that format, whatever came before',
    (_, format) => {
      for (const other of formats) {
        const reader = newLineReader({ clock })
        for (const line of [...other.samples, ...format.samples]) reader.read(line)
        expect(reader.state().format).toBe(format.id)
      }
    },
  )
})
