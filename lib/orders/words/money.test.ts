import { describe, expect, test } from 'vitest'
import { amount, inCents, moneyLost } from './money'

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

test.each([
  ['EUR', { low: 8.4, estimate: 16.83, high: 25.2 }],
  ['JPY', { low: 8, estimate: 17, high: 25 }],
])('for programs in whole cents, as %s has them', (currency, cents) => {
  const exact = { low: 8.399_999_999_999_999, estimate: 16.834_212_7, high: 25.200_000_000_000_003 }
  expect(inCents({ ...exact, currency })).toEqual({ ...cents, currency })
})
