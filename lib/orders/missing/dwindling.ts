import { chanceOfAtMost, chanceOfNone } from '@/lib/orders/expected/distributions'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { isRecovered } from './recovery'
import type { WayStops } from './way-stops'

export interface Dwindled {
  kind: 'orders-stopped' | 'orders-low'
  sinceMs: number
}

/** A false alarm of a kind comes once in about so many days, a doubt that is none more often. */
const daysBetween = { stopped: 200, low: 400, late: 2 }
const leastOrders = 5
const lowWindowsMs = [hourMs, 3 * hourMs] as const
// Windows that begin within half an hour are hardly two chances.
const lowChancesADay = 40
const lowEveryMs = 5 * minuteMs
const leastSilentMs = 90_000
// Visits can make a pause much less likely than the hour does.
const mostWeight = { stopped: 4, late: 2 }
const leastSpread = 0.02

const limitOf = (kind: keyof typeof daysBetween, chancesADay: number) =>
  1 / (daysBetween[kind] * chancesADay)

/** Watches whether orders stop or become few although visits go on, and until they come again. */
export function newDwindling(record: ShopRecord, wayStops: WayStops) {
  let ongoing: Dwindled | null = null
  let firstMs: number | null = null
  let lateMs: number | null = null

  const ordersADay = () =>
    record.orders.total / Math.max(1, (record.minute - (firstMs ?? record.minute)) / dayMs)

  function stopped(): Dwindled | null {
    const { minute, lastTrouble, orders } = record
    const fromMs = Math.max(orders.lastMs ?? 0, lastTrouble.untilMs)
    if (orders.lastMs === null || minute - fromMs < leastSilentMs) return null
    const chances = Math.max(1, ordersADay()) + 10
    const usual = record.usualOrders(fromMs, minute)
    const mayBe = (kind: 'stopped' | 'late') =>
      !usual ||
      chanceOfNone(mostWeight[kind] * usual.rate + 1, leastSpread) <= limitOf(kind, chances)
    if (!mayBe('stopped') && !mayBe('late')) return null
    const { chance } = record.evidence(fromMs, minute, 0)
    if (mayBe('late') && chance < limitOf('late', chances)) lateMs = fromMs
    return mayBe('stopped') && chance < limitOf('stopped', chances)
      ? { kind: 'orders-stopped', sinceMs: orders.lastMs }
      : null
  }

  function blocked(): Dwindled | null {
    const sinceMs = wayStops.sinceMs(record)
    return sinceMs === null ? null : { kind: 'orders-stopped', sinceMs }
  }

  function low(): Dwindled | null {
    const { minute, lastTrouble } = record
    if (minute % lowEveryMs !== 0) return null
    const limit = limitOf('low', lowChancesADay)
    for (const ms of lowWindowsMs) {
      const fromMs = Math.max(minute - ms, lastTrouble.untilMs)
      if (firstMs === null || fromMs < firstMs) continue
      const seen = record.ordersIn(fromMs, minute)
      const usual = record.usualOrders(fromMs, minute)
      if (usual && chanceOfAtMost(seen, usual.rate, leastSpread) > limit) continue
      if (record.evidence(fromMs, minute, seen).chance < limit)
        return { kind: 'orders-low', sinceMs: fromMs }
    }
    return null
  }

  return {
    /** To be called each minute in which nothing else explains what is missing. */
    look(): Dwindled | null {
      firstMs ??= record.minute
      lateMs = null
      if (ongoing && isRecovered(record, ongoing.sinceMs)) {
        record.explain()
        wayStops.explain()
        ongoing = null
      }
      if (record.orders.total < leastOrders) return null
      if (ongoing?.kind !== 'orders-stopped') ongoing = stopped() ?? blocked() ?? ongoing ?? low()
      return ongoing
    },
    /** Since when orders are missing, where chance is unlikely and no trouble can be told yet; null otherwise. */
    get lateMs() {
      return ongoing ? null : lateMs
    },
    /** Something else explains what is missing. */
    end() {
      firstMs ??= record.minute
      ongoing = null
    },
  }
}
