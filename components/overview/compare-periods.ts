import { day, percent, short } from '@/lib/format'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'
import { dayMs, hourMs } from '@/lib/time'
import type { Window } from '@/lib/window'

/** A number of the period beside that of an earlier one. */
export interface Comparison {
  /** Which period: "yesterday", "Thu 19 Nov". */
  period: string
  /** What it was then, or why that is not known. */
  before: string
  isKnown: boolean
  /** "+2 %", "+1.8 pt"; null when it cannot be said. */
  change: string | null
  /** Worse than then, and not by chance. */
  isWorse: boolean
}

/** What a tile counts. */
export interface Measure {
  of: (totals: Totals) => number
  text: (value: number) => string
  /** Null where the earlier value allows none. */
  change: (now: Totals, then: Totals) => string | null
  isWorse: (now: Totals, then: Totals) => boolean
}

// Fewer or more than this is hardly chance; people come in groups, so that it is not exact.
const sigmas = 3
const leastPoints = 0.1

const signed = (value: number, text: string) =>
  value === 0 ? `±${text}` : value > 0 ? `+${text}` : `−${text}`

/** A number of things; `isWanted` where fewer are worse. */
export const countOf = (of: Measure['of'], isWanted: boolean): Measure => ({
  of,
  text: short,
  change(now, then) {
    if (of(then) === 0) return of(now) === 0 ? '±0' : null
    const parts = Math.round(((of(now) - of(then)) / of(then)) * 100)
    return signed(parts, `${short(Math.abs(parts))}\u00a0%`)
  },
  isWorse: (now, then) => isWanted && of(then) - of(now) > sigmas * Math.sqrt(of(then) + of(now)),
})

const share = ({ failed, requests }: Totals) => (requests > 0 ? failed / requests : 0)

/** A share in percent, as `percent` rounds it. */
const shownPoints = (value: number) =>
  value * 100 >= 9.95 ? Math.round(value * 100) : Number((value * 100).toFixed(1))

export const failedShare: Measure = {
  of: share,
  text: percent,
  // Between the two as they are shown: whoever subtracts finds the same.
  change(now, then) {
    const [to, from] = [shownPoints(share(now)), shownPoints(share(then))]
    const points = Number((to - from).toFixed(1))
    const digits = Number.isInteger(points) && Math.min(to, from) >= 10 ? 0 : 1
    return signed(points, `${Math.abs(points).toFixed(digits)}\u00a0pt`)
  },
  isWorse(now, then) {
    const all = (now.failed + then.failed) / (now.requests + then.requests)
    const error = Math.sqrt(all * (1 - all) * (1 / now.requests + 1 / then.requests))
    const more = share(now) - share(then)
    return more * 100 >= leastPoints && more > sigmas * error
  },
}

/** An earlier period: what was counted in it, or why that is not known. */
export type Past = { period: string } & ({ totals: Totals } | { why: string })

interface PastContext {
  /** The period that is looked at now, and the earlier one. */
  window: Window
  past: Window
  nowMs: number
  zone: string
  /** When the log begins, epoch ms; null when that is not known. */
  oldestMs: number | null
  isLoading: boolean
  /** Filters are set: that none fits them is a number. */
  isNarrowed: boolean
}

function periodName({ window, past, nowMs, zone }: PastContext): string {
  const days = Math.round((window.fromMs - past.fromMs) / dayMs)
  if (window.toMs - window.fromMs > dayMs + hourMs) return `${days} days before`
  if (days > 1) return day(past.toMs - 1, zone)
  return nowMs - window.toMs < hourMs ? 'yesterday' : 'the day before'
}

const none: Totals = { events: 0, requests: 0, visitors: 0, bots: 0, orders: 0, failed: 0 }

export function pastOf(reading: Reading<Totals> | null, context: PastContext): Past {
  const { past, oldestMs, isLoading, isNarrowed } = context
  const period = periodName(context)
  if (reading === null) return { period, why: 'loading …' }
  if (!reading.ok) return { period, why: 'unavailable' }
  if (isLoading) return { period, why: 'log still being read' }
  if (oldestMs !== null && past.toMs <= oldestMs) return { period, why: 'no log for then' }
  if (oldestMs !== null && past.fromMs + past.binMs < oldestMs)
    return { period, why: 'log begins later' }
  const totals = reading.rows[0] ?? none
  if (totals.requests > 0) return { period, totals }
  if (isNarrowed) return { period, totals: none }
  return { period, why: totals.events > 0 ? 'no requests understood' : 'no log for then' }
}

/** A measure of the period against earlier ones; `now` is null where it is not known. */
export const compare = (
  { of, text, change, isWorse }: Measure,
  now: Totals | null,
  pasts: readonly Past[],
): Comparison[] =>
  pasts.map((past) =>
    'why' in past
      ? { period: past.period, before: past.why, isKnown: false, change: null, isWorse: false }
      : {
          period: past.period,
          before: text(of(past.totals)),
          isKnown: true,
          change: now && change(now, past.totals),
          isWorse: now !== null && isWorse(now, past.totals),
        },
  )
