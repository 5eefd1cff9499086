import { expect, test } from 'vitest'
import { missedText } from './missed'

const lostOrders = { low: 46.6, estimate: 61.2, high: 75.3 }
const lostMoney = { low: 466, estimate: 612, high: 753, currency: 'EUR' }

test.each<[string, Parameters<typeof missedText>[0], string]>([
  ['in money', { lostOrders, lostMoney }, 'about 61 orders missed (46–76): €610 (€460–€760)'],
  [
    'where no one has said what an order is worth',
    { lostOrders, lostMoney: null },
    'about 61 orders missed (46–76)',
  ],
  ['not even half an order', { lostOrders: { low: 0, estimate: 0.4, high: 3 }, lostMoney }, ''],
  ['not known', { lostOrders: null, lostMoney: null }, ''],
])('what was missed: %s', (_, missed, text) => {
  expect(missedText(missed)).toBe(text)
})
