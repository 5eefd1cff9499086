import { expect, test } from 'vitest'
import { formats } from '../formats'
import { newLineReader } from '../line-reader'
import { mutatedLines } from '../testdata/mutated-lines'
import { clock } from '../testdata/read-lines'
import { fieldsOfPlain } from './plain-request'

const combined =
  '203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "GET /cafe/menu.php?day=1 HTTP/1.1" 200 5123 "https://cafe.example/" "Mozilla/5.0 (X11)"'
const common = '203.0.113.7 - - [26/Nov/2026:09:00:00 +0000] "POST /cafe HTTP/2.0" 304 -'
const [whole = '', apart = ''] = formats.find(({ id }) => id === 'cafewatch-json')?.samples ?? []
const compact = JSON.stringify(JSON.parse(apart))
const minimal =
  '{"time":"2026-11-26T09:00:00Z","protocol":"x","remoteIP":"8.8.8.8","request":"/","method":"GET","status":"200"}'

/** What a line says when it is read after another: by the short way, null when that leaves it; and by the long one. */
function bothWays(before: string, line: string) {
  const reader = newLineReader({ clock })
  reader.read(before)
  const bytes = Buffer.from(`x${line}\nx`)
  const plain = reader.readPlain(bytes, 1, bytes.length - 2)
  const short = plain && {
    kind: 'request',
    timestampMs: plain.timestampMs,
    fields: Object.entries(fieldsOfPlain(plain, bytes)),
    client: plain.client,
    lastMs: reader.state().lastMs,
  }
  const other = newLineReader({ clock })
  const reading = other.read(line)
  if (!short || reading.kind !== 'request') return { short, long: reading }
  const client = reading.fields.remoteIP
    ?.split('.')
    .reduce((sum, part) => sum * 256 + Number(part), 0)
  const { lastMs, format } = other.state()
  expect(format).toBe(reader.state().format)
  return { short, long: { ...reading, fields: Object.entries(reading.fields), client, lastMs } }
}

/** Every line that differs from one in one place. */
function* neighboursOf(line: string): Generator<string> {
  const others = [
    '"',
    '\\',
    ' ',
    '  ',
    '\t',
    '\0',
    '\x1e',
    '\x7f',
    'é',
    ';',
    '?',
    '-',
    '0',
    '9',
    '[',
    ']',
    '/',
    ',',
    ':',
    '.',
    'a',
    'Z',
    '{',
    '}',
  ]
  for (let at = 0; at <= line.length; at += 1) {
    yield line.slice(0, at)
    yield line.slice(0, at) + line.slice(at + 1)
    for (const other of others) {
      yield line.slice(0, at) + other + line.slice(at)
      yield line.slice(0, at) + other + line.slice(at + 1)
    }
  }
}

test.each(Object.entries({ combined, common, whole, apart, compact, minimal }))(
  'a line that is near to a plain one (%s) means the same by the short way, if it is plain',
  (_name, sample) => {
    let plain = 0
    for (const line of neighboursOf(sample)) {
      const { short, long } = bothWays(sample, line)
      if (!short) continue
      plain += 1
      expect(long, line).toEqual(short)
    }
    expect(plain).toBeGreaterThan(200)
  },
)

test('mutated lines mean the same by the short way', () => {
  for (let seed = 0; seed < 1_000; seed += 1) {
    for (const line of mutatedLines(seed)) {
      for (const before of [combined, whole, line]) {
        const { short, long } = bothWays(before, line)
        if (short) expect(long, line).toEqual(short)
      }
    }
  }
})

test.each([combined, common, whole, apart, compact, minimal])(
  'the short way is taken: %s',
  (line) => {
    expect(bothWays(line, line).short).not.toBeNull()
  },
)

test.each([
  ['a time more than a day in the future', combined, combined.replace('2026', '2027')],
  [
    'the same in JSON, by its milliseconds',
    whole,
    whole.replace('26T09:00:00.717', '27T12:00:00.001'),
  ],
  ['a date that does not exist', combined, combined.replace('26/Nov', '31/Nov')],
  ['another form', whole, compact],
  ['something before the line', combined, `<13>${combined}`],
])('the long way is left to decide: %s', (_name, before, line) => {
  expect(bothWays(before, line).short).toBeNull()
})

test('the long way is left to decide where other formats are tried than the usual', () => {
  const reader = newLineReader({ clock, formats: [...formats] })
  reader.read(combined)
  expect(reader.readPlain(Buffer.from(combined), 0, combined.length)).toBeNull()
})

test('milliseconds of the last second before the future are told apart', () => {
  const reader = newLineReader({ clock })
  const at = (time: string) => whole.replace('2026-11-26T09:00:00.717+0000', time)
  reader.read(whole)
  const read = (time: string) => {
    const bytes = Buffer.from(at(time))
    return reader.readPlain(bytes, 0, bytes.length)?.timestampMs ?? null
  }
  const limit = Date.parse('2026-11-27T12:00:00.000Z')
  expect(read('2026-11-27T11:59:59.999Z')).toBe(limit - 1)
  expect(read('2026-11-27T11:59:59.001Z')).toBe(limit - 999)
  expect(read('2026-11-27T12:00:00.000Z')).toBe(limit)
  expect(read('2026-11-27T12:00:00.001Z')).toBeNull()
})

test('once a header names columns, every line is read by the long way', () => {
  const reader = newLineReader({ clock })
  reader.read(combined)
  const bytes = Buffer.from(combined)
  expect(reader.readPlain(bytes, 0, bytes.length)).not.toBeNull()
  reader.read('#Fields: date time c-ip cs-method cs-uri-stem sc-status')
  expect(reader.readPlain(bytes, 0, bytes.length)).toBeNull()
  reader.read(combined)
  expect(reader.readPlain(bytes, 0, bytes.length)).toBeNull()
})
