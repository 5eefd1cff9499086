/** How far something got: it happened there, or was given up there without having happened. */
export interface Censored {
  at: number
  happened: boolean
}

/**
 * Kaplan-Meier's median: incidents that end before they are said count as far as they went.
 * Infinity when more than half never happen.
 */
export function censoredMedian(cases: readonly Censored[]): number {
  const sorted = [...cases].sort((a, b) => a.at - b.at || Number(b.happened) - Number(a.happened))
  let left = 1
  for (const [index, { at, happened }] of sorted.entries()) {
    if (!happened) continue
    left *= 1 - 1 / (sorted.length - index)
    if (left <= 0.5 + 1e-9) return at
  }
  return Number.POSITIVE_INFINITY
}

export interface Interval {
  low: number
  high: number
}

const z = 1.96

/** 95 % interval of a share, by Wilson. */
export function wilsonInterval(hits: number, of: number): Interval {
  const share = hits / of
  const middle = share + (z * z) / (2 * of)
  const reach = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const whole = 1 + (z * z) / of
  return { low: Math.max(0, (middle - reach) / whole), high: Math.min(1, (middle + reach) / whole) }
}

/** 95 % interval of the mean of which so many events were seen, by Byar. */
export function poissonInterval(events: number): Interval {
  const more = events + 1
  const low = events === 0 ? 0 : events * (1 - 1 / (9 * events) - z / (3 * Math.sqrt(events))) ** 3
  return { low, high: more * (1 - 1 / (9 * more) + z / (3 * Math.sqrt(more))) ** 3 }
}

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}
