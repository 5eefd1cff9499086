import { expect, test } from 'vitest'
import { newReaders, noLogSettings } from '@/lib/access-log/declared/readers'
import { newReaderState } from '@/lib/access-log/line-reader'
import { newHeaderReader } from './log-reader'

const nowMs = Date.parse('2026-11-26T10:00:00Z')
const short = '#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status'
const long = '#Fields: time sc-status cs-uri-stem cs-method c-ip date cs(User-Agent) time-taken'
const ofShort = '2026-11-26 09:00:00 203.0.113.7 GET /Packs/A.aspx - 200'
const ofLong = '09:00:01 302 /Cart.aspx POST 203.0.113.8 2026-11-26 Mozilla/5.0+(X11) 31'
const usual =
  '2026-11-26 09:00:02 10.0.0.1 GET /Default.aspx - 443 - 203.0.113.9 Mozilla/5.0 - 200 0 0 12'

function readerOf(headers: () => readonly string[]) {
  const readers = newReaders(noLogSettings, () => nowMs)
  let ms = nowMs
  return newHeaderReader({
    headers,
    readerUnder: (header) => readers('group', { ...newReaderState(), header }),
    now: () => {
      ms += 2_000
      return ms
    },
  })
}

const said = (reading: ReturnType<ReturnType<typeof readerOf>['read']>) =>
  reading.kind === 'request'
    ? [reading.fields.method, reading.fields.request, reading.fields.status]
    : reading.kind

test.each([
  ['columns that somebody chose', [short], [ofShort, ofShort], 'GET /Packs/A.aspx 200'],
  [
    'two files with different columns, mixed',
    [short, long],
    [ofShort, ofLong],
    'POST /Cart.aspx 302',
  ],
  ['and back', [long, short], [ofLong, ofShort], 'GET /Packs/A.aspx 200'],
  ['IIS’s own columns, without a header', [], [usual], 'GET /Default.aspx 200'],
  ['IIS’s own columns beside chosen ones', [short], [ofShort, usual], 'GET /Default.aspx 200'],
])('%s are read', (_, headers, lines, last) => {
  const reader = readerOf(() => headers)
  const read = lines.map((line) => said(reader.read(line)))
  expect(read.every(Array.isArray)).toBe(true)
  expect((read.at(-1) as string[]).join(' ')).toBe(last)
})

test('a header that is known only later counts from then on', () => {
  let headers: string[] = []
  const reader = readerOf(() => headers)
  expect(said(reader.read(ofLong))).toBe('notUnderstood')
  headers = [long]
  expect(said(reader.read(ofLong))).toEqual(['POST', '/Cart.aspx', '302'])
})

test('what fits no header is no request', () => {
  expect(said(readerOf(() => [short, long]).read('PHP Warning: nothing here'))).toBe(
    'notUnderstood',
  )
})
