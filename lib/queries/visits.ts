import { visitPauseMs } from '@/lib/visits/pause'
import { type ClientPart, visitorOf, type WayPart } from './clients'
import type { FunnelStep } from './funnel-step'
import { rounded, sumOf } from './rows-by'

type Visit = WayPart

const earlier = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.min(a, b)

const together = (a: Visit, b: Visit): Visit => ({
  firstMs: Math.min(a.firstMs, b.firstMs),
  lastMs: Math.max(a.lastMs, b.lastMs),
  reached: a.reached.map((ms, at) => earlier(ms, b.reached[at] ?? null)),
  asked: a.asked.map((was, at) => was || (b.asked[at] ?? false)),
})

/**
 * The visits on the way to an order. A part is no longer than the pause that ends a visit, so what a visitor
 * does in one belongs to one visit.
 */
export function visitsOf(parts: readonly ClientPart[]): Visit[] {
  const byVisitor = new Map<string, Visit[]>()
  for (const part of parts) {
    if (!part.way) continue
    const key = visitorOf(part)
    const same = byVisitor.get(key)
    if (same) same.push(part.way)
    else byVisitor.set(key, [part.way])
  }
  return [...byVisitor.values()].flatMap((ways) => {
    const visits: Visit[] = []
    for (const way of ways.sort((a, b) => a.firstMs - b.firstMs)) {
      const last = visits.at(-1)
      if (last && way.firstMs - last.lastMs <= visitPauseMs)
        visits.splice(-1, 1, together(last, way))
      else visits.push(way)
    }
    return visits
  })
}

/** Interpolated between the two in the middle, as the engine does; null of none. */
function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ]
  return low === undefined || high === undefined ? null : rounded((low + high) / 2)
}

/** How many visits asked for a step (from 0) and reached it, and how long that took. */
export function stepOf(visits: readonly Visit[], index: number): FunnelStep {
  const waits = visits.flatMap(({ reached }) => {
    const [at, before] = [reached[index] ?? null, reached[index - 1] ?? null]
    return at !== null && before !== null && at >= before ? [at - before] : []
  })
  return {
    asked: sumOf(visits, ({ asked }) => (asked[index] ? 1 : 0)),
    reached: sumOf(visits, ({ reached }) => (reached[index] == null ? 0 : 1)),
    fromBeforeMs: medianOf(waits),
  }
}
