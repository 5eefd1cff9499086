import { expect, test } from 'vitest'
import { newReaders, noLogSettings } from '@/lib/access-log/declared/readers'
import { newVisitLines } from './visit-lines'

const nowMs = Date.parse('2026-11-20T12:00:00Z')
const reader = () => newReaders(noLogSettings, () => nowMs)('log')
const place = { country: 'DE' }
const line =
  '192.0.2.1 - - [20/Nov/2026:11:00:00 +0000] "GET /cafe?a=1 HTTP/1.1" 200 7 "-" "Firefox"'

test('a request has its country from where its address is', () => {
  const lineOf = newVisitLines(reader(), () => place)
  expect(lineOf(line)).toMatchObject({
    timeMs: nowMs - 3_600_000,
    client: '192.0.2.1',
    path: '/cafe',
    query: '?a=1',
    status: 200,
    country: 'DE',
  })
})

test('a country in the line goes before where the address is', () => {
  const json =
    '{"time":"2026-11-20T11:00:00Z","remoteIP":"192.0.2.1","method":"GET","request":"/","status":"200","country":"FR"}'
  expect(newVisitLines(reader(), () => place)(json)).toMatchObject({ country: 'FR' })
})

test('what took long is an answer, and no WebSocket', () => {
  const took = (status: number) =>
    newVisitLines(reader(), () => null)(`${line.replace(' 200 7', ` ${status} 7`)} 900000000`)
  expect(took(200)).toMatchObject({ durationMs: 900_000 })
  expect(took(101)).toMatchObject({ durationMs: null })
})

test('a line that is no request has the time of the one before it', () => {
  const lineOf = newVisitLines(reader(), () => null)
  expect(lineOf('Fatal error')).toEqual({ timeMs: 0 })
  lineOf(line)
  expect(lineOf('Fatal error')).toEqual({ timeMs: nowMs - 3_600_000 })
})

test('an empty line is not counted', () => {
  expect(newVisitLines(reader(), () => null)('')).toBeNull()
})

test('a plain line says by the short way what it says by the long one', () => {
  const json = (path: string) =>
    `{"time":"2026-11-20T11:00:00.000Z","process":"1500","remoteIP":"192.0.2.1","request":"${path}","query":"?a=1","method":"GET","status":"200","userAgent":"Firefox","referer":"-"}`
  const long = `${line.slice(0, -1)} ${'x'.repeat(9_000)}"`
  for (const lines of [
    [line, line.replace('/cafe', '/menu'), line.replace('/cafe', '/café'), `${line} 1500`, long],
    [json('/cafe'), json('/menu'), json('/café'), json('/men\\u00fc')],
  ]) {
    const short = reader()
    const lineOf = newVisitLines(short, () => place)
    const alone = lines.map((text) =>
      newVisitLines({ ...reader(), readPlain: () => null }, () => place)(text),
    )
    expect(lines.map(lineOf)).toEqual(alone)
  }
})
