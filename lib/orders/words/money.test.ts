import { describe, expect, test } from 'vitest'
import { amount, type Missed, missedSaid, moneyLost } from './money'

test.each<[value: number, currency: string, text: string]>([
  [0, 'EUR', '€0.00'],
  [8, 'EUR', '€8.00'],
  [43.5, 'EUR', '€43.50'],
  [99.994, 'EUR', '€99.99'],
  [100, 'EUR', '€100'],
  [7467.6, 'EUR', '€7,468'],
  [14.5, 'JPY', 'JP¥15'],
])('%d %s is written %s', (value, currency, text) => {
  expect(amount(value, currency)).toBe(text)
})

/** Orders that were missed, each worth as much, as they are in a report. */
const missed = (worth: number, low: number, estimate: number, high: number) => ({
  lostOrders: { low, estimate, high },
  lostMoney: { low: low * worth, estimate: estimate * worth, high: high * worth, currency: 'EUR' },
})

describe('money', () => {
  test.each<[orders: string, given: ReturnType<typeof missed>, text: string]>([
    ['about 1 (0–3)', missed(14.5, 0, 0.55, 3), '€14.50 (€0.00–€43.50)'],
    ['about 1 (0–4)', missed(14.5, 0, 1.24, 3.03), '€14.50 (€0.00–€58.00)'],
    ['about 4 (1–9)', missed(8.5, 1, 4, 9), '€34.00 (€8.50–€76.50)'],
    ['about 16 (7–30)', missed(8.5, 7.2, 15.8, 29.1), '€136 (€60–€255)'],
    ['not even one', missed(8.5, 0, 0.4, 3), '—'],
  ])('is that of the orders that are said, %s', (_, given, text) => {
    expect(moneyLost(given)).toBe(text)
  })

  test('is not said where nobody has said what an order is worth', () => {
    expect(moneyLost({ ...missed(1, 4, 5, 6), lostMoney: null })).toBe('—')
  })
})

describe('for programs, orders and money are those of the words', () => {
  test.each<[what: string, given: Missed, orders: number[], money: number[]]>([
    ['about 3', missed(89.5, 1.2, 3.084, 5.9), [1, 3, 6], [89.5, 268.5, 537]],
    ['about 4', missed(89.5, 1, 3.995, 9), [1, 4, 9], [89.5, 358, 805.5]],
    ['no cent of a cent', missed(0.1, 0, 3, 3), [0, 3, 3], [0, 0.3, 0.3]],
    ['not even one', missed(8.5, 0, 0.4, 3), [0, 0, 3], [0, 0, 25.5]],
  ])('%s', (_, given, [low, estimate, high], [least, about, most]) => {
    expect(missedSaid(given)).toEqual({
      lostOrders: { low, estimate, high },
      lostMoney: { low: least, estimate: about, high: most, currency: 'EUR' },
    })
  })

  test('a currency without cents has none', () => {
    const given = missed(14.5, 0, 1, 3)
    const lostMoney = { ...given.lostMoney, currency: 'JPY' }
    expect(missedSaid({ ...given, lostMoney }).lostMoney).toEqual({
      ...{ low: 0, estimate: 15, high: 44, currency: 'JPY' },
    })
  })

  test('nothing known stays so', () => {
    const none = { lostOrders: null, lostMoney: null }
    expect(missedSaid(none)).toEqual(none)
  })
})
