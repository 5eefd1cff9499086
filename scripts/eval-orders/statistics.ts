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

export const share = <T>(cases: readonly T[], holds: (one: T) => boolean) =>
  cases.length === 0 ? null : cases.filter(holds).length / cases.length

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}
