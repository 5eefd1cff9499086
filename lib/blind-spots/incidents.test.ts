import { describe, expect, test } from 'vitest'
import {
  costlyOf,
  type FailingIncident,
  failingIncidents,
  missedIn,
  seenMinutes,
  silencesIn,
} from './incidents'
import type { ToldIncident } from './told-by-orders'

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

const hour = { fromMs: at(600), toMs: at(660) }
const lost = { low: 21, estimate: 31, high: 42 }
const told: ToldIncident = {
  ...{ id: 'x', ...hour, visits: 244, lost },
  ordersStopped: true,
  requests: [{ request: '/pay', status: 500 }],
}
const range = { fromMs: at(0), toMs: at(1440) }
const [during, before, beside] = [
  failures([[610, 9]]),
  failures([[10, 9]]),
  failures([[610, 9]], '/cart'),
].flatMap(failingIncidents)
if (!during || !before || !beside) throw new Error('no incident')

test.each<[what: string, incident: Partial<ToldIncident>, failing: FailingIncident[], is: boolean]>(
  [
    ['none came', {}, [], true],
    ['none came, and the request to blame is told', {}, [during], true],
    ['fewer came', { ordersStopped: false }, [], true],
    ['fewer came, and the request to blame is told', { ordersStopped: false }, [during], false],
    ['fewer came, and another request failed', { ordersStopped: false }, [beside], true],
    ['perhaps none was missed', { ordersStopped: false, lost: { ...lost, low: 0.2 } }, [], false],
    ['what was missed is not known', { ordersStopped: false, lost: null }, [], false],
    ['none came at another time', { fromMs: at(2_000), toMs: at(2_010) }, [], false],
  ],
)('orders are missing: %s', (_, incident, failing, is) => {
  expect(silencesIn([{ ...told, ...incident }], failing, range)).toHaveLength(is ? 1 : 0)
})

test('of an incident that began before a range and lasts, its full minutes within', () => {
  const [silence] = silencesIn([{ ...told, fromMs: at(-5), toMs: at(3) + 20_000 }], [], range)
  expect(silence).toMatchObject({ fromMs: at(0), toMs: at(4), visits: 244 })
  expect(silence?.minutes).toEqual([0, 1, 2, 3].map(at))
})

test('a request that failed has cost what the incident says that blames it, and no other', () => {
  const lossOf = (failed: FailingIncident) => missedIn(costlyOf(failed, [told]))
  expect([during, before, beside].map(lossOf)).toEqual([lost, null, null])
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
