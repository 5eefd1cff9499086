import { describe, expect, test } from 'vitest'
import { formats } from './formats'
import { newLineReader } from './line-reader'
import { clock, readingsOf } from './testdata/read-lines'

// Of each format its samples: the time, and all the fields.
const samples: Record<string, [string, Record<string, string>][]> = {
  combined: [
    [
      '2026-11-26T09:00:00.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '5123',
        time: '26/Nov/2026:09:00:00 +0000',
        referer: 'https://cafe.example/',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '2001:db8::1',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        protocol: 'HTTP/1.1',
        status: '500',
        bytes: '0',
        time: '26/Nov/2026:09:00:01 +0000',
        user: 'jane',
      },
    ],
    [
      '2026-11-26T09:00:02.000Z',
      {
        remoteIP: '203.0.113.8',
        method: 'GET',
        request: '/cafe',
        query: '',
        protocol: 'HTTP/2.0',
        status: '200',
        bytes: '5',
        time: '26/Nov/2026:09:00:02 +0000',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
  ],
  'vhost-combined': [
    [
      '2026-11-26T09:00:00.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '',
        protocol: 'HTTP/2.0',
        status: '200',
        bytes: '5123',
        time: '26/Nov/2026:09:00:00 +0000',
        host: 'cafe.example:443',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '198.51.100.2',
        method: 'GET',
        request: '/cafe',
        query: '',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '5',
        time: '26/Nov/2026:09:00:01 +0000',
        host: 'www.cafe.example',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
  ],
  'nginx-proxy-manager': [
    [
      '2026-11-26T09:00:00.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        status: '200',
        bytes: '5123',
        time: '26/Nov/2026:09:00:00 +0000',
        host: 'cafe.example',
        referer: 'https://cafe.example/',
        userAgent: 'Mozilla/5.0',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '198.51.100.2',
        method: 'GET',
        request: '/robots.txt',
        query: '',
        status: '404',
        bytes: '169',
        time: '26/Nov/2026:09:00:01 +0000',
        host: 'cafe.example',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
  ],
  lighttpd: [
    [
      '2026-11-26T09:00:00.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '5123',
        time: '26/Nov/2026:09:00:00 +0000',
        host: 'www.cafe.example',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe',
        query: '',
        protocol: 'HTTP/1.1',
        status: '404',
        bytes: '0',
        time: '26/Nov/2026:09:00:01 +0000',
        host: 'cafe.example:8080',
        user: 'jane',
        referer: 'https://cafe.example/',
        userAgent: 'Mozilla/5.0',
      },
    ],
  ],
  litespeed: [
    [
      '2026-11-26T09:00:00.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '5123',
        time: '26/Nov/2026:09:00:00 +0000',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe',
        query: '',
        protocol: 'HTTP/2',
        status: '404',
        bytes: '0',
        time: '26/Nov/2026:09:00:01 +0000',
      },
    ],
  ],
  'time-first': [
    [
      '2026-11-26T09:00:00.123Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '5123',
        time: '1795683600.123',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        protocol: 'HTTP/1.1',
        status: '500',
        bytes: '0',
        time: '2026-11-26T09:00:01+00:00',
        user: 'jane',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
  ],
  // Without a zone: the server's.
  haproxy: [
    [
      '2026-11-26T09:00:00.655',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '2750',
        time: '26/Nov/2026:09:00:00.655',
      },
    ],
    [
      '2026-11-26T09:00:01.002',
      {
        remoteIP: '203.0.113.8',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        protocol: 'HTTP/2.0',
        status: '503',
        bytes: '212',
        time: '26/Nov/2026:09:00:01.002',
      },
    ],
  ],
  envoy: [
    [
      '2026-11-26T09:00:00.310Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/2',
        status: '200',
        bytes: '5123',
        time: '2026-11-26T09:00:00.310Z',
        host: 'cafe.example',
        userAgent: 'Mozilla/5.0',
      },
    ],
    [
      '2026-11-26T09:00:01.002Z',
      {
        remoteIP: '203.0.113.8',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        protocol: 'HTTP/1.1',
        status: '503',
        bytes: '91',
        time: '2026-11-26T09:00:01.002Z',
        host: 'cafe.example',
        userAgent: 'curl/7.88.1',
      },
    ],
  ],
  'aws-alb': [
    [
      '2026-11-26T09:00:00.186Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '5366',
        time: '2026-11-26T09:00:00.186641Z',
        host: 'cafe.example',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      },
    ],
    [
      '2026-11-26T09:00:01.364Z',
      {
        remoteIP: '203.0.113.8',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        protocol: 'HTTP/1.1',
        status: '503',
        bytes: '366',
        time: '2026-11-26T09:00:01.364000Z',
        host: 'cafe.example',
        userAgent: 'curl/7.88.1',
      },
    ],
  ],
  'classic-elb': [
    [
      '2026-11-26T09:00:00.945Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '29',
        time: '2026-11-26T09:00:00.945958Z',
        host: 'cafe.example',
        userAgent: 'curl/7.88.1',
      },
    ],
    [
      '2026-11-26T09:00:01.113Z',
      {
        remoteIP: '203.0.113.8',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        protocol: 'HTTP/1.1',
        status: '503',
        bytes: '0',
        time: '2026-11-26T09:00:01.113940Z',
        host: 'cafe.example',
        userAgent: 'Mozilla/5.0',
      },
    ],
  ],
  'aws-s3': [
    [
      '2026-11-26T09:00:00.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.html',
        query: '?day=1',
        protocol: 'HTTP/1.1',
        status: '200',
        bytes: '5123',
        time: '26/Nov/2026:09:00:00 +0000',
        host: 'cafe-site.s3-website.eu-central-1.amazonaws.com',
        referer: 'https://cafe.example/',
        userAgent: 'Mozilla/5.0',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '203.0.113.8',
        method: 'PUT',
        request: '/cafe/processOrder.php',
        query: '',
        protocol: 'HTTP/1.1',
        status: '403',
        bytes: '243',
        time: '26/Nov/2026:09:00:01 +0000',
        host: 'cafe-site.s3.eu-central-1.amazonaws.com',
        user: 'arn:aws:iam::123456789012:user/jane',
        referer: '-',
        userAgent: 'aws-cli/2.15',
      },
    ],
  ],
  squid: [
    [
      '2026-11-26T09:00:00.779Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        status: '200',
        bytes: '5123',
        time: '1795683600.779',
        host: 'cafe.example',
      },
    ],
    [
      '2026-11-26T09:00:01.042Z',
      {
        remoteIP: '203.0.113.8',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        status: '503',
        bytes: '212',
        time: '1795683601.042',
        host: 'cafe.example',
        user: 'jane',
      },
    ],
  ],
  cloudfront: [
    [
      '2026-11-26T09:00:00.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        protocol: 'HTTP/2.0',
        status: '200',
        bytes: '5123',
        time: '2026-11-26 09:00:00',
        host: 'cafe.example',
        referer: 'https://cafe.example/',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '2001:db8::1',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        protocol: 'HTTP/1.1',
        status: '502',
        bytes: '212',
        time: '2026-11-26 09:00:01',
        host: 'cafe.example',
        referer: '-',
        userAgent: 'curl/7.88.1',
      },
    ],
  ],
  'w3c-extended': [
    [
      '2026-11-26T09:00:00.000Z',
      {
        remoteIP: '203.0.113.7',
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        status: '200',
        time: '2026-11-26 09:00:00',
        referer: 'https://cafe.example/',
        userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
      },
    ],
    [
      '2026-11-26T09:00:01.000Z',
      {
        remoteIP: '2001:db8::1',
        method: 'POST',
        request: '/cafe/processOrder.php',
        query: '',
        status: '500',
        time: '2026-11-26 09:00:01',
        user: 'CAFE\\jane',
        referer: '-',
        userAgent: 'Mozilla/5.0',
      },
    ],
  ],
}

describe('each format reads its samples', () => {
  const texts = formats.filter(({ kind }) => kind !== 'json')

  test('there is a row of cases for each format', () =>
    expect(Object.keys(samples).sort()).toEqual(texts.map(({ id }) => id).sort()))

  test.each(texts.map((format) => [format.name, format] as const))('%s', (_, format) => {
    expect(readingsOf(format.samples)).toEqual(
      samples[format.id]?.map(([time, fields]) => ({
        kind: 'request',
        timestampMs: Date.parse(time),
        fields,
      })),
    )
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
