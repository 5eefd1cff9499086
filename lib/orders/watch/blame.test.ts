import { expect, test } from 'vitest'
import { newClock } from '@/lib/orders/expected/clock'
import { newOrderWay } from '@/lib/orders/expected/order-way'
import { newShopRecord } from '@/lib/orders/expected/shop-record'
import { newLetIn } from '@/lib/orders/missing/let-in'
import { newBlame } from './blame'
import type { Candidate } from './shop-state'

const noonMs = Date.UTC(2026, 10, 24, 12)
const none = { visits: 0, ordered: 0, lost: { low: 0, estimate: 0, high: 0 } }

function blame() {
  const clockOf = newClock('UTC')
  const record = newShopRecord({ steps: 3, isOpen: () => true, clockOf })
  const { culpritAmong } = newBlame({
    record,
    way: newOrderWay(),
    letIn: newLetIn(),
    costOf: () => none,
    areDue: () => true,
    isShut: () => false,
  })
  return (candidates: Candidate[]) => culpritAmong(candidates)?.culprit ?? null
}

const slow = (
  path: string,
  low: number,
  estimate: number,
  more: Partial<Candidate> = {},
): Candidate => ({
  ...{
    key: path,
    failure: 'slow' as const,
    method: 'GET',
    path,
    route: '',
    isOneOfMany: false,
    isOnOthers: false,
  },
  ...{ step: 1, isStatic: false, status: 200, sinceMs: noonMs, lastMs: noonMs },
  ...{
    failures: 10,
    answered: 0,
    failedInRow: 10,
    afterMs: Number.NaN,
    isUnasked: false,
    isCallback: false,
    usualStatus: null,
    answeredSince: 0,
    otherFailures: 0,
    outcomes: { failed: 10, answered: 0, answeredSince: 0 },
  },
  ...{
    seemsOver: false,
    among: null,
    visits: 10,
    ordered: 0,
    lost: { low, estimate, high: 2 * estimate },
  },
  ...more,
})

test('of requests that slow down together the first keeps its name while another hardly cost more', () => {
  const culpritAmong = blame()
  expect(culpritAmong([slow('/pay', 2, 5), slow('/', 1, 3)])?.path).toBe('/pay')
  expect(culpritAmong([slow('/', 4, 8), slow('/pay', 3, 6)])?.path).toBe('/pay')
  expect(culpritAmong([slow('/', 9, 16), slow('/pay', 3, 6)])?.path).toBe('/')
  expect(culpritAmong([slow('/pay', 5, 17), slow('/', 4, 16)])?.path).toBe('/')
})

test('what is slow gives way to what fails', () => {
  const culpritAmong = blame()
  expect(culpritAmong([slow('/pay', 2, 5)])?.path).toBe('/pay')
  const error = slow('/', 3, 6, { failure: 'error', status: 500 })
  expect(culpritAmong([error, slow('/pay', 2, 5)])?.path).toBe('/')
})

test('once it is slow no more, the dearest is named', () => {
  const culpritAmong = blame()
  culpritAmong([slow('/pay', 2, 5)])
  expect(culpritAmong([slow('/', 1, 3)])?.path).toBe('/')
})

test.each<[string, number, number, number, boolean]>([
  ['strays among many good answers, and perhaps an order lost', 4, 276, 0, false],
  ['a tenth of the answers', 4, 36, 0, true],
  ['few of many, and surely half an order lost', 4, 276, 0.6, true],
])('%s', (_, failed, answered, low, isNamed) => {
  const outcomes = { failed, answered, answeredSince: 0 }
  for (const [failure, status] of [['error', 500] as const, ['refused', 409] as const]) {
    const candidate = slow('/pay', low, low + 1, { failure, status, outcomes })
    expect(blame()([candidate]) !== null).toBe(isNamed)
  }
})

test('of one country alone few of many are refused: it is named', () => {
  const outcomes = { failed: 4, answered: 276, answeredSince: 0 }
  const others = { visits: 270, met: 0 }
  const among = { by: 'country', value: 'PL', name: 'Poland', visits: 4, met: 4, others } as const
  const refused = slow('/pay', 0, 1, { failure: 'refused', status: 403, outcomes, among })
  expect(blame()([refused])?.among).toEqual(among)
})
