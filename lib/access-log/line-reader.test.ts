import { describe, expect, test } from 'vitest'
import { formats } from './formats'
import { newLineReader } from './line-reader'

const clock = () => Date.parse('2026-11-26T12:00:00Z')
const read = (line: string) => newLineReader({ clock }).read(line)
const readAll = (lines: string[]) => {
  const reader = newLineReader({ clock })
  return lines.map((line) => reader.read(line))
}

const lineFormats = formats.filter(({ kind }) => kind !== 'header')
const prefixes = ['', '<13>Nov 26 09:00:00 web1 nginx: ', '2026-11-26T09:00:00Z stdout F ']
const lines = prefixes.flatMap((prefix) =>
  lineFormats.flatMap(({ samples }) => samples.map((sample) => prefix + sample)),
)

describe('formats may change from line to line', () => {
  test('each line means what it means alone, whichever line stood before it', () => {
    const alone = new Map(lines.map((line) => [line, read(line)]))
    for (const line of lines) expect(alone.get(line)).toMatchObject({ kind: 'request' })
    for (const first of lines)
      for (const second of lines)
        expect(readAll([first, second])).toEqual([alone.get(first), alone.get(second)])
  })

  test('the state says which format was the last, and goes on elsewhere', () => {
    const reader = newLineReader({ clock })
    for (const { id, samples } of lineFormats) {
      reader.read(samples[0] ?? '')
      expect(reader.state().format).toBe(id)
    }
    const state = JSON.parse(JSON.stringify(reader.state()))
    const later = newLineReader({ clock }, state)
    later.read('nothing')
    expect(later.state()).toEqual(reader.state())
  })
})

const at = '[26/Nov/2026:09:00:00 +0000]'

describe('what a line is', () => {
  test.each([
    ['a byte order mark first', `\ufeff203.0.113.2 - - ${at} "GET /a HTTP/1.1" 500 5`, 'request'],
    ['only a byte order mark', '\ufeff', 'header'],
    [
      'a time in ms',
      '203.0.113.2 - - [22/Nov/2026:10:00:16.123 +0000] "GET /a HTTP/1.1" 500 5',
      'request',
    ],
    [
      'a time as ISO 8601',
      '203.0.113.2 - - [2026-11-22T10:00:16+00:00] "GET /a HTTP/1.1" 500 5',
      'request',
    ],
    [
      'a time in epoch seconds',
      '{"time":1795341611,"remoteIP":"203.0.113.40","request":"/epoch","query":"","method":"GET","status":"500"}',
      'request',
    ],
    [
      '31 February',
      '203.0.113.2 - - [31/Feb/2026:10:00:20 +0000] "GET /a HTTP/1.1" 200 5',
      'inDoubt',
    ],
    [
      'a zone that does not exist',
      '203.0.113.2 - - [22/Nov/2026:10:00:21 +9999] "GET /a HTTP/1.1" 200 5',
      'inDoubt',
    ],
    [
      'an error log of Apache',
      '[Thu Nov 26 09:00:00.123 2026] [php:error] [pid 7] [client 203.0.113.2:1] PHP Fatal error',
      'notUnderstood',
    ],
    [
      'an error log of nginx',
      '2026/11/26 09:00:00 [error] 7#7: *1 open() "/x" failed, client: 203.0.113.2, request: "GET /a HTTP/1.1"',
      'notUnderstood',
    ],
    ['blanks', '    ', 'notUnderstood'],
    [
      'the directives before the columns of W3C extended',
      '#Software: Microsoft Internet Information Services 10.0',
      'header',
    ],
    ['a comment where there are no columns', '# a comment', 'notUnderstood'],
  ])('%s', (_, line, kind) => {
    expect(read(line).kind).toBe(kind)
  })
})

// Linear work on 8 times as much takes 8 times as long, quadratic work 64 times.
const maxRatio = 40
const hostile: [string, (length: number) => string][] = [
  ['blanks', (length) => ' '.repeat(length)],
  ['quotes', (length) => '"'.repeat(length)],
  ['brackets', (length) => '['.repeat(length)],
  ['brackets and quotes', (length) => ' [] "'.repeat(length / 5)],
  ['backslashes', (length) => '\\'.repeat(length)],
  ['a request line of escapes', (length) => `1.2.3.4 - - ${at} "${'\\"'.repeat(length / 2)}`],
  [
    'quoted texts after a request',
    (length) => `1.2.3.4 - - ${at} "GET / HTTP/1.1" 200 5 ${'"a" '.repeat(length / 4)}`,
  ],
  ['words before the time', (length) => `${'a '.repeat(length / 2)}${at} "GET / HTTP/1.1" 200 5`],
  [
    'a list of clients',
    (length) => `${'10.0.0.1, '.repeat(length / 10)}- - ${at} "GET / HTTP/1.1" 200 5`,
  ],
  [
    'matrix parameters',
    (length) => `1.2.3.4 - - ${at} "GET /${';a=b;'.repeat(length / 5)} HTTP/1.1" 200 5`,
  ],
  ['JSON with open brackets', (length) => `{"a":${'['.repeat(length)}`],
  ['JSON with nested objects', (length) => `${'{"a":'.repeat(length / 5)}1`],
  ['JSON that is cut short', (length) => `{"a":"${'\\xc3'.repeat(length / 4)}`],
  [
    'JSON with blanks and no values',
    (length) => `{"a" ${' '.repeat(length)}:${' '.repeat(length)}x`,
  ],
  ['JSON with many members', (length) => `{${'"a":1,'.repeat(length / 6)}"b":2}`],
  ['syslog before blanks', (length) => `Nov 26 09:00:00 w n: ${' '.repeat(length)}`],
  [
    'structured data',
    (length) => `<1>1 2026-11-26T09:00:00Z a b c d ${'[a b="c"]'.repeat(length / 9)}`,
  ],
  ['the name of a service and blanks', (length) => `web-1${' '.repeat(length)}x`],
  ['a header with blanks', (length) => `#Fields: a${' '.repeat(length)}b`],
  ['tabs and quotes', (length) => `1.2.3.4\t${'"\t'.repeat(length / 2)}`],
  ['timestamps', (length) => '2026-11-26T09:00:00Z '.repeat(length / 21)],
  ['colours', (length) => `${String.fromCharCode(27)}[`.repeat(length / 2)],
]

describe('no line is too long', () => {
  /** Processor time, ms: what else runs on the machine does not count. */
  const spent = (line: string) => {
    const times = [1, 2, 3].map(() => {
      const began = process.cpuUsage()
      read(line)
      const { user, system } = process.cpuUsage(began)
      return (user + system) / 1000
    })
    return Math.min(...times)
  }

  test.each(hostile)('%s: eight times as many take about eight times as long', (_, make) => {
    const [short, long] = [make(1 << 17), make(1 << 20)]
    spent(short)
    // Below that the memory decides, which is new for the long one. What grows with the square takes minutes.
    expect(spent(long)).toBeLessThan(maxRatio * Math.max(spent(short), 32))
  })
})
