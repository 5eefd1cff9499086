import { describe, expect, test } from 'vitest'
import type { VisitRequest } from '@/lib/visits/visits'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'
import { evening, firstTrouble, noon } from './testdata/thursday'

const toMs = moment(3, '15:00')
const order = '/cafe/processOrder.php'

/** Each visit's first request for a path from noon on is refused, and asked again some seconds later. */
function refusedFirst(path: string, status: number, { isServed = true } = {}): VisitRequest[] {
  return cafeLog({ untilMs: toMs }).flatMap((line) => {
    if (line.path !== path || line.timeMs < noon) return [line]
    const again = { ...line, timeMs: line.timeMs + 5_000 }
    return [{ ...line, status }, isServed ? again : { ...again, status }]
  })
}

describe('what is refused, and answered well to the same visit some seconds later, is no failure', () => {
  test.each([
    ['a firewall’s challenge on the first page', '/cafe/', 403],
    ['an app whose token has run out', order, 401],
  ])('%s: calm', (_, path, status) => {
    const reports = tell(refusedFirst(path, status), noon, evening)
    expect(new Set(reports.map(({ tone }) => tone))).toEqual(new Set(['calm']))
    expect(reports.map(({ lostOrders }) => lostOrders)).toEqual(reports.map(() => null))
  })

  test('where it stays refused, that is said within five orders', () => {
    const log = refusedFirst(order, 401, { isServed: false })
    const refused = log.filter(({ status }) => status === 401).map(({ timeMs }) => timeMs)
    const first = firstTrouble(tell(log, noon, evening))
    expect(first?.culprit).toMatchObject({ request: order, status: 401 })
    expect(refused.filter((ms) => ms < (first?.atMs ?? Infinity)).length).toBeLessThanOrEqual(10)
  })
})
