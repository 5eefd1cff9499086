import type { ClockOf } from '@/lib/orders/expected/history'
import { newGaps } from '@/lib/orders/missing/gaps'
import { dayMs, minuteMs } from '@/lib/time'

/** What lies further apart is not one shop's ordinary week. */
export const longestPauseMs = 10 * dayMs
/** Shorter pauses come on all weekdays. */
const leastPauseMs = 3 * minuteMs

interface PausesOptions {
  clockOf: ClockOf
  /** The part of a pause, in ms, in which the shop's week lets lines be expected. */
  usual: (fromMs: number, toMs: number) => number
}

/** Follows the pauses between lines, and those in which people ask for nothing. Times are epoch ms. */
export function newPauses({ clockOf, usual }: PausesOptions) {
  const gaps = newGaps(clockOf)
  const peoplesGaps = newGaps(clockOf)
  let lastLineMs: number | null = null
  let lastAskedMs: number | null = null

  const usualPause = (fromMs: number, toMs: number) =>
    toMs - fromMs < leastPauseMs ? toMs - fromMs : usual(fromMs, toMs)

  return {
    gaps,
    usualPause,
    lastLineMs: () => lastLineMs,
    lastAskedMs: () => lastAskedMs,
    /** A line comes. True when it comes again, after a silence. */
    line(ms: number, isSilent: boolean): boolean {
      const fromMs = lastLineMs ?? ms
      const pauseMs = ms - fromMs
      if (pauseMs > 0 && pauseMs < longestPauseMs && !isSilent)
        gaps.add(fromMs, fromMs + usualPause(fromMs, ms))
      lastLineMs = Math.max(fromMs, ms)
      return isSilent || pauseMs >= longestPauseMs
    },
    /** A person asks for something. */
    asked(ms: number, isTroubled: boolean) {
      const fromMs = lastAskedMs ?? ms
      if (ms > fromMs && ms - fromMs < longestPauseMs && !isTroubled) peoplesGaps.add(fromMs, ms)
      lastAskedMs = Math.max(fromMs, ms)
    },
    /** How often as long as usual pauses people have asked for nothing; 0 where it is not known. */
    ofPeople(atMs: number): number {
      if (lastAskedMs === null) return 0
      const limit = peoplesGaps.limit(lastAskedMs, atMs)
      return limit === null ? 0 : (atMs - lastAskedMs) / limit
    },
  }
}
