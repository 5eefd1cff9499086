import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newLineReader } from './line-reader'

const clock = () => Date.parse('2026-11-26T12:00:00Z')
const inner =
  '203.0.113.32 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe HTTP/1.1" 200 5 "-" "Mozilla/5.0"'
const json =
  '{"time":"2026-11-26T09:00:00Z","remoteIP":"203.0.113.32","request":"/cafe","query":"","method":"GET","status":"200"}'
const timeless =
  '{"remoteIP":"203.0.113.32","request":"/cafe","query":"","method":"GET","status":"200"}'

const docker = (log: string) =>
  JSON.stringify({ log: `${log}\n`, stream: 'stdout', time: '2026-11-26T09:00:00.5Z' })
const before = (prefix: string) => (line: string) => prefix + line
const esc = String.fromCharCode(27)

// Name, whether its time is exact, and examples.
const transports: [string, boolean, ((line: string) => string)[]][] = [
  [
    'syslog',
    false,
    [
      before('<13>Nov 26 09:00:00 web1 nginx: '),
      before('Nov 26 09:00:00 web1 nginx[1234]: '),
      before('Nov  6 09:00:00 web1.cafe.example apache2[77]: '),
      before('<190>Nov 26 09:00:00 nginx: '),
      before('Nov 26 09:00:00 2001:db8::9 docker/4f1c[9]: '),
      before('Nov 26 09:00:00.123456 web1 '),
      before('Nov 26 2026 09:00:00 web1 httpd: '),
    ],
  ],
  [
    'syslog',
    true,
    [
      before('2026-11-26T09:00:00.500000+00:00 web1 nginx: '),
      before('2026-11-26T09:00:00.5+0000 web1 nginx[12]: '),
      before('2026-11-26T09:00:00.500000+00:00 app[web.1]: '),
    ],
  ],
  [
    'syslog (RFC 5424)',
    true,
    [
      before('<134>1 2026-11-26T09:00:00.5Z web1 nginx 12 - - '),
      before('<134>1 2026-11-26T09:00:00.5Z web1 nginx - access - \ufeff'),
      before('<134>1 2026-11-26T10:00:00.5+01:00 web1 nginx 1 a [x@1 k="a\\"]b"][y@1 z="1"] '),
      before('1 2026-11-26T09:00:00.5Z web1 nginx 12 - - '),
      before('1 2026-11-26T10:00:00.5+01:00 web1 nginx 1 a [x@1 k="v"] '),
      before('345 <158>1 2026-11-26T09:00:00.5+00:00 host app web.1 - '),
    ],
  ],
  [
    'Kubernetes CRI',
    true,
    [
      before('2026-11-26T09:00:00.500000000Z stdout F '),
      before('2026-11-26T10:00:00.500000000+01:00 stderr F '),
    ],
  ],
  ['Docker json-file', true, [docker]],
  [
    'docker compose logs',
    false,
    [
      before('web-1  | '),
      before('cafe_web_1           | '),
      before(`${esc}[36mweb-1  | ${esc}[0m`),
      before(`${esc}[33mweb_1  |${esc}[0m `),
      before('cafe_web.1.x7@node1    | '),
    ],
  ],
  ['timestamps', true, [before('2026-11-26T09:00:00.500000000Z ')]],
  ['kubectl logs', false, [before('[pod/web-7d9c/nginx] ')]],
  ['journald', false, [(line) => JSON.stringify({ MESSAGE: line, _PID: '7' })]],
  ['a JSON message', false, [(line) => JSON.stringify({ message: line, '@timestamp': 'x' })]],
]

describe.each(transports)('behind %s', (name, isExact, wraps) => {
  test.each(wraps.map((wrap) => [wrap('…'), wrap] as const))('%s', (_, wrap) => {
    for (const [line, format] of [
      [inner, 'Apache combined'],
      [json, 'JSON LogFormat'],
    ] as const) {
      const reader = newLineReader({ clock })
      expect(reader.read(wrap(line))).toMatchObject({
        kind: 'request',
        timestampMs: Date.parse('2026-11-26T09:00:00Z'),
        fields: { remoteIP: '203.0.113.32', request: '/cafe', status: '200' },
      })
      expect(reader.formatName()).toBe(`${format}, behind ${name}`)
    }
    expect(newLineReader({ clock }).read(wrap('[error] worker died'))).toMatchObject({
      kind: 'notUnderstood',
    })
  })

  test('a line without a time takes the time of the transport only where that is exact', () => {
    for (const wrap of wraps)
      expect(newLineReader({ clock }).read(wrap(timeless))).toMatchObject(
        isExact
          ? { kind: 'request', timestampMs: Date.parse('2026-11-26T09:00:00.5Z') }
          : { kind: 'inDoubt', reason: 'The line has no time.' },
      )
  })
})

test('prefixes behind prefixes', () => {
  const reader = newLineReader({ clock })
  expect(reader.read(`web-1  | 2026-11-26T09:00:00Z ${inner}`).kind).toBe('request')
  expect(reader.formatName()).toBe('Apache combined, behind docker compose logs and timestamps')
  expect(reader.read(docker(`<13>Nov 26 09:00:00 web1 nginx: ${inner}`)).kind).toBe('request')
  expect(reader.formatName()).toBe('Apache combined, behind Docker json-file and syslog')
})

describe("Caddy's own time", () => {
  const request = '"request":{"remote_ip":"203.0.113.32","method":"GET","uri":"/cafe"},"status":200'
  const console = (level: string, logger = 'http.log.access.log0') =>
    `2026/11/26 09:00:00.500\t${level}\t${logger}\thandled request\t{${request}}`
  beforeEach(() => void vi.stubEnv('TZ', 'America/New_York'))
  afterEach(() => void vi.unstubAllEnvs())

  test.each([
    ['before its JSON', console('INFO'), "Caddy JSON, behind Caddy's console format"],
    [
      'before its JSON, with a colour',
      console(`${esc}[31mERROR${esc}[0m`, 'http.log.access'),
      "Caddy JSON, behind Caddy's console format",
    ],
    ['within it', `{"ts":"2026/11/26 09:00:00.500",${request}}`, 'Caddy JSON'],
  ])('is in UTC, wherever the server is: %s', (_, line, format) => {
    const reader = newLineReader({ clock })
    expect(reader.read(line)).toMatchObject({
      kind: 'request',
      timestampMs: Date.parse('2026-11-26T09:00:00.5Z'),
      fields: { remoteIP: '203.0.113.32', request: '/cafe', status: '200' },
    })
    expect(reader.formatName()).toBe(format)
  })

  test('what else it writes is no request', () =>
    expect(newLineReader({ clock }).read(console('ERROR', 'http.log.error')).kind).not.toBe(
      'request',
    ))
})

describe('parts of a line that its transport has cut', () => {
  const cri = (flag: string, text: string, stream = 'stdout') =>
    `2026-11-26T09:00:00Z ${stream} ${flag} ${text}`
  const piece = (log: string) => JSON.stringify({ log, stream: 'stdout', time: '' })
  const long = inner.replace('Mozilla', 'é'.repeat(8_192))
  const at = long.indexOf('é') + 8_192
  const kinds = (lines: string[]) => {
    const reader = newLineReader({ clock })
    return lines.map((line) => reader.read(line).kind)
  }

  test.each([
    ['two', [cri('P', inner.slice(0, 30)), cri('F', inner.slice(30))], inner],
    [
      'three, with another stream between them',
      [
        cri('P', inner.slice(0, 30)),
        cri('F', inner, 'stderr'),
        cri('P', inner.slice(30, 50)),
        cri('F', inner.slice(50)),
      ],
      inner,
    ],
    ['the last one empty', [cri('P', inner), cri('F', '')], inner],
    ['of Docker', [piece(long.slice(0, at)), docker(long.slice(at))], long],
  ])('are read as one line: %s', (_, lines, line) => {
    const reader = newLineReader({ clock })
    const readings = lines.map((one) => {
      // The position of the file may be stored in between.
      const state = JSON.parse(JSON.stringify(reader.state()))
      const reading = reader.read(one)
      expect(newLineReader({ clock }, state).read(one)).toEqual(reading)
      return reading
    })
    expect(readings[0]).toEqual({ kind: 'header' })
    expect(readings.at(-1)).toMatchObject({
      kind: 'request',
      timestampMs: Date.parse('2026-11-26T09:00:00Z'),
      fields: { remoteIP: '203.0.113.32', request: '/cafe' },
      line,
    })
  })

  test('a whole line after them stands alone', () =>
    expect(newLineReader({ clock }).read(cri('F', inner))).not.toHaveProperty('line'))

  test('the last part alone is not understood, nor are parts of what is no request', () => {
    expect(kinds([cri('F', inner.slice(30))])).toEqual(['notUnderstood'])
    expect(kinds([cri('P', inner), cri('F', 'x'), cri('F', inner)])).toEqual([
      'header',
      'request',
      'request',
    ])
    const reader = newLineReader({ clock })
    reader.read(cri('P', '[error] worker '))
    expect(reader.read(cri('F', 'died'))).toMatchObject({
      kind: 'notUnderstood',
      line: '[error] worker died',
    })
  })

  test('a long line without its newline is whole when Docker would not have cut it', () =>
    expect(kinds([piece('é'.repeat(8_191)), docker(inner)])).toEqual(['notUnderstood', 'request']))

  test('parts without an end do not grow for ever', () => {
    const reader = newLineReader({ clock })
    for (const stream of 'xabcdefgh')
      for (let part = 0; part < 20; part += 1)
        reader.read(JSON.stringify({ log: 'x'.repeat(16_384), stream }))
    const { parts } = reader.state()
    expect(parts?.map(({ text }) => text.length)).toEqual(Array(8).fill(1 << 18))
  })
})

test.each([
  ['a syslog line that says something else', 'Nov 26 09:00:00 web1 sshd[1]: Accepted publickey'],
  ['a syslog line without a message', 'Nov 26 09:00:00 web1 nginx: '],
  ['structured data without an end', `<134>1 2026-11-26T09:00:00Z w n - - [a b="c ${inner}`],
])('%s is not understood', (_, line) => {
  expect(newLineReader({ clock }).read(line).kind).not.toBe('request')
})
