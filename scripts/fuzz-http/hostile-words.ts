import { askedClient } from './planted'

/** What hostile requests are put together from. */

export const methods = [
  ...['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'X'],
]

export const names = [
  ...['range', 'from', 'to', 'country', 'region', 'city', 'client', 'request', 'status', 'period'],
  ...['alarm', 'pattern', 'ptr', 'download', 'next', 'problem', 'name', '__proto__', '_rsc', 'a[]'],
  ...['query', 'as', 'zone', 'state', 'code'],
]

export const values = [
  ...['', '3h', '24h', '7d', 'custom', '-1', '1e308', 'NaN', 'null', '0', '9999999999999'],
  ...['2026-11-20T10:00Z', 'DE', '5xx', '500', '/cafe/menu.php', '203.0.113.0/24', askedClient],
  ...['%00', '%', '%zz', '%ff%fe', '%E2%80%A8', '%F0%9F%92%A9', '%ED%A0%80', "'", '"', '`', '\\'],
  ...['%3Cscript%3E', '=1%2B1', '../../etc/passwd', '..%2f..%2fetc%2fpasswd', '%24%7Bx%7D'],
  ...['{{x}}', '* | limit 1', 'x'.repeat(300), '%0d%0aset-cookie:a=b', 'javascript:alert(1)'],
  ...['//evil.example', '500-Errors', 'No-Requests', 'no%20orders%20%2F%20menu'],
]

/** Parameters as the pages send them. */
export const views = [
  ...['', '?range=1h', '?range=3h', '?range=24h', '?range=7d', '?range=3h&client=203.0.113.0/24'],
  ...['?range=3h&request=/cafe', '?range=3h&status=500', '?range=3h&request=/cafe/menu.php'],
  ...['?range=24h&client=198.51.100.0/24', '?range=3h&client=2001:db8:77::/48'],
  ...['?range=custom&from=2026-01-01T00:00Z&to=2027-01-01T00:00Z', '?range=3h&country=DE'],
]

export const bodies = [
  ...[
    '',
    '{}',
    '[]',
    'null',
    '{',
    '"x"',
    '{"__proto__":{"a":1}}',
    '{"forMinutes":-1}',
    '{"id":""}',
  ],
  ...['{"query":"fields @message"}', '{"query":"stats count(*) by bin(0s)"}', '{"query":1}'],
  ...['{"query":"filter @message like /(a+)+$/"}', '{"name":"x","text":"fields remoteIP"}'],
  ...['{"alarm":{},"filters":[]}', '{"alarm":{"name":"x","metric":"500-Errors","threshold":1}}'],
  ...['{"name":"nobody"}', '{"recipient":{"kind":"webhook","url":"http://127.0.0.1:9/"}}'],
  ...['name=a&password=b', '\u0000', '{"forMinutes":1e99}', `{"note":"${'x'.repeat(5_000)}"}`],
  ...[`{"note":"${'\\u2028'.repeat(50)}"}`, `{"a":${'['.repeat(5_000)}`, '{"id":"\\ud800"}'],
  `{"note":"${'x'.repeat(1_100_000)}"}`,
]

export const headers = [
  ...['', '', '', 'content-type: application/json', 'content-type: application/json'],
  ...['content-type: application/x-www-form-urlencoded', 'content-type: text/plain'],
  ...['origin: https://evil.example', 'origin: null', 'sec-fetch-site: cross-site', 'rsc: 1'],
  ...['next-router-state-tree: %5B%22%22%5D', 'next-action: abc', 'x-middleware-subrequest: proxy'],
  ...['x-forwarded-for: 127.0.0.1', 'x-forwarded-host: evil.example', 'range: bytes=0-1'],
  ...['cookie: cafewatch=x; zone=%', 'authorization: Bearer x', 'authorization: Basic eDp4'],
  ...['accept: text/event-stream', 'accept: application/x-ndjson', 'accept-encoding: gzip, br'],
  ...['expect: 100-continue', 'te: trailers', 'if-none-match: *', 'transfer-encoding: gzip'],
  ...[
    'upgrade: h2c',
    'x-cafewatch-from: 127.0.0.1',
    'x-cafewatch-mask: x',
    'accept-language: \u00ff',
  ],
]

export const hosts = [
  ...['127.0.0.1', 'localhost', '[::1]', 'evil.example', '', 'a b', '127.0.0.1.evil.example'],
]

/** Of the live tail and of metric filters. */
export const patterns = [
  ...[
    '',
    '500',
    `"${askedClient}"`,
    '"198.51.100."',
    '[ip, ...]',
    '[ip=203.0.*, ...]',
    '[ip, u, v, ..., s=5*]',
  ],
  ...[
    '{ $.status = 5* }',
    '{ $.remoteIP = 203.0.* }',
    `{ $.remoteIP = "${askedClient}" }`,
    '{ $.a[0].b EXISTS }',
  ],
  ...[
    '{ $.token = * }',
    '?seen ?GET',
    '?a ?b -c',
    'seen',
    '-seen',
    '%203[.]0%',
    '%(a+)+$%',
    '%[%',
    '{',
    '[',
  ],
  ...[
    '[ip',
    '{ $. = 1 }',
    '"',
    '%',
    '\u2028',
    'x'.repeat(1_100),
    '((((',
    '{ ($.a = 1) && (($.b = 2) || !($.c = 3)) }',
  ],
  ...[
    `{ ${'('.repeat(300)}$.a = 1${')'.repeat(300)} }`,
    '[..., a, ...]',
    '{ $.status = %5\\d\\d% }',
  ],
]
