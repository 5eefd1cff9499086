import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import type { Rate } from './rate'

/** Orders to be expected of those who came. */
export interface Expected extends Omit<Rate, 'rate'> {
  mean: number
  /** How likely each of those who came is to order: the surer, the less is left to chance. */
  each: number
}

/** How orders followed visits. */
interface Followed {
  /** Of the orders that were to be expected of the visits; 1 at most. */
  share: number
  orders: number
  /** Orders that were to be expected of the visits in an hour. */
  dueAnHour: number
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
/** Of a rush that is so much larger than before, nobody knows who comes. */
const timesBefore = 3
/** Whoever comes last in a rush orders less often. */
const sureOfFollowed = 0.5

/** Tells what to expect while more visits come than usual: they may all be buyers, or not one more of them, as after a mailing or of bots. */
export function newRush({ byVisits, byHours, ordersIn }: Counts) {
  /** By moments, in this minute. */
  const known = new Map<number, Followed[]>()

  function followedIn(fromMs: number, toMs: number): Followed | null {
    const due = byVisits(fromMs, toMs)
    const usual = byHours(fromMs, toMs)
    if (usual === null || due < leastDue || due < timesUsual * usual) return null
    const orders = ordersIn(fromMs, toMs)
    const share = Math.min(1, (orders + 0.5) / (due + 0.5))
    return { share, orders, dueAnHour: (due * hourMs) / (toMs - fromMs) }
  }

  function before(fromMs: number): Followed[] {
    const found =
      known.get(fromMs) ?? spans.flatMap((span) => followedIn(fromMs - span, fromMs) ?? [])
    known.set(fromMs, found)
    return found
  }

  /** How orders followed the visits before (fromMs, toMs], while more came than usual, and nearly as many as then; null where that is not known. */
  const followed = (mean: number, { fromMs, toMs }: TimeRange): Followed | null =>
    before(fromMs).find(
      ({ dueAnHour }) => (mean * hourMs) / (toMs - fromMs) <= timesBefore * dueAnHour,
    ) ?? null

  return {
    followed,
    /** What is surely to be expected in (fromMs, toMs]: what is usual at these hours, or half of what so many visits have ordered before. */
    surely(expected: Expected, usual: Rate | null, range: TimeRange): Expected {
      const { mean, spread, each } = expected
      if (usual === null || usual.rate >= mean) return expected
      const rush = followed(mean, range)
      const share = rush && rush.orders >= leastDue ? sureOfFollowed * rush.share : 0
      const part = Math.max(share, usual.rate / mean)
      const isUsual = rush === null || share < part
      return {
        mean: part * mean,
        spread: isUsual ? Math.max(usual.spread, spread) : spread + 1 / rush.orders,
        // As if fewer had come.
        each,
      }
    },
    begin: () => known.clear(),
  }
}
