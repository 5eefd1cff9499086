import { expect, test } from 'vitest'
import { bytes, moment, percent, short } from './format'

test.each([
  [0, '0'],
  [9_999, '9,999'],
  [48_213, '48.2k'],
  [999_499, '999k'],
  [999_999, '1.0M'],
  [2_000_000, '2.0M'],
  [123_456_789, '123M'],
])('%d → %s', (value, text) => expect(short(value)).toBe(text))

test.each([
  [0, '0 %'],
  [0.0004, '< 0.1 %'],
  [0.031, '3.1 %'],
  [0.0995, '10 %'],
  [0.5, '50 %'],
  [1, '100 %'],
])('%d → %s', (share, text) => expect(percent(share).replace('\u00a0', ' ')).toBe(text))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_500, '1.5 kB'],
  [707_507_455, '708 MB'],
])('%d bytes → %s', (value, text) => expect(bytes(value)).toBe(text))

const nowMs = Date.parse('2026-11-24T12:00:00Z')
test.each([
  ['2026-11-24T10:41:00Z', 'UTC', '10:41'],
  ['2026-11-24T10:41:00Z', 'Asia/Tokyo', '19:41'],
  ['2026-11-22T10:41:00Z', 'UTC', 'Sun 22 Nov 10:41'],
  ['2015-05-17T10:41:00Z', 'UTC', '17 May 2015 10:41'],
  ['2026-11-23T23:30:00Z', 'Europe/Berlin', '00:30'],
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', 'Sun 25 Oct 02:30 UTC+2'],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', 'Sun 25 Oct 02:30 UTC+1'],
])('%s in %s is %s', (at, zone, text) => {
  expect(moment(Date.parse(at), nowMs, zone).replace(',', '')).toBe(text)
})
