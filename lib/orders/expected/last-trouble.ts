import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { chanceOfAtMost } from './distributions'
import type { MinuteCounts } from './minute-counts'
import type { OrderTimes } from './order-times'
import type { Rate } from './rate'

interface TroubleOf {
  isSilence?: boolean
  /** The step at which a request fails, -1 for one beside the steps. */
  step?: number
  /** When it was last seen; now, where that is not said. */
  lastMs?: number
}

/** What is known of the shop. Times are epoch ms. */
interface Known {
  minute: () => number
  steps: number
  orders: OrderTimes
  requests: MinuteCounts
  /** By source: those who came while orders could. */
  came: readonly MinuteCounts[]
  /** Orders that are usual at these hours, whoever comes; null where not a day is known. */
  usualOrders: (fromMs: number, toMs: number) => Rate | null
  /** Orders to expect of those who came, explained or not. */
  byVisits: (fromMs: number, toMs: number) => number
  usualLines: (fromMs: number, toMs: number) => number | null
}

const leastMissing = 3
const longestMs = 21 * dayMs
// One line after a silence is no end of it.
const leastResumedMs = 3 * minuteMs
const leastResumed = 5
const resumedShare = 0.5
const leastPassed = 3
// Where more orders would have come by then, the next one shows whether the shop sells again.
const soonMs = 15 * minuteMs
const mostDue = 3
// That so few went past what failed in the last hour of it, had they come as they do now.
const unlikelyBefore = 0.01

/** The trouble that explained last why orders were missing, and what has shown since that it is over. */
export function newLastTrouble(known: Known) {
  const { steps, orders, requests, came, usualOrders } = known
  let untilMs = 0
  let seenMs = 0
  let sinceMs: number | null = null
  /** Whether nothing came in it, not even a line. */
  let wasSilent = false
  /** Whether orders had stopped by its end. */
  let hadStopped = false
  /** The step at which a request failed in it, -1 for one beside the steps; null where none did. */
  let failedStep: number | null = null
  /** How often what failed in it was answered well since; 0 where that does not end it. */
  let answered = 0
  /** Lines have come as usual since it ended. */
  let wasHeard = false

  /** Whether so many would have come since the last order that they have stopped. */
  function areMissing(minute: number): boolean {
    if (orders.lastMs === null) return false
    // Where three are not due in weeks, years say no more.
    const lastMs = Math.max(orders.lastMs, minute - longestMs)
    const due = usualOrders(lastMs, minute)?.rate ?? known.byVisits(lastMs, minute)
    return due >= leastMissing
  }

  function isHeardAgain(minute: number): boolean {
    if (wasHeard) return true
    if (!wasSilent || minute - untilMs < leastResumedMs) return false
    const lines = requests.sum(untilMs, minute, minute)
    if (lines < leastResumed) return false
    const usual = known.usualLines(untilMs, minute)
    wasHeard = usual !== null && lines >= resumedShare * usual
    return wasHeard
  }

  function passed(minute: number): number {
    if (sinceMs === null || failedStep === null) return 0
    const troubledMs = Math.min(hourMs, untilMs - sinceMs)
    let most = 0
    // Past the last step before the order is only an order.
    for (let step = failedStep + 1; step < steps - 1; step += 1) {
      const counts = came[step + 1] as MinuteCounts
      const now = counts.sum(untilMs, minute, minute)
      if (now < leastPassed) continue
      const before = counts.sum(untilMs - troubledMs, untilMs, minute)
      const mean = (now * troubledMs) / (minute - untilMs)
      if (chanceOfAtMost(before, mean, 1 / now, unlikelyBefore) < unlikelyBefore)
        most = Math.max(most, now)
    }
    return most
  }

  /** Whether what failed is answered well again, and no more orders would have come than may be missing by chance. */
  function isAnswered(minute: number): boolean {
    if (answered === 0) return false
    const usual = usualOrders(untilMs, Math.max(minute, untilMs + soonMs))
    return usual !== null && usual.rate < mostDue
  }

  return {
    /** Until when what was missing has been explained; 0 before any trouble. */
    get untilMs() {
      return untilMs
    },
    /** When it was last seen, if orders had stopped in it or none has come since it began; null when one has come after it, and where none ever did. */
    get unprovenMs() {
      const mustFollowMs = hadStopped ? untilMs : sinceMs
      const isUnproven = sinceMs !== null && (orders.lastMs ?? Infinity) <= (mustFollowMs ?? 0)
      return isUnproven ? seenMs : null
    },
    /** When it ended, if it was a silence; null otherwise. */
    get silentUntilMs() {
      return wasSilent ? untilMs : null
    },
    /** Whether lines come again as usual after a silence, visits go past what failed, or it is answered well: that is over before the next order. */
    get hasResumed() {
      const minute = known.minute()
      return isHeardAgain(minute) || passed(minute) > 0 || isAnswered(minute)
    },
    /** Visits that have reached a step after the one that failed since it is over; 0 while as many may have before. */
    get passed() {
      return passed(known.minute())
    },
    /** How often what failed has been answered well since it is over; 0 where that does not end it. */
    get answered() {
      return answered
    },
    /** What failed is answered well again, so many times so far. */
    mend(times: number) {
      answered = times
    },
    /** What has been missing since a moment is not explained after all. */
    reopen(sinceMs: number) {
      untilMs = Math.min(untilMs, sinceMs)
    },
    /** What is missing until now has its reason: a trouble since then, or one that orders have ended. */
    explain(beganMs: number | null = null, { isSilence = false, step, lastMs }: TroubleOf = {}) {
      const minute = known.minute()
      untilMs = minute
      seenMs = lastMs ?? minute
      sinceMs = beganMs
      wasSilent = isSilence
      failedStep = step ?? null
      answered = 0
      wasHeard = false
      hadStopped = beganMs !== null && areMissing(minute)
    },
  }
}
