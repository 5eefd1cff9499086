import { expect, test } from 'vitest'
import type { Outcomes } from '@/lib/orders/failing/group-outcomes'
import type { Candidate, ShopState, SituationKind } from '@/lib/orders/watch/shop-watch'
import { shopValues } from './shop-metrics'
import { newToldMinutes } from './told-minutes'

const lost = (low: number) => ({ low, estimate: low + 1, high: low + 2 })

test.each<[kind: SituationKind, low: number, values: (0 | 1 | null)[]]>([
  ['ok', 0, [0, 0, 0]],
  ['quiet', 0, [0, 0, 0]],
  ['no-traffic', 9, [1, null, null]],
  ['orders-stopped', 9, [0, 1, null]],
  ['orders-low', 9, [0, null, 1]],
  ['failing', 2, [0, null, 1]],
  ['failing', 0.2, [0, null, null]],
  ['not-configured', 0, [0, null, null]],
  ['not-understood', 0, [0, null, null]],
  ['unknown', 0, [null, null, null]],
])('%s, at least %d orders lost', (kind, low, values) => {
  expect(Object.values(shopValues({ kind, lost: lost(low) }))).toEqual(values)
})

test('a trouble that ended without an order keeps its alarm, and so do orders that may be missing', () => {
  const values = shopValues({ kind: 'quiet', lost: null, unprovenMs: at('11:50') })
  expect(Object.values(values)).toEqual([0, null, null])
  const late = shopValues({ kind: 'quiet', lost: null, lateMs: at('11:50') })
  expect(Object.values(late)).toEqual([0, null, null])
})

test('what comes and goes keeps its alarm while it may come back: nobody is told each time', () => {
  const comesBack = { times: 3, isSilence: true } as ShopState['comesBack']
  const values = shopValues({ kind: 'quiet', lost: null, comesBack })
  expect(Object.values(values)).toEqual([null, null, null])
})

test.each<[what: string, outcomes: Outcomes, isOver: boolean, low: 1 | null]>([
  ['nearly always', { failed: 28, answered: 2, answeredSince: 0 }, false, 1],
  ['nearly always, and not any more', { failed: 28, answered: 6, answeredSince: 4 }, false, null],
  ['now and then', { failed: 28, answered: 84, answeredSince: 5 }, false, 1],
  ['now and then, and not for long', { failed: 28, answered: 114, answeredSince: 30 }, false, null],
  ['not for some minutes', { failed: 28, answered: 2, answeredSince: 0 }, true, null],
])(
  'whether people are told of the orders that a request costs which failed %s',
  (_, outcomes, seemsOver, low) => {
    const culprit = { outcomes, among: null } as Candidate
    const values = shopValues({ kind: 'failing', lost: lost(2), culprit, seemsOver })
    expect(values['Orders-Low']).toBe(low)
  },
)

const at = (time: string) => Date.parse(`2026-11-20T${time}:00Z`)

test('of the past the changes are told, the minutes in trouble, and one an hour; of now every minute', () => {
  const minutes = newToldMinutes(() => at('12:00'))
  const told = (time: string, kind: SituationKind) =>
    minutes.addAgain(at(time), shopValues({ kind, lost: null }))
  told('08:00', 'ok')
  told('08:01', 'ok')
  told('08:59', 'orders-stopped')
  told('09:00', 'orders-stopped')
  told('09:01', 'ok')
  told('09:02', 'ok')
  told('10:02', 'ok')
  told('11:58', 'ok')
  told('11:59', 'ok')
  const stopped = minutes.waiting().filter(({ metric }) => metric === 'Orders-Stopped')
  expect(
    stopped.map(({ startMs, value }) => [new Date(startMs).toISOString().slice(11, 16), value]),
  ).toEqual([
    ['07:59', 0],
    ['08:58', 1],
    ['08:59', 1],
    ['09:00', 0],
    ['10:01', 0],
    ['11:57', 0],
    ['11:58', 0],
  ])
  expect(minutes.newestMs()).toBe(at('11:59'))
  minutes.drop(stopped)
  expect(minutes.waiting().every(({ metric }) => metric !== 'Orders-Stopped')).toBe(true)
})

test('what is older than two weeks is not told: CloudWatch would not take it', () => {
  const minutes = newToldMinutes(() => at('12:00') + 15 * 86_400_000)
  minutes.addAgain(at('12:00'), shopValues({ kind: 'ok', lost: null }))
  expect(minutes.waiting()).toEqual([])
})
