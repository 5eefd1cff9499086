import { SlowHours } from './slow-hours'

const leastSlowMs = 1_500
const slowFactor = 4
const leastKnown = 50
// What is usual follows a site that grows slower over weeks, not one that is slow for an hour.
const memory = 2_000
const maxTimed = 5_000

interface Usual {
  log: number
  count: number
  /** Since it was first slow. */
  hours: SlowHours | null
}

/** How long each request takes as a rule, and whether one took much longer. */
export function newUsualDurations() {
  const usual = new Map<string, Usual>()
  const hoursOfAll = new SlowHours()

  /** The longest that is not slow, of what usually takes so long: at some hours all, or this, is slow on most days. */
  function longestMs({ log, hours }: Usual, atMs: number): number {
    const slower = Math.max(hoursOfAll.usual(atMs), hours?.usual(atMs) ?? 0)
    return Math.max(leastSlowMs, slowFactor * Math.exp(log + slower))
  }

  return {
    /** `durationMs` is null when the log does not say. */
    isSlow(key: string, durationMs: number | null, atMs: number): boolean {
      if (durationMs === null || !(durationMs >= 0)) return false
      const log = Math.log(Math.max(1, durationMs))
      const known = usual.get(key)
      if (!known) {
        if (usual.size < maxTimed) usual.set(key, { log, count: 1, hours: null })
        return false
      }
      const isKnown = known.count >= leastKnown
      const isSlower =
        isKnown && durationMs > Math.max(leastSlowMs, slowFactor * Math.exp(known.log))
      if (isKnown) {
        if (isSlower) known.hours ??= new SlowHours()
        known.hours?.add(log - known.log, atMs)
        hoursOfAll.add(log - known.log, atMs)
      }
      const isSlow = isSlower && durationMs > longestMs(known, atMs)
      if (!isSlower) {
        known.count = Math.min(memory, known.count + 1)
        known.log += (log - known.log) / known.count
      }
      return isSlow
    },
  }
}
