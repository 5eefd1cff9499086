import { describe, expect, test } from 'vitest'
import { dayMs, hourMs } from '@/lib/time'
import { newClock } from './clock'
import { newHistory } from './history'

const monday = Date.UTC(2026, 10, 2)

/** Visits and the orders of them at each hour of some days. */
function learnt(days: number, of: (hour: number, day: number) => [visits: number, orders: number]) {
  const history = newHistory(1, newClock('UTC'))
  for (let at = 0; at < days * 24; at += 1) {
    const ms = monday + at * hourMs
    const [visits, orders] = of(at % 24, Math.floor(at / 24))
    history.came(0, ms, visits)
    for (let order = 0; order < orders; order += 1) {
      history.ordered(0, ms)
      history.order(ms)
      history.line(ms)
    }
  }
  return history
}
const next = (days: number, hour: number) => monday + days * dayMs + hour * hourMs

describe('the share of visits that order', () => {
  test('nothing is known: little, and very uncertain', () => {
    const { rate, spread } = newHistory(1, newClock('UTC')).conversion(0, monday)
    expect(rate).toBeCloseTo(0.03)
    expect(spread).toBeGreaterThan(0.2)
  })

  test('a fortnight of one in ten', () => {
    const { rate, spread } = learnt(14, () => [100, 10]).conversion(0, next(14, 12))
    expect(rate).toBeCloseTo(0.1, 2)
    expect(spread).toBeLessThan(0.05)
  })

  test('by the hour, where hours differ', () => {
    const history = learnt(14, (hour) => (hour < 8 ? [100, 2] : [100, 20]))
    expect(history.conversion(0, next(14, 3)).rate).toBeLessThan(0.04)
    expect(history.conversion(0, next(14, 15)).rate).toBeGreaterThan(0.18)
  })

  test('hours in which something was wrong do not count', () => {
    const history = learnt(14, (_, day) => (day === 13 ? [100, 0] : [100, 10]))
    for (let hour = 0; hour < 24; hour += 1) history.trouble(next(13, hour))
    expect(history.conversion(0, next(14, 12)).rate).toBeCloseTo(0.1, 2)
  })

  test('what is asked for before says nothing of what is told later', () => {
    const learn = (isAskedBefore: boolean) => {
      const history = learnt(14, (_, day) => (day === 13 ? [100, 0] : [100, 10]))
      if (isAskedBefore) history.conversion(0, next(13, 23))
      for (let hour = 0; hour < 22; hour += 1) history.trouble(next(13, hour))
      return history.conversion(0, next(13, 23))
    }
    expect(learn(true)).toEqual(learn(false))
  })

  test('hours in which orders were missing without a reason do not count, unless most days are so', () => {
    const isNight = (hour: number) => hour < 6
    const learn = (nights: number) => {
      const history = learnt(8, (hour, day) =>
        isNight(hour) && day >= 8 - nights ? [100, 0] : [100, 10],
      )
      for (let day = 8 - nights; day < 8; day += 1)
        for (let hour = 0; hour < 6; hour += 1) history.doubt(next(day, hour))
      return history.usualOrders(next(8, 3), next(8, 4))?.rate
    }
    expect(learn(1)).toBeCloseTo(10, 5)
    expect(learn(8)).toBe(0)
  })

  test('days that differ by more than chance leave more open', () => {
    const steady = learnt(14, () => [100, 10]).conversion(0, next(14, 12))
    const moody = learnt(14, (_, day) => [100, day % 2 === 0 ? 4 : 16]).conversion(0, next(14, 12))
    expect(moody.spread).toBeGreaterThan(4 * steady.spread)
  })
})

describe('the orders that are usual at an hour', () => {
  test('null before a day is known', () => {
    expect(learnt(0, () => [0, 0]).usualOrders(monday, monday + hourMs)).toBeNull()
  })

  test('a part of an hour has its part of them', () => {
    const history = learnt(14, (hour) => [100, hour === 12 ? 12 : 0])
    const from = next(14, 12)
    expect(history.usualOrders(from, from + hourMs / 2)?.rate).toBeCloseTo(6, 1)
    expect(history.usualOrders(next(14, 3), next(14, 4))?.rate).toBe(0)
  })

  test('the same weekday counts more than others', () => {
    // Sundays have no orders; 2 November 2026 is a Monday.
    const closed = (_: number, day: number): [number, number] => [100, day % 7 === 6 ? 0 : 10]
    const sunday = learnt(27, closed).usualOrders(next(27, 12), next(27, 13))?.rate ?? 0
    const saturday = learnt(26, closed).usualOrders(next(26, 12), next(26, 13))?.rate ?? 0
    expect(sunday).toBeLessThan(0.85 * saturday)
  })

  test.each([1, 2, 3])('a weekday that sold nothing sells nothing after %i weeks', (weeks) => {
    const sundays = 7 * weeks + 6
    const history = learnt(sundays, (_, day) => [100, day % 7 === 6 ? 0 : 10])
    const usual = (day: number) => history.usualOrders(next(day, 12), next(day, 13))
    expect(usual(sundays)?.rate).toBeLessThan(0.1)
    expect(usual(sundays)?.spread).toBeGreaterThan(1)
    expect(history.conversion(0, next(sundays, 12)).rate).toBeLessThan(0.001)
    // Nor does it lower what other days sell.
    expect(usual(sundays + 1)?.rate).toBeCloseTo(10, 1)
  })

  test('a holiday does not lower what its weekday sells once another week is known', () => {
    const history = learnt(21, (_, day) => [100, day === 9 ? 1 : 10])
    expect(history.usualOrders(next(23, 12), next(23, 13))?.rate).toBeCloseTo(10, 5)
  })

  test('hours that failed on the only such day before do not make it one of its own', () => {
    const history = learnt(13, (_, day) => [100, day === 6 ? 0 : 10])
    for (let hour = 0; hour < 24; hour += 1) history.trouble(next(6, hour))
    expect(history.usualOrders(next(13, 12), next(13, 13))?.rate).toBeCloseTo(10, 5)
  })

  test('hours of doubt count for their weekday where most such days are so', () => {
    const doubted = (...days: number[]) => {
      const history = learnt(20, (_, day) => [100, days.includes(day) ? 0 : 10])
      for (const day of days)
        for (let hour = 0; hour < 24; hour += 1) history.doubt(next(day, hour))
      return history.usualOrders(next(20, 12), next(20, 13))?.rate
    }
    expect(doubted(6, 13)).toBeLessThan(0.1)
    expect(doubted(13)).toBeCloseTo(10, 5)
  })

  test('pauses are shorter where hardly a request is usual', () => {
    const history = learnt(13, (_, day) => (day % 7 === 6 ? [1, 0] : [100, 50]))
    expect(history.pause(next(13, 8), next(13, 18))).toBeLessThan(hourMs)
    expect(history.pause(next(12, 8), next(12, 18))).toBe(10 * hourMs)
  })

  test('and the lines', () => {
    const history = learnt(14, () => [100, 10])
    expect(history.usualLines(next(14, 12), next(14, 14))).toBeCloseTo(20, 0)
  })
})
