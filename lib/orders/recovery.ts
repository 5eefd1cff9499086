import { hourMs } from '@/lib/time'
import type { ShopRecord } from './shop-record'

// What came since some order is a hundred times likelier when all is well than while the trouble lasts.
const surely = Math.log(100)
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
  const share = Math.min(mostShare, Math.max(leastShare, mean > 0 ? seen / mean : 1))
  let count = 0
  for (const fromMs of orders.since(Math.max(sinceMs, minute - longestMs), minute)) {
    count += 1
    if (count > maxOrders) return false
    const likelier = count * Math.log(1 / share)
    if (likelier < surely) continue
    if (likelier - (1 - share) * record.evidence(fromMs, minute, count).mean >= surely) return true
  }
  return false
}
