import { minuteMs, type TimeRange } from '@/lib/time'
import type { Incident } from './incidents'
import type { Scenario } from './scenario'
import type { Asked } from './world'

/** What really happened, and what would have. Times are epoch ms. */
export interface Truth {
  scenario: Scenario
  orders: readonly number[]
  ordersIfHealthy: readonly number[]
  /** In each minute from `fromMs` on, had nothing happened. */
  expected: Float64Array
  /** Visits expected to begin in each minute. */
  visits: Float64Array
  isOpen: Uint8Array
  fromMs: number
  onset: TimeRange | null
  /** Requests of the quarter of an hour after its end that an incident would have met. */
  metAfter: number
}

/** An all-clear is due within so long of the end. */
export const clearWithinMs = 15 * minuteMs

const countIn = (times: readonly number[], { fromMs, toMs }: TimeRange) =>
  times.filter((atMs) => atMs >= fromMs && atMs <= toMs).length

/** Orders that an incident had cost by a time: the difference of the two worlds. */
export function lostUntil({ scenario, orders, ordersIfHealthy }: Truth, atMs: number): number {
  if (!scenario.incident) return 0
  const since = { fromMs: scenario.incident.startMs, toMs: atMs }
  return countIn(ordersIfHealthy, since) - countIn(orders, since)
}

/** Orders expected in a time range, had nothing happened. */
export const expectedIn = (truth: Truth, range: TimeRange) =>
  sumIn(truth.expected, truth.fromMs, range)

export const visitsIn = (truth: Truth, range: TimeRange) => sumIn(truth.visits, truth.fromMs, range)

function sumIn(byMinute: Float64Array, fromMs: number, range: TimeRange): number {
  let sum = 0
  const first = Math.max(0, Math.floor((range.fromMs - fromMs) / minuteMs))
  for (let minute = first; fromMs + minute * minuteMs < range.toMs; minute += 1) {
    const startMs = fromMs + minute * minuteMs
    const partMs = Math.min(range.toMs, startMs + minuteMs) - Math.max(range.fromMs, startMs)
    sum += ((byMinute[minute] ?? 0) * partMs) / minuteMs
  }
  return sum
}

export const isOpenAt = ({ isOpen, fromMs }: Truth, atMs: number) =>
  isOpen[Math.floor((atMs - fromMs) / minuteMs)] === 1

/**
 * When a log can say that an incident began: between the last request that it could have hit and did not,
 * and the first that it hit. With no traffic, from the last line before it.
 */
export function newOnset(incident: Incident | null) {
  let metAfter = 0
  let lastGoodMs = Number.NEGATIVE_INFINITY
  let firstBadMs = Number.POSITIVE_INFINITY
  let lastLineMs = Number.NEGATIVE_INFINITY
  return {
    see(asked: Asked) {
      if (!incident || asked.atMs >= incident.endMs + clearWithinMs) return
      if (asked.atMs >= incident.endMs) {
        if (incident.meets(asked)) metAfter += 1
        return
      }
      if (asked.atMs >= incident.startMs) {
        if (incident.meets(asked)) firstBadMs = Math.min(firstBadMs, asked.atMs)
      } else if (incident.meets({ ...asked, luck: 0 }))
        lastGoodMs = Math.max(lastGoodMs, asked.atMs)
    },
    write(atMs: number) {
      if (incident && atMs < incident.startMs) lastLineMs = Math.max(lastLineMs, atMs)
    },
    /** Without them nothing in the log tells that it is over. */
    metAfter: () => metAfter,
    found(): TimeRange | null {
      if (!incident) return null
      const { startMs, culprits } = incident
      if (culprits.length === 0) return { fromMs: lastLineMs, toMs: startMs }
      const toMs = Number.isFinite(firstBadMs) ? firstBadMs : startMs
      return { fromMs: Number.isFinite(lastGoodMs) ? lastGoodMs : startMs, toMs }
    },
  }
}
