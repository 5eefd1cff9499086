import { counted, full } from '@/lib/format'
import type { Estimate } from './distributions'
import { type Missed, moneyOf } from './money'

/** "47–76", to whole numbers outwards. */
export const intervalText = ({ low, high }: Pick<Estimate, 'low' | 'high'>): string =>
  `${full(Math.floor(low))}–${full(Math.ceil(high))}`

/** "about 61 orders missed (47–76): €519 (€400–€646)"; empty where it is not known, or not even one was missed. */
export function missedText({ lostOrders, lostMoney }: Missed): string {
  if (!lostOrders || lostOrders.estimate < 0.5) return ''
  const orders = counted(Math.round(lostOrders.estimate), 'order')
  const money = lostMoney ? `: ${moneyOf(lostMoney)}` : ''
  return `about ${orders} missed (${intervalText(lostOrders)})${money}`
}
