import type { ShopRecord } from '@/lib/orders/expected/shop-record'
import { newStrangers } from '@/lib/orders/expected/strangers'
import type { WayStops } from '@/lib/orders/missing/way-stops'
import type { Visit } from '@/lib/visits/visits'

interface ComingOptions {
  steps: number
  record: ShopRecord
  wayStops: WayStops
}

/** Counts the visits that come, and come as far as to each step, where orders are expected of them. */
export function newComing({ steps, record, wayStops }: ComingOptions) {
  const strangers = newStrangers<Visit>({
    usual: () => record.history.conversionsBefore(0, record.minute),
    ordersIn: record.ordersIn,
  })
  const noneCounted: readonly number[] = new Array(steps + 1).fill(Number.NaN)

  /** What was counted of a visit counts no more. */
  function leave(visit: Visit) {
    for (const [source, ms] of visit.countedMs.entries())
      if (record.isKept(ms)) record.leave(source, ms)
    visit.countedMs = []
  }

  return {
    leave,
    /** A visit comes, source 0, or asks for a step, source 1 and up. */
    came(visit: Visit, source: number, ms: number) {
      if (source === 0)
        for (const one of strangers.came(visit, ms)) {
          const [cameMs = Number.NaN] = one.countedMs
          leave(one)
          if (record.isKept(cameMs)) record.visited(cameMs)
        }
      if (strangers.has(visit)) {
        if (source === 0) record.visited(ms)
        return
      }
      record.came(source, ms)
      wayStops.came(source, ms)
      const counted = visit.countedMs.length > 0 ? visit.countedMs : noneCounted
      visit.countedMs = counted.with(source, ms)
    },
    /** Of a stranger that orders after all it was to be expected. */
    ordered(visit: Visit) {
      if (strangers.has(visit))
        for (const [source, ms] of [visit.startMs, ...visit.askedMs].entries())
          if (record.isKept(ms)) record.came(source, ms)
      strangers.ordered(visit)
    },
  }
}
