import type { ClockOf } from '@/lib/orders/expected/history'
import { dayMs, hourMs } from '@/lib/time'

// Bins of the logarithm of a gap: each is 19 % wider than the one before.
const binsPerDoubling = 4
const bins = 25 * binsPerDoubling
const binOf = (ms: number) =>
  Math.min(bins - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, ms)) * binsPerDoubling)))
const middleOf = (bin: number) => 2 ** ((bin + 0.5) / binsPerDoubling)

// The longest pauses say how long pauses get; most others lie between the requests of one visit.
const exceedances = { share: 0.15, least: 8, most: 60 }
// A longer gap comes by chance about once in so many days.
const daysBetween = 400
const leastMs = 3 * 60_000
// Where so many pauses are as long as the longest, a monitor's beat ends them.
const beat = { least: 50, margin: 1.1 }
// Nights and weekends: whoever is silent for longer is not just closed.
const longestClosedMs = 3 * dayMs
// Before the same hours of a day are known.
const firstDay = { afterMs: hourMs, leastMs: 15 * 60_000, timesLongest: 10 }

/** How long nothing may come before that is more than chance: by the longest pauses of the same hours of earlier days. */
export function newGaps(clockOf: ClockOf) {
  const counts = Array.from({ length: 24 }, () => new Float64Array(bins))
  /** By bin. */
  const longestOf = new Float64Array(bins)
  const days = Array.from({ length: 24 }, () => new Set<number>())
  const limits = new Map<number, number | null>()
  let firstMs: number | null = null
  let longestMs = 0
  let limitsOfHour = Number.NaN

  /** The pause of some hours that comes by chance once in so many days; null when too few are known. */
  function levelOf(hours: readonly number[], inDays: number): number | null {
    const known = Math.max(...hours.map((one) => days[one]?.size ?? 0))
    const total = new Float64Array(bins)
    for (const one of hours)
      for (let bin = 0; bin < bins; bin += 1)
        total[bin] = (total[bin] as number) + (counts[one]?.[bin] ?? 0)
    const all = total.reduce((sum, count) => sum + count, 0)
    const { share, least, most } = exceedances
    const few = Math.min(most, Math.max(least, share * all))
    const wanted = Math.max(few, Math.min(all, known / inDays))
    let beyond = 0
    let excess = 0
    let bin = bins
    while (bin > 0 && beyond < wanted) {
      bin -= 1
      beyond += total[bin] as number
    }
    if (beyond < least) return null
    const margin = 1 + 2 / Math.sqrt(beyond)
    const threshold = 2 ** (bin / binsPerDoubling)
    for (let over = bin; over < bins; over += 1)
      excess += (total[over] as number) * (middleOf(over) - threshold)
    const mean = excess / beyond
    const aDay = beyond / known
    return margin * (threshold + mean * Math.log(Math.max(2, aDay * inDays)))
  }

  /** Where a busy hour is next to a quiet one, the pauses of the quiet one count. */
  function limitOf(hour: number, inDays = daysBetween): number | null {
    const near = [(hour + 23) % 24, hour, (hour + 1) % 24]
    const pooled = levelOf(near, inDays)
    if (pooled === null) return null
    const usual = Math.max(pooled, ...near.map((one) => levelOf([one], inDays) ?? 0))
    return Math.max(leastMs, Math.min(usual, beatLimit()))
  }

  /** A monitor asks at every hour: no pause can be much longer than the time between two of its requests. */
  function beatLimit(): number {
    const longest = Math.max(...counts.map((row) => row.findLastIndex((count) => count > 0)))
    const asLong = counts.reduce((sum, row) => sum + (row[longest] ?? 0), 0)
    return asLong < beat.least ? Number.POSITIVE_INFINITY : beat.margin * (longestOf[longest] ?? 0)
  }

  function longestOfHours(
    fromMs: number,
    toMs: number,
    of: (hour: number) => number | null,
  ): number {
    const hours = [fromMs, (fromMs + toMs) / 2, toMs].map((ms) => clockOf(ms).hour)
    return Math.max(...hours.map((hour) => of(hour) ?? longestClosedMs))
  }

  return {
    add(fromMs: number, toMs: number) {
      firstMs ??= fromMs
      longestMs = Math.max(longestMs, toMs - fromMs)
      const { hour } = clockOf(fromMs)
      const row = counts[hour] as Float64Array
      const bin = binOf(toMs - fromMs)
      row[bin] = (row[bin] as number) + 1
      longestOf[bin] = Math.max(longestOf[bin] as number, toMs - fromMs)
      days[hour]?.add(Math.floor(fromMs / dayMs))
    },
    /** The longest pause, in ms, that is still usual between two moments; null when too little is known. */
    limit(fromMs: number, toMs: number): number | null {
      if (firstMs === null || fromMs - firstMs < firstDay.afterMs) return null
      if (toMs - firstMs < dayMs + hourMs)
        return Math.max(firstDay.leastMs, firstDay.timesLongest * longestMs)
      // An hour more of pauses changes little.
      if (Math.floor(toMs / hourMs) !== limitsOfHour) limits.clear()
      limitsOfHour = Math.floor(toMs / hourMs)
      return longestOfHours(fromMs, toMs, (hour) => {
        if (!limits.has(hour)) limits.set(hour, limitOf(hour))
        return limits.get(hour) ?? null
      })
    },
    /** The same where something else, of such a chance, says too that nothing can come; null before the first day. */
    limitWith(chance: number, fromMs: number, toMs: number): number | null {
      if (firstMs === null || toMs - firstMs < dayMs + hourMs) return null
      return longestOfHours(fromMs, toMs, (hour) => limitOf(hour, chance * daysBetween))
    },
  }
}
