import { expect, test } from 'vitest'
import type { TailLine, TailUpdate } from '@/lib/tail'
import { maxEntries, nextLines, noLines, type TailChange, type TailLines } from './lines'
import { missing } from './status'

const line = (message: string): TailLine => ({ timestampMs: 0, request: null, message, cut: 0 })
const update = (count: number, more: Partial<TailUpdate> = {}): TailUpdate => ({
  kind: 'lines',
  lines: Array.from({ length: count }, () => line('x')),
  sampled: false,
  leftOut: 0,
  skipped: 0,
  ...more,
})
const arrived = (count: number, hold = false, more: Partial<TailUpdate> = {}): TailChange => ({
  kind: 'arrived',
  update: update(count, more),
  hold,
})
const released: TailChange = { kind: 'released' }
const cleared: TailChange = { kind: 'cleared' }
const after = (...changes: TailChange[]) => changes.reduce(nextLines, noLines)
const sizes = ({ shown, waiting, arrived, dropped }: TailLines) => [
  shown.length,
  waiting.length,
  arrived,
  dropped,
]

test.each([
  ['lines are shown', [arrived(3)], [3, 0, 3, 0]],
  ['held, they wait and are counted', [arrived(3), arrived(2, true)], [3, 2, 5, 0]],
  ['and come when the list goes on', [arrived(3), arrived(2, true), released], [5, 0, 5, 0]],
  ['the oldest make room', [arrived(maxEntries), arrived(10)], [maxEntries, 0, maxEntries + 10, 0]],
  [
    'what waits too long is counted',
    [arrived(maxEntries, true), arrived(7, true)],
    [0, maxEntries, maxEntries + 7, 7],
  ],
  ['cleared, it begins anew', [arrived(3), arrived(2, true), cleared], [0, 0, 0, 0]],
])('%s', (_, changes, expected) => expect(sizes(after(...changes))).toEqual(expected))

test('an entry keeps its number for ever, through gaps and clearing too', () => {
  const lines = after(arrived(2), cleared, arrived(1), {
    kind: 'gap',
    fromMs: 1,
    toMs: 2,
    hold: false,
  })
  expect(lines.shown.map(({ n }) => n)).toEqual([2, 3])
})

test('a second without anything changes nothing, so that nothing is drawn', () => {
  const lines = after(arrived(3))
  expect(nextLines(lines, arrived(0))).toBe(lines)
})

test.each([
  [arrived(500, false, { sampled: true, leftOut: 100 }), ['100 lines left out']],
  [
    arrived(500, false, { sampled: true, leftOut: null }),
    ['1 second: CloudWatch left out an unknown number'],
  ],
  [
    arrived(500, false, { sampled: true, leftOut: 1, skipped: 9 }),
    ['1 line left', '9 lines arrived'],
  ],
  [arrived(500), []],
])('what is not shown is said', (change, expected) => {
  const said = missing(after(change))
  expect(said).toHaveLength(expected.length)
  for (const [at, text] of expected.entries()) expect(said[at]).toContain(text)
})
