import { chanceOfNone } from '@/lib/orders/expected/distributions'
import {
  newShopRecord,
  type RecordOptions,
  type ShopRecord,
} from '@/lib/orders/expected/shop-record'
import { minuteMs } from '@/lib/time'
import type { Visit } from '@/lib/visits/visits'

/** A false alarm comes once in about so many days. */
const daysBetweenFalseAlarms = 200
const leastReached = 30
const leastSilentMs = 3 * minuteMs
const leastSpread = 0.02
const leastMissing = 1.5
const unlikely = 0.1

/**
 * Watches whether anybody still gets from one step to the next: more visits reach a step than order,
 * so a way that is blocked without an error shows there sooner than in the orders.
 */
export function newWayStops({ steps, isOpen, clockOf }: RecordOptions) {
  // Everybody can begin at the first step, and the last one is the order.
  const records = Array.from({ length: Math.max(0, steps - 2) }, (_, at) =>
    newShopRecord({ steps: at + 1, isOpen, clockOf }),
  )
  let days = 0
  let lastDay = Number.NaN

  function isBlocked(record: ShopRecord): boolean {
    const { minute, lastTrouble, orders } = record
    const fromMs = Math.max(orders.lastMs ?? 0, lastTrouble.untilMs)
    if (orders.total < leastReached || minute - fromMs < leastSilentMs) return false
    const aDay = orders.total / Math.max(1, days)
    const limit = 1 / (daysBetweenFalseAlarms * records.length * (aDay + 10))
    const usual = record.usualOrders(fromMs, minute)
    if (!usual || chanceOfNone(2 * usual.rate + 1, leastSpread) > limit) return false
    return record.evidence(fromMs, minute, 0).chance < limit
  }

  return {
    begin(ms: number) {
      for (const record of records) record.begin(ms)
      const day = new Date(ms).getUTCDate()
      if (day !== lastDay) days += 1
      lastDay = day
    },
    came(source: number, ms: number) {
      for (const [at, record] of records.entries()) if (source <= at + 1) record.came(source, ms)
    },
    /** A visit asks for a step for the first time. */
    reached(visit: Visit, step: number, ms: number) {
      const { client, startMs, askedMs } = visit
      records[step - 1]?.order({ client, startMs, askedMs: askedMs.slice(0, step), orders: 1 }, ms)
    },
    line(ms: number) {
      for (const record of records) record.line(ms)
    },
    asked(ms: number) {
      for (const record of records) record.asked(ms)
    },
    silence(sinceMs: number) {
      for (const record of records) record.silence(sinceMs)
    },
    trouble(sinceMs: number) {
      for (const record of records) record.trouble(sinceMs)
    },
    doubt(sinceMs: number) {
      for (const record of records) record.doubt(sinceMs)
    },
    explain() {
      for (const record of records) record.explain()
    },
    /** Since when nobody reaches a step any more and nobody orders; null when that may be chance. */
    sinceMs(shop: ShopRecord): number | null {
      for (const record of records) {
        if (!isBlocked(record)) continue
        const sinceMs = Math.max(record.orders.lastMs ?? 0, shop.orders.lastMs ?? 0)
        // Whoever knows another way orders all the same.
        if (shop.ordersIn((record.orders.lastMs ?? 0) + 10 * minuteMs, shop.minute) > 0) continue
        const { chance, mean } = shop.evidence(sinceMs, shop.minute, 0)
        if (mean >= leastMissing && chance < unlikely) return sinceMs
      }
      return null
    },
  }
}

export type WayStops = ReturnType<typeof newWayStops>
