import { describe, expect, test } from 'vitest'
import { newLineReader } from '../line-reader'
import type { LineReading } from '../reading'
import { declaredFormat } from './declare'
import { fitSentence } from './fit-sentence'
import { declarationFor, formatsFor } from './log-formats'

const at = Date.parse('2026-11-26T09:00:00Z')
const clock = () => at

const read = (declaration: string | Record<string, string>, line: string): LineReading =>
  newLineReader({ formats: [declaredFormat(declaration)], clock }).read(line)

const asked = {
  method: 'GET',
  request: '/cafe/menu.php',
  query: '?day=1',
  status: '500',
  remoteIP: '203.0.113.7',
}

describe('a declared format reads its lines', () => {
  test.each<[string, string | Record<string, string>, string, Record<string, string>]>([
    [
      'Apache, in an unusual order',
      '%t %>s "%r" %h %D',
      '[26/Nov/2026:09:00:00 +0000] 500 "GET /cafe/menu.php?day=1 HTTP/1.1" 203.0.113.7 1200',
      { ...asked, process: '1200', protocol: 'HTTP/1.1' },
    ],
    [
      'Apache, as it stands in its configuration',
      String.raw`LogFormat "%h|%u|%t|\"%r\"|%>s|\"%{User-Agent}i\"" shop`,
      String.raw`203.0.113.7|jo doe|[26/Nov/2026:09:00:00 +0000]|"GET /cafe/menu.php?day=1 HTTP/1.1"|500|"a \"b\" c"`,
      { ...asked, user: 'jo doe', userAgent: 'a "b" c' },
    ],
    [
      'Apache, what stands between the quotes of its configuration',
      String.raw`%h\t%t\t%r\t%>s`,
      '203.0.113.7\t[26/Nov/2026:09:00:00 +0000]\tGET /cafe/menu.php?day=1 HTTP/1.1\t500',
      asked,
    ],
    [
      'nginx, with tabs',
      String.raw`$remote_addr\t$time_local\t$request\t$status`,
      '203.0.113.7\t26/Nov/2026:09:00:00 +0000\tGET /cafe/menu.php?day=1 HTTP/1.1\t500',
      asked,
    ],
    [
      'nginx, tabs within its configuration',
      String.raw`log_format main "$remote_addr\t$time_local\t\"$request\"\t$status";`,
      '203.0.113.7\t26/Nov/2026:09:00:00 +0000\t"GET /cafe/menu.php?day=1 HTTP/1.1"\t500',
      asked,
    ],
    [
      'Apache, with its own time, path and query',
      '%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t %a %m %U%q %>s %b %v',
      '2026-11-26T09:00:00.000+0000 203.0.113.7 GET /cafe/menu.php?day=1 500 - cafe.example',
      {
        method: 'GET',
        request: '/cafe/menu.php',
        query: '?day=1',
        status: '500',
        bytes: '0',
        host: 'cafe.example',
      },
    ],
    [
      'Apache, behind a proxy',
      '%{X-Forwarded-For}i %h %t "%r" %>s',
      '203.0.113.7, 10.0.0.1 10.0.0.2 [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php?day=1 HTTP/1.1" 500',
      asked,
    ],
    [
      'Apache, JSON of its own names',
      String.raw`{\"t\":\"%{sec}t\",\"who\":\"%h\",\"what\":\"%r\",\"how\":%>s}`,
      '{"t":"1795683600","who":"203.0.113.7","what":"GET /cafe/menu.php?day=1 HTTP/1.1","how":500}',
      asked,
    ],
    [
      'nginx',
      '$msec|$remote_addr|$request_method|$request_uri|$status|$http_user_agent',
      '1795683600.000|203.0.113.7|GET|/cafe/menu.php?day=1|500|Mozilla/5.0 (X11)',
      { ...asked, userAgent: 'Mozilla/5.0 (X11)' },
    ],
    [
      'nginx, as it stands in its configuration',
      `log_format main '$remote_addr [$time_iso8601] "$request" '
                       '$status $body_bytes_sent "$http_referer" "$http_x_forwarded_for"';`,
      '10.0.0.2 [2026-11-26T09:00:00+00:00] "GET /cafe/menu.php?day=1 HTTP/2.0" 500 12 "-" "203.0.113.7, 10.0.0.1"',
      { ...asked, bytes: '12', referer: '-' },
    ],
    [
      'a map of JSON names to ours',
      { ts: 'time', 'peer.ip': 'remoteIP', code: 'status', url: 'request', verb: 'method' },
      '{"ts":1795683600,"peer":{"ip":"203.0.113.7"},"code":500,"url":"/cafe/menu.php?day=1","verb":"GET"}',
      asked,
    ],
    [
      'the same map the other way round, as text',
      '{"time":"ts","remoteIP":"peer","status":"code","requestLine":"what"}',
      '{"ts":"2026-11-26T09:00:00Z","peer":"203.0.113.7","code":"500","what":"GET /cafe/menu.php?day=1 HTTP/1.1"}',
      asked,
    ],
    [
      'a known format by its name',
      'combined',
      '203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php?day=1 HTTP/1.1" 500 1 "-" "-"',
      asked,
    ],
  ])('%s', (_, declaration, line, fields) => {
    expect(read(declaration, line)).toMatchObject({ kind: 'request', timestampMs: at, fields })
  })
})

test.each<[string | Record<string, string>, RegExp]>([
  ['%h %t %>s', /does not contain the request/],
  ['$status $request', /does not contain the client .* and the time/],
  ['%h%u %t "%r" %>s', /nothing stands between %h and %u/],
  ['%{%Q}t %h "%r" %>s', /%Q in .* cannot be read/],
  ['something else', /neither a LogFormat of Apache/],
  [{ a: 'time', b: 'nonsense' }, /"nonsense" is not one of time, remoteIP/],
  [{ time: 'a', nonsense: 'b' }, /"nonsense" is not one of time, remoteIP/],
  ['%h %Z %u %t "%r" %>s', /%Z is no directive of LogFormat/],
  [{ a: 'time', b: 'remoteIP' }, /what status and request is called/],
])('%j is refused', (declaration, message) => {
  expect(() => declaredFormat(declaration)).toThrow(message)
})

describe('the start says what each directive caught', () => {
  const line = '203.0.113.7 [26/Nov/2026:09:00:00 +0000] "GET / HTTP/1.1" 200'
  test('in a line that fits', () => {
    expect(fitSentence('%h %t "%r" %>s', [line, line, 'else'])).toBe(
      'LOG_FORMAT fits 2 of the first 3 lines. In the first: %h = 203.0.113.7, %t = [26/Nov/2026:09:00:00 +0000], %r = GET / HTTP/1.1, %>s = 200.',
    )
  })
  test('in a line that does not, up to where it stops fitting', () => {
    expect(fitSentence('%h %t |%r| %>s', [line])).toBe(
      'LOG_FORMAT fits none of the first 1 lines. In the first: %h = 203.0.113.7, %t = [26/Nov/2026:09:00:00 +0000]; then " |" was expected.',
    )
  })
  test('by the names of a JSON map', () => {
    const map = { ts: 'time', ip: 'remoteIP', code: 'status', url: 'request' }
    expect(fitSentence(map, ['{"ts":1795683600,"ip":"203.0.113.7","status":200}'])).toBe(
      'LOG_FORMAT fits none of the first 1 lines. In the first: ts = 1795683600, ip = 203.0.113.7; then "code" was expected.',
    )
  })
  test('a known format says how many lines it fits', () => {
    expect(fitSentence('squid', [line])).toBe('LOG_FORMAT fits none of the first 1 lines.')
  })
})

test('a path has its own format, and the known ones come after it', () => {
  const declared = {
    all: 'combined',
    byPath: [['/var/log/*/access.log', '%h %t "%r" %>s']] as const,
  }
  expect(declarationFor('/var/log/shop/access.log', declared)).toBe('%h %t "%r" %>s')
  expect(declarationFor('/var/log/shop/x/access.log', declared)).toBe('combined')
  expect(formatsFor('/var/log/shop/access.log', declared)[0]?.name).toBe('LOG_FORMAT')
  expect(formatsFor('/x', { all: null, byPath: [] }).map(({ id }) => id)).toContain('combined')
})

test('nginx writes a path and its query apart', () => {
  const line = '203.0.113.7 26/Nov/2026:09:00:00 +0000 GET /cafe/menu.php?day=1 500'
  expect(
    read('$remote_addr $time_local $request_method $uri$is_args$args $status', line),
  ).toMatchObject({ fields: asked })
})
