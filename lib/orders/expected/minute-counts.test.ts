import { expect, test } from 'vitest'
import { minuteMs } from '@/lib/time'
import { MinuteCounts } from './minute-counts'
import { OrderTimes } from './order-times'

test('counts the minutes of a range, and only those that are kept', () => {
  const counts = new MinuteCounts(10)
  for (let minute = 0; minute < 25; minute += 1) {
    counts.clear(minute * minuteMs)
    counts.add(minute * minuteMs)
    counts.add(minute * minuteMs + 59_999)
  }
  const now = 24 * minuteMs
  expect(counts.at(now)).toBe(2)
  expect(counts.sum(20 * minuteMs, now, now)).toBe(8)
  expect(counts.sum(0, now, now)).toBe(18)
  expect(counts.sum(now, now, now)).toBe(0)
})

test('orders after a moment, until another one', () => {
  const orders = new OrderTimes()
  for (const ms of [10, 20, 20, 30]) orders.add(ms)
  expect([...orders.since(10, 30)]).toEqual([30, 20, 20])
  expect(orders.count(20, 30)).toBe(1)
  expect(orders.count(0, 20)).toBe(3)
  expect(orders).toMatchObject({ total: 4, lastMs: 30 })
})

test('of very many orders the latest are kept, and all are counted', () => {
  const orders = new OrderTimes()
  for (let ms = 1; ms <= 30_000; ms += 1) orders.add(ms)
  expect(orders.total).toBe(30_000)
  expect(orders.count(29_000, 30_000)).toBe(1_000)
})
