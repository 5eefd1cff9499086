import { describe, expect, test } from 'vitest'
import {
  isChangeDay,
  isZone,
  momentAt,
  offsetText,
  readChosen,
  wallOf,
  writeChosen,
  zoneOf,
  zoneWords,
} from './zone'

const berlin = 'Europe/Berlin'
const at = (text: string) => Date.parse(text)

test.each([
  ['2026-07-01T12:00Z', berlin, 'UTC+2'],
  ['2026-12-01T12:00Z', berlin, 'UTC+1'],
  ['2026-12-01T12:00Z', 'America/St_Johns', 'UTC−3:30'],
  ['2026-12-01T12:00Z', 'Asia/Kathmandu', 'UTC+5:45'],
  ['2026-12-01T12:00Z', 'Europe/London', 'UTC'],
])('at %s %s is %s', (when, zone, text) => expect(offsetText(at(when), zone)).toBe(text))

describe('a clock and its moments', () => {
  test.each([
    ['2026-07-01T12:00Z', berlin, '2026-07-01T10:00Z'],
    ['2026-12-01T12:00Z', 'Asia/Tokyo', '2026-12-01T03:00Z'],
    // Twice: the first.
    ['2026-10-25T02:30Z', berlin, '2026-10-25T00:30Z'],
    // Never: as it would have gone on.
    ['2026-03-29T02:30Z', berlin, '2026-03-29T01:30Z'],
  ])('%s on the wall of %s is %s', (wall, zone, moment) => {
    expect(momentAt(at(wall), zone)).toBe(at(moment))
  })

  test('a moment is found again from its clock', () => {
    for (const zone of [berlin, 'America/New_York', 'Australia/Lord_Howe', 'UTC'])
      for (let ms = at('2026-01-01T00:00Z'); ms < at('2027-01-01T00:00Z'); ms += 86_400_000 * 3)
        expect(momentAt(wallOf(ms, zone), zone)).toBe(ms)
  })
})

test.each([
  ['2026-10-25T08:00Z', berlin, true],
  ['2026-10-24T21:59Z', berlin, false],
  ['2026-10-24T22:00Z', berlin, true],
  ['2026-10-25T23:00Z', berlin, false],
  ['2026-03-29T00:30Z', berlin, true],
  ['2026-10-25T08:00Z', 'UTC', false],
])('whether the clock is changed on the day of %s in %s: %j', (when, zone, is) => {
  expect(isChangeDay(at(when), zone)).toBe(is)
})

test.each([
  ['2026-11-01T00:00Z', '2026-11-02T00:00Z', 'UTC', 'UTC'],
  ['2026-11-01T00:00Z', '2026-11-02T00:00Z', berlin, 'Europe/Berlin (UTC+1)'],
  [
    '2026-10-20T00:00Z',
    '2026-10-27T00:00Z',
    berlin,
    'Europe/Berlin (UTC+2, from 25 Oct 02:00 UTC+1)',
  ],
])('from %s to %s the times are in %s: %s', (from, to, zone, words) => {
  expect(zoneWords(zone, { fromMs: at(from), toMs: at(to) })).toBe(words)
})

test('a choice is kept and read back; nonsense is the browser’s own zone', () => {
  for (const chosen of [
    { choice: 'browser', browser: berlin },
    { choice: 'server', browser: berlin },
    { choice: 'UTC', browser: null },
  ] as const)
    expect(readChosen(writeChosen(chosen))).toEqual(chosen)
  expect(readChosen(undefined)).toEqual({ choice: 'browser', browser: null })
  expect(readChosen('mars:Olympus/Mons')).toEqual({ choice: 'browser', browser: null })
  expect(readChosen('%E0%A4%A').choice).toBe('browser')
  expect(isZone('Olympus/Mons')).toBe(false)
})

test.each([
  ['browser', berlin, berlin],
  ['browser', null, 'Asia/Tokyo'],
  ['server', berlin, 'Asia/Tokyo'],
  ['UTC', berlin, 'UTC'],
] as const)('%s with a browser in %s is %s', (choice, browser, zone) => {
  expect(zoneOf({ choice, browser }, 'Asia/Tokyo')).toBe(zone)
})
