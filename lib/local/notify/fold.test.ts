import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { type Scheduled, schedule, windowMs } from './fold'

const at = (clock: string) => Date.parse(`2026-11-24T${clock}:00Z`)
const clockOf = (ms: number) => new Date(ms).toISOString().slice(11, 16)

/** Schedules changes; gives for each `alone`, or when the message that it shares is due. */
function scheduled(clocks: string[], noticedMs = (ms: number) => ms): string[] {
  const before: Scheduled[] = []
  return clocks.map((clock) => {
    const { windowStartMs, foldedUntilMs } = schedule(
      before.slice(0, 3),
      at(clock),
      noticedMs(at(clock)),
    )
    if (windowStartMs !== null) before.unshift({ windowStartMs, foldedUntilMs })
    return foldedUntilMs === null ? 'alone' : clockOf(foldedUntilMs)
  })
}

test.each([
  ['a single change', ['10:00'], ['alone']],
  ['three in 15 minutes', ['10:00', '10:05', '10:14'], ['alone', 'alone', 'alone']],
  [
    'the fourth waits for the end of the window',
    ['10:00', '10:01', '10:02', '10:03', '10:14'],
    ['alone', 'alone', 'alone', '10:15', '10:15'],
  ],
  [
    'the end itself is in the next window',
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
    '15 minutes without a change end it',
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
  expect(scheduled(clocks)).toEqual(expected)
})

test('changes that are noticed late share a message that is due at once', () => {
  const noticedMs = at('12:00')
  expect(scheduled(['10:00', '10:20', '11:44'], () => noticedMs)).toEqual([
    '12:00',
    '12:00',
    '12:00',
  ])
})

test('a late change is not flapping: the next gets a message of its own', () => {
  expect(schedule([], at('11:59'), at('12:00'))).toEqual({
    windowStartMs: at('11:59'),
    foldedUntilMs: null,
  })
  expect(schedule([], at('11:45'), at('11:45') + windowMs).foldedUntilMs).toBeNull()
  expect(schedule([], at('11:45'), at('11:45') + windowMs + minuteMs).windowStartMs).toBeNull()
})
