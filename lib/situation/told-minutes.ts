import type { ShopState } from '@/lib/orders/watch/shop-watch'
import { type ShopMetric, shopMetrics } from '@/lib/shipped-alarms'
import { dayMs, minuteMs } from '@/lib/time'
import { type ShopValues, shopValues } from './shop-metrics'

export interface ShopDatapoint {
  metric: ShopMetric
  /** Start of its minute, epoch ms. */
  startMs: number
  value: 0 | 1
}

// As many metrics as two weeks have minutes in trouble.
const maxWaiting = 3 * 14 * 24 * 60
const pastMs = 10 * minuteMs
const everyMs = 60 * minuteMs

/**
 * Takes how the shop was doing minute by minute, and gives it as datapoints. Of the past, which is
 * learnt at the start, only what its alarms need: the minutes in trouble, the changes, and one an hour.
 */
export function newToldMinutes(now: () => number) {
  const waiting: ShopDatapoint[] = []
  const last = new Map<ShopMetric, ShopDatapoint>()
  let newestMs: number | null = null

  function isTold({ metric, value, startMs }: ShopDatapoint): boolean {
    if (value === 1 || startMs > now() - pastMs) return true
    const before = last.get(metric)
    return before?.value !== value || startMs - before.startMs >= everyMs
  }

  function addValues(atMs: number, values: ShopValues) {
    newestMs = atMs
    // CloudWatch takes no older ones.
    if (atMs < now() - 14 * dayMs) return
    for (const metric of shopMetrics) {
      const value = values[metric]
      if (value === null) continue
      const datapoint = { metric, startMs: atMs - minuteMs, value }
      if (!isTold(datapoint)) continue
      last.set(metric, datapoint)
      waiting.push(datapoint)
    }
    if (waiting.length > maxWaiting) waiting.splice(0, waiting.length - maxWaiting)
  }

  return {
    add: (state: ShopState) => addValues(state.atMs, shopValues(state)),
    /** For a minute of which the log says nothing new. */
    addAgain: addValues,
    /** Until when minutes have been told, epoch ms; null before the first. */
    newestMs: () => newestMs,
    waiting: () => [...waiting],
    /** Drops what has been published. */
    drop(datapoints: readonly ShopDatapoint[]) {
      const gone = new Set(datapoints)
      const kept = waiting.filter((one) => !gone.has(one))
      waiting.splice(0, waiting.length, ...kept)
    },
  }
}

export type ToldMinutes = ReturnType<typeof newToldMinutes>
