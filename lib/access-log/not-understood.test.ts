import { describe, expect, test } from 'vitest'
import { formats } from './formats'
import { parts, readingsOf, readLine } from './testdata/read-lines'

const { at, get, agent } = parts

describe('not understood', () => {
  test.each<[string, string, RegExp]>([
    ['a client that sent no request', `203.0.113.7 - - ${at} "-" 408 -`, /no request/],
    [
      'bytes of TLS',
      String.raw`203.0.113.7 - - ${at} "\x16\x03\x01\x02" 400 226 "-" "-"`,
      /no request/,
    ],
    ['a word', `203.0.113.7 - - ${at} "quit" 400 226 "-" "-"`, /no request/],
    ['two words', `203.0.113.7 - - ${at} "t3 12.1.2" 400 226 "-" "-"`, /no request/],
    ['no path', `203.0.113.7 - - ${at} "GET  HTTP/1.1" 400 226 "-" "-"`, /no request/],
    ['an empty request', `203.0.113.7 - - ${at} "" 400 0 "-" "-"`, /no request/],
    ['a dash for the status', `203.0.113.7 - - ${at} "GET / HTTP/1.1" - - "-" "-"`, /no status/],
    ['status 000', `203.0.113.7 - - ${at} "GET / HTTP/1.1" 000 0 "-" "-"`, /no status/],
    ['status 0', `203.0.113.7 - - ${at} "GET / HTTP/1.1" 0 0 "-" "-"`, /no status/],
    [
      'HAProxy: the client left',
      '203.0.113.7:33317 [26/Nov/2026:09:00:00.655] http-in static/<NOSRV> -1/-1/-1/-1/109 -1 0 - - CR-- 1/1/1/1/0 0/0 "<BADREQ>"',
      /no status/,
    ],
    [
      'HAProxy: a bad request',
      '203.0.113.7:33317 [26/Nov/2026:09:00:00.655] http-in http-in/<NOSRV> -1/-1/-1/-1/109 400 187 - - PR-- 1/1/1/1/0 0/0 "<BADREQ>"',
      /no request/,
    ],
    [
      'Envoy: the client left',
      '[2026-11-26T09:00:00.310Z] "GET /cafe HTTP/2" 0 DC 0 0 2 - "203.0.113.7" "UA" "id" "cafe.example" "10.0.2.1:80"',
      /no status/,
    ],
    [
      'a load balancer: no target',
      'http 2026-11-26T09:00:01.364000Z app/cafe/50dc 203.0.113.8:40112 - -1 -1 -1 - - 34 366 "POST http://cafe.example:80/cafe HTTP/1.1" "curl/7.88.1" - -',
      /no status/,
    ],
    [
      'a load balancer: no request',
      'http 2026-11-26T09:00:01.364000Z app/cafe/50dc 203.0.113.8:40112 - -1 -1 -1 400 - 0 272 "- http://cafe.example:80- " "-" - -',
      /no request/,
    ],
    [
      'a load balancer of TCP',
      '2026-11-26T09:00:00.945958Z cafe-lb 203.0.113.7:2817 10.0.0.1:80 0.001 0.000028 0.000041 - - 82 305 "- - - " "-" - -',
      /no status/,
    ],
    [
      'Squid: the client left',
      '1795683600.779  60000 203.0.113.7 TCP_MISS_ABORTED/000 0 GET http://cafe.example/ - HIER_DIRECT/10.0.0.1 -',
      /no status/,
    ],
    [
      'Squid: no request',
      '1795683600.779      0 203.0.113.7 NONE/400 3548 NONE error:invalid-request - HIER_NONE/- text/html',
      /no request/,
    ],
  ])('%s', (_, line, reason) => {
    const reading = readLine(line)
    expect(reading.kind).toBe('notUnderstood')
    expect(reading).toHaveProperty('reason', expect.stringMatching(reason))
  })

  // Each stands alone, and after a line of each format.
  const foreign = [
    '[Thu Nov 26 09:00:00.123456 2026] [php:error] [pid 607] [client 203.0.113.7:51234] PHP Fatal error:  Uncaught Error in /var/www/menu.php:12',
    '[Thu Nov 26 09:00:00 2026] [error] [client 203.0.113.7] File does not exist: /var/www/favicon.ico, referer: "https://cafe.example/"',
    '2026/11/26 09:00:00 [error] 607#607: *1 open() "/var/www/x" failed (2: No such file or directory), client: 203.0.113.7, server: cafe.example, request: "GET /x HTTP/1.1", host: "cafe.example"',
    '[26-Nov-2026 09:00:00 UTC] PHP Warning:  Undefined variable $day in /var/www/menu.php on line 12',
    '[26/Nov/2026:09:00:00 +0000] 203.0.113.7 TLSv1.3 TLS_AES_256_GCM_SHA384 "GET /cafe HTTP/1.1" 512',
    'Nov 26 09:00:00 web1 sshd[607]: Failed password for invalid user admin from 203.0.113.7 port 51234 ssh2',
    'Nov 26 09:00:00 web1 kernel: [12345.678901] device eth0 entered promiscuous mode',
    '2026-11-26T09:00:00.123Z INFO 203.0.113.7 handled "GET /cafe" 200 in 12 ms',
    '2026-11-26 09:00:00,123 ERROR [http-nio-8080-exec-1] cafe.Menu - "GET /cafe HTTP/1.1" 500 0',
    '2026-11-26 09:00:00 10.0.0.1 GET /cafe/menu.php - 443 - 203.0.113.1',
    'Exception in thread "main" java.lang.NullPointerException',
    '\tat cafe.Menu.show(Menu.java:12)',
    'Traceback (most recent call last):',
    '  File "/srv/cafe/menu.py", line 12, in show',
    'time,client,method,path,status',
    '"2026-11-26T09:00:00Z","203.0.113.7","GET","/cafe","200"',
    '{"level":"info","ts":1795683600.1,"msg":"serving initial configuration"}',
    '[]',
    'GET /cafe HTTP/1.1',
    '203.0.113.7',
    '203.0.113.7 - - [26/Nov/2026:09:00:00 +0000]',
    '203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe HTTP/1.1',
    '203.0.113.7 - - [yesterday] "GET /cafe HTTP/1.1" 200 5 "-" "UA"',
    '1795683600.123 cpu load is "high" 200 5',
    'http 2026-11-26T09:00:00Z connection from 203.0.113.7 closed',
    '\u0000\u0001\u0002',
    '" [ ] "',
  ]
  test.each(foreign)('%j', (line) => {
    expect(readLine(line).kind).toBe('notUnderstood')
    for (const { samples } of formats)
      expect(readingsOf([...samples, line]).at(-1)?.kind).toBe('notUnderstood')
  })

  test.each(['"', 'a "b" ', 'a b, ', '1,', '] ', ' [a] "', '" 200 ', 'a A/b '])(
    'a line of nothing but %j, before or after the time, does no harm',
    (text) => {
      const long = text.repeat(50_000)
      for (const line of [long, `${long} - - ${get}`, `203.0.113.7 - - ${at} "${long}`])
        expect(readLine(line).kind).toBe('notUnderstood')
    },
  )

  test.each([
    'Nov 26 09:00:00 web1 nginx: ',
    '<190>Nov 26 09:00:00 10.0.0.1 nginx: ',
    '2026-11-26T09:00:00.000000000Z stdout F ',
    'web-1  | ',
    'access.log:17: ',
  ])('a prefix is no part of the client: %s', (prefix) => {
    for (const format of formats)
      if (format.kind === 'text')
        expect(format.read(`${prefix}203.0.113.7 - - ${get} ${agent}`)).toBeNull()
  })
})
