import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { declaredFormat } from '@/lib/access-log/declared/declare'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { formatById, formats } from '@/lib/access-log/formats'
import { newLineReader } from '@/lib/access-log/line-reader'
import { batchOf } from '@/lib/local/store/batch'
import { openStore, type Store } from '@/lib/local/store/store'
import { compile } from './compile'
import { format } from './format'

const names = [
  'remoteIP',
  'method',
  'request',
  'query',
  'status',
  'userAgent',
  'referer',
  'request_time',
] as const
const nowMs = Date.parse('2026-11-27T00:00:00Z')

let store: Store
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
})
afterAll(() => store.close())

/** What Logs Insights makes of the samples of a format, each put in as it stands. */
async function asked(group: string, samples: readonly string[], prelude: string | null) {
  await store.createLogGroup(group, 0)
  await store.createLogStream(group, 's', 0)
  const events = samples.map((message, at) => ({
    timestampMs: nowMs - 1000 + at,
    message,
    fields: discoverFields(message),
  }))
  await store.append(group, 's', batchOf(events), { ingestedMs: nowMs })
  const start = prelude === null ? '' : `${prelude} | `
  const query = `${start}stats count(*) as n by @timestamp, ${names.join(', ')} | sort @timestamp asc`
  const window = { startMs: nowMs - 2000, endMs: nowMs, nowMs }
  const compiled = compile(query, store.source([group]), window)
  const { rows } = await store.query(compiled.sql, compiled.parameters)
  return rows.map((row) =>
    Object.fromEntries(
      compiled.columns.flatMap(({ name, kind }, at) =>
        (names as readonly string[]).includes(name)
          ? [[name, format(row[at] ?? null, kind) ?? '']]
          : [],
      ),
    ),
  )
}

describe('the prelude of a JSON format gives the fields that the followed file has', () => {
  test.each(
    formats.filter(({ kind }) => kind === 'json').map((known) => [known.name, known] as const),
  )('%s', async (_, { id, samples, prelude }) => {
    const reader = newLineReader({ clock: () => nowMs })
    const expected = samples.map((line) => {
      const reading = reader.read(line)
      if (reading.kind !== 'request') throw new Error(`${reading.kind}: ${line}`)
      return Object.fromEntries(names.map((name) => [name, reading.fields[name] ?? '']))
    })
    const rows = await asked(id, samples, prelude)
    expect(rows).toEqual(expected)
  })
})

const bare = 'GET http://shop.example HTTP/1.1'
const answer = (line: string) => `"${line}" 404 5`
const at = '[26/Nov/2026:09:00:00 +0000]'
const elsewhere: [string, string][] = [
  ['combined', `203.0.113.7 - - ${at} ${answer(bare)} "-" "Mozilla/5.0"`],
  ['combined', `203.0.113.7 - - ${at} ${answer('GET http://shop.example:8080?day=1 HTTP/1.1')}`],
  ['combined', `203.0.113.7 - - ${at} ${answer('GET http://shop.example')}`],
  ['combined', `203.0.113.7\t-\tjane\t${at}\t"GET /cafe HTTP/1.1"\t200\t5\t"-"\t"Mozilla/5.0"`],
  ['combined', `shop.example - Jane Doe ${at}  "GET /cafe HTTP/1.1"  200  5  "-"  "a  b"`],
  ['vhost-combined', `shop.example 203.0.113.7 - - ${at} ${answer(bare)} "-" "Mozilla/5.0"`],
  ['lighttpd', `203.0.113.7 shop.example - ${at} ${answer(bare)} "-" "Mozilla/5.0"`],
  ['litespeed', `"203.0.113.7 - - ${at} ${answer(bare)}"`],
  ['time-first', `1795683600.123 203.0.113.7 - - ${answer(bare)} "-" "Mozilla/5.0"`],
  ['time-first', `[2026-11-26T09:00:00Z] 203.0.113.7 "GET /cafe HTTP/1.1" 200 "-" "Mozilla/5.0"`],
  [
    'haproxy',
    `203.0.113.7:33317 [26/Nov/2026:09:00:00.655] in static/srv1 10/0/30/69/109 404 27 - - ---- 1/1/1/1/0 0/0 "${bare}"`,
  ],
  [
    'aws-alb',
    'http 2026-11-26T09:00:00.186641Z app/shop/50dc 203.0.113.7:2817 10.0.0.1:80 0.1 0.1 0.1 404 404 34 366 "GET http://shop.example:80?day=1 HTTP/1.1" "curl/7.88.1" - -',
  ],
  [
    'classic-elb',
    `2026-11-26T09:00:00.945958Z lb 203.0.113.7:2817 10.0.0.1:80 0.1 0.1 0.1 404 404 0 29 "${bare}" "curl/7.88.1" - -`,
  ],
  [
    'haproxy',
    `203.0.113.7:33317 [26/Nov/2026:09:00:00.655] in static/srv1 10/0/30/69/+109 200 27 - - ---- 1/1/1/1/0 0/0 "GET /cafe HTTP/1.1"`,
  ],
  [
    'haproxy',
    `203.0.113.7:33317 [26/Nov/2026:09:00:00.655] in static/srv1 10/0/-1/-1/-1 503 27 - - CC-- 1/1/1/1/0 0/0 "GET /cafe HTTP/1.1"`,
  ],
  [
    'aws-alb',
    'http 2026-11-26T09:00:00.186641Z app/shop/50dc 203.0.113.7:2817 10.0.0.1:80 0.001 -1 -1 504 - 34 366 "GET http://shop.example:80/cafe HTTP/1.1" "curl/7.88.1" - -',
  ],
  [
    'classic-elb',
    '2026-11-26T09:00:00.945958Z lb 203.0.113.7:2817 - -1 -1 -1 503 0 0 29 "GET http://shop.example:80/cafe HTTP/1.1" "curl/7.88.1" - -',
  ],
  [
    'squid',
    '1795683600.779 -1 203.0.113.7 TCP_MISS/404 512 GET http://shop.example/cafe - HIER_DIRECT/10.0.0.1 text/html',
  ],
  [
    'squid',
    '1795683600.779 12 203.0.113.7 TCP_MISS/404 512 GET http://shop.example - HIER_DIRECT/10.0.0.1 text/html',
  ],
  [
    'squid',
    '1795683600.779 12 203.0.113.7 TCP_TUNNEL/200 512 CONNECT shop.example:443 - HIER_DIRECT/10.0.0.1 -',
  ],
  [
    'envoy',
    `[2026-11-26T09:00:00.310Z] "${bare}" 404 - 0 27 3 1 "203.0.113.7" "Mozilla/5.0" "id" "shop.example" "10.0.2.1:80"`,
  ],
  [
    'envoy',
    `[2026-11-26T09:00:00.310Z] "GET /cafe HTTP/2" 404 - 0 27 - - "203.0.113.7" "Mozilla/5.0" "id" "shop.example" "10.0.2.1:80"`,
  ],
  [
    'ecs-json',
    '{"@timestamp":"2026-11-26T09:00:00Z","source":{"ip":"203.0.113.7"},"http":{"request":{"method":"GET"},"response":{"status_code":404}},"url":{"original":"http://shop.example"}}',
  ],
  [
    'aws-s3',
    `79a59df9 shop ${at} 203.0.113.7 - 3E57427F REST.GET.OBJECT x "${bare}" 404 - 5 5 12 11 "-" "Mozilla/5.0" -`,
  ],
  [
    'aws-s3',
    `79a59df9 shop ${at} 203.0.113.7 - 3E57427F REST.GET.OBJECT x "GET /cafe HTTP/1.1" 404 - 5 5 - - "-" "Mozilla/5.0" -`,
  ],
  [
    'cafewatch-json',
    `{"time":"2026-11-26T09:00:00Z","remoteIP":"203.0.113.7","requestLine":"${bare}","status":"404"}`,
  ],
  [
    'nginx-json',
    `{"time":"2026-11-26T09:00:00Z","remote_addr":"203.0.113.7","request":"${bare}","status":404}`,
  ],
  [
    'nginx-json',
    '{"time":"2026-11-26T09:00:00Z","remote_addr":"203.0.113.7","request_method":"GET","request_uri":"http://shop.example","status":404}',
  ],
  [
    'google-json',
    '{"timestamp":"2026-11-26T09:00:00Z","httpRequest":{"requestMethod":"GET","requestUrl":"https://shop.example?day=1","status":404,"remoteIp":"203.0.113.7"}}',
  ],
  [
    'caddy-json',
    '{"ts":1795683600.25,"request":{"client_ip":"203.0.113.7","method":"GET","uri":"http://shop.example"},"status":404}',
  ],
]

describe('the prelude reads what the followed file reads', () => {
  test.each(elsewhere)('%s: %s', async (id, line) => {
    const reader = newLineReader({ clock: () => nowMs })
    const reading = reader.read(line)
    if (reading.kind !== 'request') throw new Error(`${reading.kind}: ${line}`)
    expect(reader.state().format).toBe(id)
    const expected = Object.fromEntries(names.map((name) => [name, reading.fields[name] ?? '']))
    expect(await asked(line, [line], formatById(id)?.prelude ?? null)).toEqual([expected])
  })

  test.each<[string | Record<string, string>, string]>([
    ['%h %t "%r" %>s', `203.0.113.7 ${at} "${bare}" 404`],
    ['%h %t "%r" %>s %T', `203.0.113.7 ${at} "${bare}" 404 15`],
    [
      '$remote_addr|$time_local|$request_uri|$status',
      '203.0.113.7|26/Nov/2026:09:00:00 +0000|http://shop.example?day=1|404',
    ],
    [
      { ts: 'time', ip: 'remoteIP', code: 'status', url: 'request' },
      '{"ts":1795683600,"ip":"203.0.113.7","code":404,"url":"http://shop.example"}',
    ],
  ])('declared as %j: %s', async (declaration, line) => {
    const declared = declaredFormat(declaration)
    const reading = newLineReader({ formats: [declared], clock: () => nowMs }).read(line)
    if (reading.kind !== 'request') throw new Error(`${reading.kind}: ${line}`)
    expect(reading.fields.request).toBe('/')
    const expected = Object.fromEntries(names.map((name) => [name, reading.fields[name] ?? '']))
    expect(await asked(`declared ${line}`, [line], declared.prelude)).toEqual([expected])
  })

  test.each([
    ['combined', `203.0.113.7 - - ${at} ${answer('GET  HTTP/1.1')}`],
    [
      'time-first',
      '[26/Nov/2026:09:00:00 +0000] 203.0.113.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /cafe HTTP/1.1" 512',
    ],
  ])('%s, no request: %s', async (id, line) => {
    const none = Object.fromEntries(names.map((name) => [name, '']))
    expect(await asked(line, [line], formatById(id)?.prelude ?? null)).toEqual([none])
  })
})
