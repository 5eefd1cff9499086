import { expect, test } from 'vitest'
import { dayMs } from '@/lib/time'
import { UsualDays } from './usual-days'

/** The share that is usual after days of so many failures among so many requests, and one day more. */
function after(...days: readonly (readonly [bad: number, all: number])[]) {
  const usual = new UsualDays(3)
  for (const [day, [bad, all]] of [...days, [0, 1] as const].entries())
    for (let at = 0; at < all; at += 1) usual.add(at < bad, day * dayMs + at)
  return usual.share
}

test.each<[string, [number, number][], number]>([
  [
    'two days are no habit',
    [
      [50, 100],
      [50, 100],
    ],
    0,
  ],
  [
    'half of them fails on every day',
    [
      [50, 100],
      [60, 100],
      [55, 100],
    ],
    0.5,
  ],
  [
    'one good day is enough for a trouble to have begun',
    [
      [50, 100],
      [0, 100],
      [55, 100],
    ],
    0,
  ],
  [
    'days with hardly a request say nothing',
    [
      [50, 100],
      [5, 10],
      [55, 100],
      [60, 100],
    ],
    0.5,
  ],
  [
    'what nearly always fails is broken',
    [
      [99, 100],
      [100, 100],
      [95, 100],
    ],
    0,
  ],
  [
    'only the last days count',
    [
      [0, 100],
      [50, 100],
      [60, 100],
      [55, 100],
    ],
    0.5,
  ],
])('%s', (_, days, share) => expect(after(...days)).toBe(share))

test.each<[string, number, number]>([
  ['after a day on which it went well, for as long as that is kept', 14, 0],
  ['after a day that is forgotten', 3, 0.5],
])('fails since five days, %s', (_, kept, share) => {
  const usual = new UsualDays(kept)
  usual.wasWell()
  for (let day = 0; day < 6; day += 1)
    for (let at = 0; at < 100; at += 1) usual.add(at < 50, day * dayMs + at)
  expect(usual.share).toBe(share)
})
