import type { ClockOf } from '@/lib/orders/expected/history'
import { dayMs, hourMs } from '@/lib/time'
import { newGaps } from './gaps'

/** A log file or log stream that has gone silent while others go on. Times are epoch ms. */
export interface SilentSource {
  name: string
  /** Of its last line. */
  sinceMs: number
}

// What has written for less may be one of servers that come and go, or a log of one day.
const leastLivedMs = 2 * dayMs
// Another log that began then has taken its place.
const replacedMs = hourMs
/** Servers come and go where so many began after the first day. */
const mostNewcomers = 2
// Whoever takes a server away knows of it by then.
const longestMs = dayMs
const maxSources = 200

interface Source {
  firstMs: number
  lastMs: number
  gaps: ReturnType<typeof newGaps>
}

/** Follows which logs the lines come from, and says which have gone silent by themselves. */
export function newSources(clockOf: ClockOf) {
  const sources = new Map<string, Source>()

  return {
    /** A line; lines come in the order of their times. */
    see(name: string, ms: number) {
      const known = sources.get(name)
      if (!known) {
        if (sources.size < maxSources)
          sources.set(name, { firstMs: ms, lastMs: ms, gaps: newGaps(clockOf) })
        return
      }
      const pauseMs = ms - known.lastMs
      // Of a single log the whole silence tells.
      if (pauseMs > 0 && sources.size > 1 && pauseMs < longestMs) known.gaps.add(known.lastMs, ms)
      known.lastMs = Math.max(known.lastMs, ms)
    },
    /** Those that are silent though others are not; `lastMs`: of the newest line of all. */
    silent(lastMs: number): readonly SilentSource[] {
      if (sources.size < 2) return []
      const all = [...sources]
      const beganMs = Math.min(...all.map(([, { firstMs }]) => firstMs))
      const newcomers = all.filter(([, { firstMs }]) => firstMs > beganMs + dayMs)
      if (newcomers.length >= mostNewcomers) return []
      return all
        .filter(([, { firstMs, lastMs: endMs, gaps }]) => {
          const silentMs = lastMs - endMs
          if (silentMs > longestMs || endMs - firstMs < leastLivedMs) return false
          if (newcomers.some(([, other]) => other.firstMs > endMs - replacedMs)) return false
          const limit = gaps.limit(endMs, lastMs)
          return limit !== null && silentMs > limit
        })
        .map(([name, { lastMs: sinceMs }]) => ({ name, sinceMs }))
    },
  }
}
