import { chanceOfAtMost } from '@/lib/orders/expected/distributions'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import { hourMs, minuteMs } from '@/lib/time'

export interface StayedAway {
  kind: 'orders-stopped' | 'orders-low'
  sinceMs: number
  isByVisits: true
}

/** Holidays and Sundays halve the visits; a quarter of the worst day is something else. */
const share = 0.25
const few = { byChance: 1e-6, leastMs: 30 * minuteMs }
/** Where nobody asks for anything, for longer than people ever pause. */
const none = { byChance: 1e-4, leastMs: 5 * minuteMs }
const leastSpread = 0.02
const longestMs = 24 * hourMs
/** How few are supposed to come while they stay away. */
const remaining = 0.1
// So many are due in the time that says whether they are back; where it gets longer, too few come to tell.
const recent = { visits: 8, leastMs: 15 * minuteMs, mostMs: 3 * hourMs, share: 0.5 }
const leastOrdersDue = 2

/**
 * Watches whether people stay away: visits are far fewer than in the same hours of any day before.
 * `isLongPause`: people have asked for nothing for longer than is usual.
 */
export function newStayingAway(record: ShopRecord, isLongPause: () => boolean) {
  /** Visits that are due in a minute by the day that had the fewest; null where nothing says how many. */
  function dueAt(ms: number): number | null {
    if (!record.isOpen(ms) || !record.isKept(ms)) return null
    // Nobody can come while the log is silent: that has been told.
    if (ms < (record.lastTrouble.silentUntilMs ?? 0)) return null
    const least = record.history.leastVisits(ms)
    return least === null ? null : (least * minuteMs) / hourMs
  }

  function areMissing(): boolean {
    const { minute } = record
    let due = 0
    let fromMs = minute
    while (due < recent.visits || minute - fromMs < recent.leastMs) {
      fromMs -= minuteMs
      const one = dueAt(fromMs)
      if (one === null || minute - fromMs > recent.mostMs) return false
      due += one
    }
    return record.visitsIn(fromMs, minute) < recent.share * due
  }

  /** Since when they most likely stay away, and how many came and were due since. */
  function since() {
    const { minute } = record
    let [sum, most, visits, due] = [0, 0, 0, 0]
    let found = { sinceMs: minute, visits, due }
    for (let at = minute - minuteMs; at >= minute - longestMs; at -= minuteMs) {
      const one = dueAt(at)
      if (one === null) break
      const came = record.visitsIn(at, at + minuteMs)
      visits += came
      due += one
      sum += came * Math.log(remaining) + (1 - remaining) * one
      if (sum <= most) continue
      most = sum
      found = { sinceMs: at, visits, due }
    }
    return found
  }

  return {
    /** To be called each minute in which nothing else explains what is missing. */
    look(): StayedAway | null {
      if (!areMissing()) return null
      const { sinceMs, visits, due } = since()
      const { byChance, leastMs } = visits === 0 && isLongPause() ? none : few
      if (record.minute - sinceMs < leastMs || visits >= share * due) return null
      if (chanceOfAtMost(visits, due, leastSpread) > byChance) return null
      const orders = record.ordersIn(sinceMs, record.minute)
      const usual = record.usualOrders(sinceMs, record.minute)
      if (!usual || usual.rate < leastOrdersDue || orders >= usual.rate / 2) return null
      return { kind: orders === 0 ? 'orders-stopped' : 'orders-low', sinceMs, isByVisits: true }
    },
  }
}
