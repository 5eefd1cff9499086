import { chanceOfNone } from '@/lib/orders/expected/distributions'
import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { isRecovered } from './recovery'
import type { WayStops } from './way-stops'

export interface Dwindled {
  kind: 'orders-stopped' | 'orders-low'
  sinceMs: number
  /** Since when they had been low before they stopped. */
  lowSinceMs?: number
}

/** A false alarm of a kind comes once in about so many days, a doubt that is none more often. */
const daysBetween = { stopped: 200, low: 200, late: 2 }
const leastOrders = 5
const lowWindowsMs = [hourMs, 2 * hourMs, 3 * hourMs] as const
// Windows that begin within half an hour are hardly two chances.
const lowChancesADay = 50
const lowEveryMs = 5 * minuteMs
// Orders may have become few before the window in which that is seen.
const longestLowMs = 4 * hourMs
const mostLowShare = 0.9
const leastSilentMs = 90_000
// Visits can make a pause much less likely than the hour does.
const mostWeight = { stopped: 4, late: 2 }
const leastSpread = 0.02

const limitOf = (kind: keyof typeof daysBetween, chancesADay: number) =>
  1 / (daysBetween[kind] * chancesADay)

/** Watches whether orders stop or become few although visits go on, and until they come again. */
export function newDwindling(record: ShopRecord, wayStops: WayStops) {
  let ongoing: Dwindled | null = null
  /** Orders were low before they stopped. */
  let wasLow: Dwindled | null = null
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
      // None at all is a stop.
      if (seen === 0) continue
      if (!record.mayMiss(fromMs, minute, seen, limit)) continue
      if (record.evidence(fromMs, minute, seen).chance < limit)
        return { kind: 'orders-low', sinceMs: lowSince(fromMs) }
    }
    return null
  }

  /** The order since which it is likeliest that a smaller share of those expected has come than before; `fromMs` where none is. */
  function lowSince(fromMs: number): number {
    const { minute, lastTrouble, orders } = record
    let found = fromMs
    let most = 0
    let seen = 0
    for (const ms of orders.since(Math.max(minute - longestLowMs, lastTrouble.untilMs), minute)) {
      const { mean } = record.evidence(ms, minute, seen)
      const share = Math.min(mostLowShare, (seen + 0.5) / (mean + 0.5))
      const likelier = seen * Math.log(share) + (1 - share) * mean
      if (seen > 0 && likelier > most) [most, found] = [likelier, ms]
      seen += 1
    }
    return found
  }

  /** Orders come again as they should, or are as low as before they stopped. */
  function endIfRecovered() {
    if (!ongoing || !isRecovered(record, ongoing.sinceMs)) return
    if (wasLow && !isRecovered(record, wasLow.sinceMs)) {
      ongoing = wasLow
      wasLow = null
      return
    }
    record.explain()
    wayStops.explain()
    end()
  }

  function stop(found: Dwindled | null): Dwindled | null {
    if (!found || ongoing?.kind !== 'orders-low') return found
    wasLow = ongoing
    return { ...found, lowSinceMs: ongoing.sinceMs }
  }

  function end() {
    ongoing = null
    wasLow = null
  }

  return {
    /** To be called each minute in which nothing else explains what is missing. */
    look(): Dwindled | null {
      firstMs ??= record.minute
      lateMs = null
      endIfRecovered()
      if (record.orders.total < leastOrders) return null
      if (ongoing?.kind !== 'orders-stopped')
        ongoing = stop(stopped() ?? blocked()) ?? ongoing ?? low()
      return ongoing
    },
    /** Since when orders have stopped, or were low before they did; null while they have not. */
    get stoppedMs() {
      return ongoing?.kind === 'orders-stopped' ? (ongoing.lowSinceMs ?? ongoing.sinceMs) : null
    },
    /** Since when orders are missing, where chance is unlikely and no trouble can be told yet; null otherwise. */
    get lateMs() {
      return ongoing ? null : lateMs
    },
    /** Something else explains what is missing. */
    end() {
      firstMs ??= record.minute
      end()
    },
  }
}
