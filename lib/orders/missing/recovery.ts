import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import { hourMs } from '@/lib/time'

// What came since some order is so much likelier when all is well than while the trouble lasts.
const surely = Math.log(300)
const longestMs = 3 * hourMs
const maxOrders = 40
const leastShare = 0.05
const mostShare = 0.6

/** Whether orders come again as they should after a trouble; one lucky order is not enough. */
export function isRecovered(record: ShopRecord, sinceMs: number): boolean {
  const { minute, orders } = record
  const seen = orders.count(sinceMs, minute)
  if (seen < 2) return false
  const { mean } = record.evidence(sinceMs, minute, seen)
  let count = 0
  for (const fromMs of orders.since(Math.max(sinceMs, minute - longestMs), minute)) {
    count += 1
    if (count > maxOrders) return false
    if (count * Math.log(1 / leastShare) < surely) continue
    const since = record.evidence(fromMs, minute, count).mean
    // Of the orders expected in the trouble until then, such a share came.
    const found = (seen - count + 0.5) / (Math.max(0, mean - since) + 1)
    const share = Math.min(mostShare, Math.max(leastShare, found))
    if (count * Math.log(1 / share) - (1 - share) * since >= surely) return true
  }
  return false
}
