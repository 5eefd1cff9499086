import { hostOf } from '@/lib/access-log/request-line'
import { countOne } from '@/lib/orders/expected/counts'
import { dayMs } from '@/lib/time'
import type { Visit, VisitRequest } from '@/lib/visits/visits'

/** Of a log that lacks lines: since when, and what part of the usual ones comes. */
export interface Torn {
  sinceMs: number
  share: number
}

interface Parts {
  /** Lines that came in (fromMs, toMs], and that usually do; null where not a day is known. */
  linesIn: (fromMs: number, toMs: number) => number
  usualLines: (fromMs: number, toMs: number) => number | null
}

// A cumulative sum of log likelihood ratios: each visit that begins in its middle adds, each other one takes away.
const leastShare = 0.05
const mostShare = 0.3
const addedShare = 0.35
const limit = 15
const most = 2 * limit
const memory = 2_000
const leastKnown = 100
const mostLines = 0.6
/** For longer, that is how the log is. */
const longestMs = 7 * dayMs
const leastInner = 20
const innerShare = 0.25
/** So many links tell which hosts are the site's. */
const mostLinks = 2_000

/** Tells a log that only a part of the lines arrives in: visits begin with a file, a form, or a page to which another of the site led. */
export function newTornVisits({ linesIn, usualLines }: Parts) {
  const begun = new WeakSet<Visit>()
  /** Hosts that lead from page to page, and how often. */
  const inner = new Map<string, number>()
  let left = mostLinks
  let usual = 0
  let known = 0
  let score = 0
  let sinceMs = 0
  let isFound = false

  function isInner(host: string): boolean {
    const times = inner.get(host) ?? 0
    return host !== '' && times >= leastInner && times >= innerShare * (mostLinks - left)
  }

  function count(isTorn: boolean, atMs: number) {
    const low = Math.max(leastShare, 1.5 * usual)
    const high = low + addedShare
    const before = score
    if (known >= leastKnown && low <= mostShare)
      score += Math.log(isTorn ? high / low : (1 - high) / (1 - low))
    score = Math.min(most, Math.max(0, score))
    if (before === 0 && score > 0) sinceMs = atMs
    if (score >= limit / 2) return
    known = Math.min(memory, known + 1)
    usual += ((isTorn ? 1 : 0) - usual) / known
  }

  return {
    see({ timeMs, method, referer }: VisitRequest, visit: Visit, isStatic: boolean) {
      if (timeMs === visit.startMs && !begun.has(visit)) {
        begun.add(visit)
        count(isStatic || method === 'POST' || isInner(visit.referrer), timeMs)
      } else if (left > 0 && !isStatic && referer !== '' && visit.pages > 1) {
        left -= 1
        const host = hostOf(referer) ?? ''
        if (host !== visit.referrer) countOne(inner, host)
      }
    },
    /** To be called each minute. */
    look(nowMs: number): Torn | null {
      isFound = score >= (isFound ? limit / 2 : limit) && nowMs - sinceMs < longestMs
      if (!isFound) return null
      const lines = usualLines(sinceMs, nowMs)
      const share = lines === null ? 1 : linesIn(sinceMs, nowMs) / Math.max(1, lines)
      isFound = share <= mostLines
      return isFound ? { sinceMs, share } : null
    },
  }
}
