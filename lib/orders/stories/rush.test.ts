import { describe, expect, test } from 'vitest'
import { newRush } from '@/lib/orders/expected/rush'
import { hourMs, minuteMs } from '@/lib/time'
import { cafeLog, moment } from './testdata/cafe'
import { tell } from './testdata/tell'

const noon = 12 * hourMs
const hour = { fromMs: noon, toMs: noon + hourMs }
const expected = { mean: 40, spread: 0.05, each: 0.4 }
const usual = { rate: 10, spread: 0.1 }

/** Since `fromMs` 40 orders an hour are due of the visits, where 10 are usual, and `ordered` come. */
const rush = (fromMs: number, ordered: number) =>
  newRush({
    byVisits: (from, to) =>
      (10 * (to - from) + 30 * Math.max(0, to - Math.max(from, fromMs))) / hourMs,
    byHours: (from, to) => (10 * (to - from)) / hourMs,
    ordersIn: (from, to) => (ordered * Math.max(0, to - Math.max(from, fromMs))) / hourMs,
  })

describe('what is expected while more come than usual', () => {
  test.each([
    ['they have ordered as ever for hours', noon - 5 * hourMs, 40, 20],
    ['half as many of them have ordered', noon - 5 * hourMs, 20, 10],
    ['hardly one more has', noon - 5 * hourMs, 10, 10],
    ['it has only begun', noon - minuteMs, 40, 10],
  ])('%s', (_, fromMs, ordered, mean) => {
    const surely = rush(fromMs, ordered).surely(expected, usual, hour)
    expect(Math.round(surely.mean)).toBe(mean)
    expect(surely.each).toBe(expected.each)
  })

  test('many times as many come as before: nobody knows who they are', () => {
    const flood = { ...expected, mean: 400 }
    expect(rush(noon - 5 * hourMs, 40).surely(flood, usual, hour).mean).toBe(usual.rate)
  })

  test('no more came than usual: the visits tell it', () => {
    const few = { ...expected, mean: 8 }
    expect(rush(noon, 0).surely(few, usual, hour)).toEqual(few)
    expect(rush(noon, 0).followed(40, hour)).toBeNull()
  })
})

describe('a café that has four times the visits since midnight, and sells as ever until one', () => {
  const one = moment(9, '13:00')
  const log = cafeLog({
    untilMs: moment(9, '16:00'),
    visitsAnHour: (hour, atMs) =>
      (hour < 8 || hour >= 22 ? 2 : 25) * (atMs > moment(9, '00:00') ? 4 : 1),
    answer: (method, _, atMs) => (method === 'POST' && atMs >= one ? 0 : 200),
  })
  const said = tell(log, moment(9, '10:00'), moment(9, '16:00'))

  test('until then the orders are no more than are expected', () => {
    for (const { atMs, tone, details } of said.filter(({ atMs }) => atMs < one)) {
      expect(tone, new Date(atMs).toISOString()).toBe('calm')
      expect(details.join(' ')).not.toContain('0–0 are usual')
    }
  })

  test('then it is said soon that they stopped, and the loss is that of the visits', () => {
    const first = said.find(({ tone }) => tone === 'trouble')
    expect(first?.kind).toBe('orders-stopped')
    expect((first?.atMs ?? 0) - one).toBeLessThan(45 * minuteMs)
    // 100 visits an hour of which two in five order, for three hours.
    const { low = 0, high = 0 } = said.at(-1)?.lostOrders ?? {}
    expect(low).toBeGreaterThan(40)
    expect(low).toBeLessThan(120)
    expect(high).toBeGreaterThan(120)
  })
})
