import type { ClockOf } from './history'

// Bins of the logarithm of a gap: each is 19 % wider than the one before.
const binsPerDoubling = 4
const bins = 25 * binsPerDoubling
const binOf = (ms: number) =>
  Math.min(bins - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, ms)) * binsPerDoubling)))
const middleOf = (bin: number) => 2 ** ((bin + 0.5) / binsPerDoubling)

const exceedances = 60
// A longer gap comes by chance about once in so many days.
const daysBetween = 400
const leastMs = 3 * 60_000
const margin = 1.25
const leastUnknownMs = 12 * 3_600_000

/** How long nothing may come before that is more than chance: by the longest pauses of the same hours of earlier days. */
export function newGaps(clockOf: ClockOf) {
  const counts = Array.from({ length: 24 }, () => new Float64Array(bins))
  const days = Array.from({ length: 24 }, () => new Set<number>())
  const limits = new Map<number, number | null>()

  function limitOf(hour: number): number | null {
    const near = [hour, (hour + 23) % 24, (hour + 1) % 24]
    const known = Math.max(...near.map((one) => days[one]?.size ?? 0))
    if (known === 0) return null
    const total = new Float64Array(bins)
    for (const one of near)
      for (let bin = 0; bin < bins; bin += 1)
        total[bin] = (total[bin] as number) + (counts[one]?.[bin] ?? 0)
    let beyond = 0
    let excess = 0
    let bin = bins
    while (bin > 0 && beyond < exceedances) {
      bin -= 1
      beyond += total[bin] as number
    }
    if (beyond < 5) return null
    const threshold = 2 ** (bin / binsPerDoubling)
    for (let over = bin; over < bins; over += 1)
      excess += (total[over] as number) * (middleOf(over) - threshold)
    const mean = excess / beyond
    const aDay = beyond / known
    return Math.max(
      leastMs,
      margin * (threshold + mean * Math.log(Math.max(2, aDay * daysBetween))),
    )
  }

  function limitAt(hour: number): number | null {
    const known = limits.get(hour) ?? limitOf(hour)
    limits.set(hour, known)
    return known
  }

  /** Of an hour that has not been seen yet: it may be the night. */
  function unknownHour(): number | null {
    const known = counts.flatMap((_, hour) => limitAt(hour) ?? [])
    return known.length === 0 ? null : Math.max(leastUnknownMs, 6 * Math.max(...known))
  }

  return {
    add(fromMs: number, toMs: number) {
      const { hour } = clockOf(fromMs)
      const row = counts[hour] as Float64Array
      row[binOf(toMs - fromMs)] = (row[binOf(toMs - fromMs)] as number) + 1
      days[hour]?.add(Math.floor(fromMs / 86_400_000))
      limits.clear()
    },
    /** The longest pause, in ms, that is still usual between two moments; null when no day is known. */
    limit(fromMs: number, toMs: number): number | null {
      let longest = 0
      for (const ms of [fromMs, (fromMs + toMs) / 2, toMs]) {
        const limit = limitAt(clockOf(ms).hour) ?? unknownHour()
        if (limit === null) return null
        longest = Math.max(longest, limit)
      }
      return longest
    },
  }
}
