import { expect, test } from 'vitest'
import { OrderTimes } from '@/lib/orders/expected/order-times'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import { minuteMs } from '@/lib/time'
import { isRecovered } from './recovery'

/** A shop in which an order is expected every two minutes, an hour after orders stopped. */
function recorded(...orderMinutes: number[]): ShopRecord {
  const orders = new OrderTimes()
  for (const at of orderMinutes) orders.add(at * minuteMs)
  const expected = (fromMs: number, toMs: number) => ({
    chance: 0,
    mean: (toMs - fromMs) / minuteMs / 2,
    spread: 0.05,
  })
  return { minute: 60 * minuteMs, orders, evidence: expected } as unknown as ShopRecord
}

test.each<[string, number[], boolean]>([
  ['none', [], false],
  ['one lucky order', [59], false],
  ['two, half an hour apart', [30, 59], false],
  ['one each quarter of an hour', [15, 30, 45, 59], false],
  ['three within five minutes', [56, 58, 59], true],
  ['one every two minutes for the last ten', [51, 53, 55, 57, 59], true],
  ['as many as usual until half an hour ago, none since', [20, 22, 24, 26, 28, 30], false],
])('%s', (_, minutes, recovered) => {
  expect(isRecovered(recorded(...minutes), 0)).toBe(recovered)
})

test('half of the orders came all the while: twice as many must be seen for long', () => {
  const half = Array.from({ length: 12 }, (_, at) => at * 4)
  expect(isRecovered(recorded(...half, 50, 52), 0)).toBe(false)
})
