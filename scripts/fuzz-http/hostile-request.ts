import { rights } from '@/lib/access/rights'
import { type Random, random } from '@/lib/demo/random'

/** A request as bytes, and who sends it. */
export interface HostileRequest {
  state: 'nobody' | 'viewer' | 'operator'
  bytes: Buffer
}

const pick = <T>(next: Random, from: readonly T[]): T =>
  from[Math.floor(next.next() * from.length)] as T

const methods = [
  'GET',
  'GET',
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'PATCH',
  'OPTIONS',
  'TRACE',
  'X',
]
const names = [
  ...['range', 'from', 'to', 'country', 'region', 'city', 'client', 'request', 'status', 'period'],
  ...['alarm', 'pattern', 'ptr', 'download', 'next', 'problem', 'name', '__proto__', '_rsc', 'a[]'],
]
const values = [
  ...['', '3h', '24h', '7d', 'custom', '-1', '1e308', 'NaN', 'null', '0', '9999999999999'],
  ...['2026-11-20T10:00Z', 'DE', '5xx', '500', '/cafe/menu.php', '203.0.113.0/24', '203.0.113.82'],
  ...['%00', '%', '%zz', '%ff%fe', '%E2%80%A8', '%F0%9F%92%A9', '%ED%A0%80', "'", '"', '`', '\\'],
  ...[
    '%3Cscript%3E',
    '=1%2B1',
    '../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%24%7Bx%7D',
    '{{x}}',
  ],
  ...[
    '* | limit 1',
    'x'.repeat(300),
    '%0d%0aset-cookie:a=b',
    'javascript:alert(1)',
    '//evil.example',
  ],
]
const bodies = [
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
]
const headers = [
  ...['', '', '', 'content-type: application/json', 'content-type: application/json'],
  ...['content-type: application/x-www-form-urlencoded', 'content-type: text/plain'],
  ...['origin: https://evil.example', 'origin: null', 'sec-fetch-site: cross-site', 'rsc: 1'],
  ...['next-router-state-tree: %5B%22%22%5D', 'next-action: abc', 'x-middleware-subrequest: proxy'],
  ...[
    'x-forwarded-for: 127.0.0.1',
    'x-forwarded-host: evil.example',
    'cookie: cafewatch=x; zone=%',
  ],
  ...[
    'authorization: Bearer x',
    'authorization: Basic eDp4',
    'accept: text/event-stream',
    'range: bytes=0-1',
  ],
  ...['accept-encoding: gzip, br', 'expect: 100-continue', 'te: trailers', 'if-none-match: *'],
  ...[
    'transfer-encoding: gzip',
    'upgrade: h2c',
    'x-cafewatch-from: 127.0.0.1',
    'accept-language: \u00ff',
  ],
]
const routes = Object.keys(rights)
const hosts = [
  '127.0.0.1',
  'localhost',
  '[::1]',
  'evil.example',
  '',
  'a b',
  '127.0.0.1.evil.example',
]

function pathOf(next: Random): string {
  const path = pick(next, routes).replace(/\*+/g, () => pick(next, values))
  const odd = next.next()
  if (odd < 0.04) return path.toUpperCase()
  if (odd < 0.08) return `${path}/${pick(next, values)}`
  if (odd < 0.1) return `/${path}`
  if (odd < 0.12) return `${path}/../${pick(next, values)}`
  if (odd < 0.13) return `http://evil.example${path}`
  if (odd < 0.15) return `${path}.rsc`
  return path
}

function queryOf(next: Random): string {
  const count = Math.floor(next.next() * 4)
  if (count === 0) return ''
  const pairs = Array.from({ length: count }, () => `${pick(next, names)}=${pick(next, values)}`)
  return `?${pairs.join('&')}`
}

/** The request of a seed. */
export function hostileRequest(
  seed: number,
  tokens: { viewer: string; operator: string },
): HostileRequest {
  const next = random(seed, 0)
  const method = pick(next, methods)
  const address = `${pathOf(next)}${queryOf(next)}`.replace(/ /g, next.next() < 0.9 ? '%20' : ' ')
  const state = pick(next, ['nobody', 'viewer', 'viewer', 'operator'] as const)
  const host = next.next() < 0.85 ? '127.0.0.1' : pick(next, hosts)
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody || next.next() < 0.05 ? Buffer.from(pick(next, bodies)) : Buffer.alloc(0)
  const own = Array.from({ length: Math.floor(next.next() * 3) }, () => pick(next, headers)).filter(
    Boolean,
  )
  const isJson = hasBody && next.next() < 0.7
  const lines = [
    `${method} ${address} HTTP/1.1`,
    `host: ${host}`,
    'connection: close',
    ...(state === 'nobody' ? [] : [`authorization: Bearer ${tokens[state]}`]),
    ...(isJson ? ['content-type: application/json'] : []),
    ...(body.length > 0 || hasBody ? [`content-length: ${body.length}`] : []),
    ...own,
  ]
  return {
    state,
    bytes: Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]),
  }
}
