const leastSlowMs = 1_500
const slowFactor = 4
const leastKnown = 50
// What is usual follows a site that grows slower over weeks, not one that is slow for an hour.
const memory = 2_000
const maxTimed = 5_000

/** How long each request takes as a rule, and whether one took much longer. */
export function newUsualDurations() {
  const usual = new Map<string, { log: number; count: number }>()

  return {
    /** `durationMs` is null when the log does not say. */
    isSlow(key: string, durationMs: number | null): boolean {
      if (durationMs === null || !(durationMs >= 0)) return false
      const log = Math.log(Math.max(1, durationMs))
      const known = usual.get(key)
      if (!known) {
        if (usual.size < maxTimed) usual.set(key, { log, count: 1 })
        return false
      }
      const isSlow =
        known.count >= leastKnown &&
        durationMs > Math.max(leastSlowMs, slowFactor * Math.exp(known.log))
      if (!isSlow) {
        known.count = Math.min(memory, known.count + 1)
        known.log += (log - known.log) / known.count
      }
      return isSlow
    },
  }
}
