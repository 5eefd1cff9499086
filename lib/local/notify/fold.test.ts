import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { type Placed, placeChange, windowMs } from './fold'

const at = (clock: string) => Date.parse(`2026-11-24T${clock}:00Z`)
const clockOf = (ms: number) => new Date(ms).toISOString().slice(11, 16)

/** Places changes that are heard of at once; gives for each `alone` or when it is told with others. */
function placed(clocks: string[], heardMs = (ms: number) => ms): string[] {
  const before: Placed[] = []
  return clocks.map((clock) => {
    const place = placeChange(before.slice(0, 3), at(clock), heardMs(at(clock)))
    if (place.windowMs !== null) before.unshift({ ...place, windowMs: place.windowMs })
    return place.foldedUntilMs === null ? 'alone' : clockOf(place.foldedUntilMs)
  })
}

test.each([
  ['a single one', ['10:00'], ['alone']],
  ['three in 15 minutes', ['10:00', '10:05', '10:14'], ['alone', 'alone', 'alone']],
  [
    'the fourth waits for their end',
    ['10:00', '10:01', '10:02', '10:03', '10:14'],
    ['alone', 'alone', 'alone', '10:15', '10:15'],
  ],
  [
    'the end itself is not in them',
    ['10:00', '10:01', '10:02', '10:15', '10:16', '10:17', '10:18'],
    ['alone', 'alone', 'alone', 'alone', 'alone', 'alone', '10:30'],
  ],
  [
    'after a fold all are folded, the first too',
    ['10:00', '10:01', '10:02', '10:03', '10:16', '10:29'],
    ['alone', 'alone', 'alone', '10:15', '10:30', '10:30'],
  ],
  [
    'and so on, for as long as something changes in each 15 minutes',
    ['10:00', '10:01', '10:02', '10:03', '10:16', '10:31', '10:59'],
    ['alone', 'alone', 'alone', '10:15', '10:30', '10:45', '11:00'],
  ],
  [
    'quiet for 15 minutes ends it',
    ['10:00', '10:01', '10:02', '10:03', '10:30'],
    ['alone', 'alone', 'alone', '10:15', 'alone'],
  ],
  [
    'a little earlier than the one before, as clocks do',
    ['10:05', '10:04', '10:06', '10:05'],
    ['alone', 'alone', 'alone', '10:20'],
  ],
  [
    'a clock that was set far back begins anew',
    ['10:05', '10:06', '10:07', '03:00', '03:01'],
    ['alone', 'alone', 'alone', 'alone', 'alone'],
  ],
])('%s', (_, clocks, expected) => {
  expect(placed(clocks)).toEqual(expected)
})

test('heard of late, all are told at once together', () => {
  const heardMs = at('12:00')
  expect(placed(['10:00', '10:20', '11:44'], () => heardMs)).toEqual(['12:00', '12:00', '12:00'])
})

test('a late one is no flapping: the next is told alone', () => {
  expect(placeChange([], at('11:59'), at('12:00'))).toEqual({
    windowMs: at('11:59'),
    foldedUntilMs: null,
  })
  expect(placeChange([], at('11:45'), at('11:45') + windowMs).foldedUntilMs).toBeNull()
  expect(placeChange([], at('11:45'), at('11:45') + windowMs + minuteMs).windowMs).toBeNull()
})
