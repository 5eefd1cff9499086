import { describe, expect, test } from 'vitest'
import { failingIncidents, missedDuring, seenMinutes, silencesIn } from './incidents'

const startMs = Date.parse('2026-11-20T00:00:00Z')
const at = (minute: number) => startMs + minute * 60_000

const failures = (
  minutes: [minute: number, failures: number][],
  request = '/pay',
  status = '500',
) => minutes.map(([minute, count]) => ({ request, status, minute: at(minute), failures: count }))

describe('failures of one URL and status', () => {
  test.each<[string, [number, number][], [from: number, to: number, requests: number][]]>([
    ['a lone one is no incident', [[3, 1]], []],
    [
      'nor are a few over a day',
      [
        [3, 1],
        [100, 1],
        [900, 2],
      ],
      [],
    ],
    ['five in a minute are', [[3, 5]], [[3, 4, 5]]],
    [
      'what comes again soon is the same',
      [
        [3, 2],
        [12, 2],
        [22, 2],
      ],
      [[3, 23, 6]],
    ],
    [
      'what comes again later is another',
      [
        [3, 5],
        [20, 5],
      ],
      [
        [3, 4, 5],
        [20, 21, 5],
      ],
    ],
  ])('%s', (_, minutes, incidents) => {
    expect(
      failingIncidents(failures(minutes).reverse()).map(({ fromMs, toMs, requests }) => [
        (fromMs - startMs) / 60_000,
        (toMs - startMs) / 60_000,
        requests,
      ]),
    ).toEqual(incidents)
  })

  test('others stand for themselves', () => {
    const rows = [
      ...failures([[3, 5]]),
      ...failures([[3, 5]], '/pay', '502'),
      ...failures([[3, 5]], '/cart'),
    ]
    expect(failingIncidents(rows)).toHaveLength(3)
  })
})

/** A day of visits with an order in every second minute, except in the minutes from … to …. */
const day = (visits: (minute: number) => number, withoutOrders: [number, number]) =>
  Array.from({ length: 1440 }, (_, minute) => ({
    minute: at(minute),
    visits: visits(minute),
    orders: minute % 2 === 0 && (minute < withoutOrders[0] || minute >= withoutOrders[1]) ? 1 : 0,
  }))

describe('orders that stop', () => {
  test('while visitors come, they have stopped', () => {
    const [silence, ...others] = silencesIn(day(() => 4, [600, 660]))
    expect(others).toEqual([])
    expect(silence).toMatchObject({ fromMs: at(599), toMs: at(660), visits: 244, missedOrders: 31 })
  })

  test('a night without visits and orders is no incident', () => {
    expect(
      silencesIn(day((minute) => (minute >= 600 && minute < 800 ? 0 : 4), [600, 800])),
    ).toEqual([])
  })

  test('a short pause is chance', () => {
    expect(silencesIn(day(() => 4, [600, 610]))).toEqual([])
  })

  test('visits and not one order in all that is known', () => {
    const rows = day(() => 1, [0, 1440])
    expect(silencesIn(rows)).toMatchObject([{ visits: 1440, missedOrders: 0 }])
    expect(silencesIn(rows.slice(0, 10))).toEqual([])
  })

  test('what failed meanwhile has missed them too', () => {
    const silences = silencesIn(day(() => 4, [600, 660]))
    const [during] = failingIncidents(failures([[610, 9]]))
    const [before] = failingIncidents(failures([[10, 9]]))
    if (!during || !before) throw new Error('no incident')
    expect([missedDuring(during, silences), missedDuring(before, silences)]).toEqual([31, 0])
  })
})

test.each([
  [[3, 4, 5], [[4, 7]], 3],
  [[3, 4, 5], [[5, 6]], 2],
  [[3, 4, 5], [[0, 4]], 0],
  [[3, 4, 5], [[9, 20]], 0],
  [[3, 4, 5], [], 0],
] as const)('of the minutes %j, alarms raised %j saw %i', (minutes, raised, count) => {
  expect(
    seenMinutes(
      minutes.map(at),
      raised.map(([from, to]) => ({ fromMs: at(from), toMs: at(to) })),
    ),
  ).toBe(count)
})
