import { expect, test } from 'vitest'
import { tomorrowAtEight } from './mute-form'

test.each([
  ['2026-11-20T12:00Z', 'UTC', '2026-11-21T08:00Z'],
  ['2026-11-20T23:30Z', 'Europe/Berlin', '2026-11-22T07:00Z'],
  ['2026-11-20T02:00Z', 'America/New_York', '2026-11-20T13:00Z'],
  // The clock is put back in the night between.
  ['2026-10-24T12:00Z', 'Europe/Berlin', '2026-10-25T07:00Z'],
])('tomorrow 08:00 at %s in %s is %s', (now, zone, expected) => {
  expect(tomorrowAtEight({ nowMs: Date.parse(now), zone })).toBe(Date.parse(expected))
})
