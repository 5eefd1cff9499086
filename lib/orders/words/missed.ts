import { counted, full } from '@/lib/format'
import type { Estimate } from '@/lib/orders/expected/distributions'
import { type Missed, moneyOf, moneySaid, wholeOrders } from './money'

/** "47–76", to whole numbers outwards. */
export function intervalText(orders: Estimate): string {
  const { low, high } = wholeOrders(orders)
  return `${full(low)}–${full(high)}`
}

/** "about 61 orders missed (47–76): €519 (€400–€646)"; empty where it is not known, or not even one was missed. */
export function missedText(missed: Missed): string {
  const { lostOrders } = missed
  if (!lostOrders || lostOrders.estimate < 0.5) return ''
  const orders = counted(wholeOrders(lostOrders).estimate, 'order')
  const money = moneySaid(missed)
  return `about ${orders} missed (${intervalText(lostOrders)})${money ? `: ${moneyOf(money)}` : ''}`
}
