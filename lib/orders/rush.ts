import { hourMs, minuteMs } from '@/lib/time'
import type { Rate } from './rate'

/** Orders to be expected of those who came. */
export interface Expected extends Omit<Rate, 'rate'> {
  mean: number
  /** The mean that makes the chance of none at all. */
  certain: number
}

/** How orders followed visits. */
interface Followed {
  /** Of the orders that were to be expected of the visits; 1 at most. */
  share: number
  orders: number
}

/** Orders to be expected, or that came, in (fromMs, toMs]. */
interface Counts {
  byVisits: (fromMs: number, toMs: number) => number
  /** Whoever comes; null where not a day is known. */
  byHours: (fromMs: number, toMs: number) => number | null
  ordersIn: (fromMs: number, toMs: number) => number
}

/** So much more than usual must be due of the visits that it tells whether orders follow them, over one of these times. */
const timesUsual = 1.3
const leastDue = 5
const spans = [4 * hourMs, hourMs, 15 * minuteMs]
/** Whoever comes last in a rush orders less often. */
const sureOfFollowed = 0.5

/** Tells what to expect while more visits come than usual: they may all be buyers, or not one more of them, as after a mailing or of bots. */
export function newRush({ byVisits, byHours, ordersIn }: Counts) {
  /** By moments, in this minute. */
  const known = new Map<number, Followed | null>()

  function followedIn(fromMs: number, toMs: number): Followed | null {
    const due = byVisits(fromMs, toMs)
    const usual = byHours(fromMs, toMs)
    if (usual === null || due < leastDue || due < timesUsual * usual) return null
    const orders = ordersIn(fromMs, toMs)
    return { share: Math.min(1, (orders + 0.5) / (due + 0.5)), orders }
  }

  /** How orders followed the visits before a moment, while more came than usual; null where not more came. */
  function followed(fromMs: number): Followed | null {
    const before = known.get(fromMs)
    if (before !== undefined) return before
    let found: Followed | null = null
    for (const span of spans) found ??= followedIn(fromMs - span, fromMs)
    known.set(fromMs, found)
    return found
  }

  return {
    followed,
    /** What is surely to be expected since a moment: what is usual at these hours, or half of what so many visits have ordered before. */
    surely(expected: Expected, usual: Rate | null, fromMs: number): Expected {
      const { mean, certain, spread } = expected
      if (usual === null || usual.rate >= mean) return expected
      const before = followed(fromMs)
      const share = before && before.orders >= leastDue ? sureOfFollowed * before.share : 0
      const part = usual.rate / mean
      if (!before || share <= part)
        return { mean: usual.rate, spread: Math.max(usual.spread, spread), certain: certain * part }
      return { mean: share * mean, spread: spread + 1 / before.orders, certain: certain * share }
    },
    begin: () => known.clear(),
  }
}
