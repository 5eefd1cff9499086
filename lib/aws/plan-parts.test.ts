import { describe, expect, test } from 'vitest'
import { hourMs, minuteMs } from '@/lib/time'
import { windowOf } from '@/lib/window'
import { type KeptPart, keep, type PartsKept, planOf, rulerOf } from './plan-parts'

const at = (time: string) => Date.parse(`2026-11-20T${time}Z`)
const timeOf = (ms: number) => new Date(ms).toISOString().slice(8, 16).replace('T', ' ')
const noon = windowOf('24h', at('12:17'))

/** What is asked, as `from to width` in minutes. */
const asked = (kept: PartsKept, window: typeof noon, nowMs: number, lagMs?: number) =>
  planOf(kept, rulerOf(window, nowMs), nowMs, lagMs).asks.map((ranges) =>
    ranges.map(
      ({ fromMs, toMs, partMs }) => `${timeOf(fromMs)} – ${timeOf(toMs)} by ${partMs / minuteMs}`,
    ),
  )

/** Answers all that a window asks for. */
function answer(kept: PartsKept, window: typeof noon, nowMs: number, lagMs?: number) {
  for (const ranges of planOf(kept, rulerOf(window, nowMs), nowMs, lagMs).asks) {
    const parts = ranges.flatMap(({ fromMs, toMs, partMs }) =>
      Array.from(
        { length: (toMs - fromMs) / partMs },
        (_, nth): KeptPart => ({
          fromMs: fromMs + nth * partMs,
          toMs: fromMs + (nth + 1) * partMs,
          rows: [],
          askedMs: nowMs,
          bytesScanned: 0,
          usedMs: nowMs,
        }),
      ),
    )
    keep(kept, parts)
  }
}

describe('a day', () => {
  test('is asked in half hours, its newest two hours more closely', () => {
    expect(asked(new Map(), noon, at('12:17'))).toEqual([
      ['19 12:00 – 20 10:00 by 30', '20 10:00 – 20 12:15 by 5', '20 12:15 – 20 12:17 by 1'],
    ])
  })

  test('a minute later only what may still come is asked again', () => {
    const kept: PartsKept = new Map()
    answer(kept, noon, at('12:17'))
    expect(asked(kept, windowOf('24h', at('12:18')), at('12:18'))).toEqual([
      ['20 12:10 – 20 12:15 by 5', '20 12:15 – 20 12:18 by 1'],
    ])
  })

  test('the closer look at its end is of the same parts', () => {
    const kept: PartsKept = new Map()
    answer(kept, noon, at('12:17'))
    const latest = { fromMs: at('10:15'), toMs: at('12:17'), binMs: 5 * minuteMs }
    expect(asked(kept, latest, at('12:17'))).toEqual([])
  })

  test('a wider window asks for what lies before', () => {
    const kept: PartsKept = new Map()
    answer(kept, windowOf('3h', at('12:17')), at('12:17'))
    expect(asked(kept, noon, at('12:17'))).toEqual([['19 12:00 – 20 09:30 by 30']])
  })

  test('what was asked is looked at once more when it is an hour old, and six', () => {
    const kept: PartsKept = new Map()
    answer(kept, noon, at('12:17'))
    const looks = (time: string) =>
      asked(kept, noon, at(time), 3 * minuteMs)
        .flat()
        .filter((range) => !range.startsWith('20 12'))
    expect(looks('12:32')).toEqual([])
    // The one of six hours first: a look at a time.
    for (const [time, look] of [
      ['12:33', '20 06:00 – 20 06:30 by 30'],
      ['12:34', '20 11:00 – 20 11:30 by 5'],
    ] as const) {
      expect(looks(time)).toEqual([look])
      answer(kept, noon, at(time), 3 * minuteMs)
    }
    expect(looks('12:35')).toEqual([])
  })
})

test('a day ago is asked to the end of its half hour, so that the next minutes are known', () => {
  const kept: PartsKept = new Map()
  const dayAgo = (minute: number) => ({
    fromMs: at('09:15') - 24 * hourMs,
    toMs: at('12:17') - 24 * hourMs + minute * minuteMs,
    binMs: 5 * minuteMs,
  })
  expect(asked(kept, dayAgo(0), at('12:17'))).toEqual([
    ['19 09:15 – 19 12:00 by 5', '19 12:00 – 19 12:30 by 1'],
  ])
  answer(kept, dayAgo(0), at('12:17'))
  for (const minute of [1, 12, 13]) expect(asked(kept, dayAgo(minute), at('12:30'))).toEqual([])
  expect(asked(kept, dayAgo(14), at('12:31'))).toHaveLength(1)
})
