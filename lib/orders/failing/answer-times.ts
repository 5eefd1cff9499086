import { minuteMs } from '@/lib/time'

/** How slowly a request is answered, in ms, and whether all else is slow too. */
export interface Slowness {
  ms: number
  usualMs: number
  isEverything: boolean
}

interface Times {
  /** Of the answers that were not slow: the mean of their logarithms, and how many. */
  log: number
  count: number
  /** The latest slow ones. */
  slow: { atMs: number; durationMs: number }[]
}

// What is usual follows a site that grows slower over weeks.
const memory = 2_000
const maxTimed = 5_000
const maxSlow = 15
/** What grows slower is as slow as it has been lately, where so many answers tell. */
const latelyMs = 30 * minuteMs
const leastLately = 3
const maxRecent = 300
const recentMs = 10 * minuteMs
/** Everything is slow where most answers are, of several requests. */
const everything = { answers: 20, share: 0.6, keys: 3 }

/** Keeps how long requests of people take: as a rule, and when they are slow. Times are epoch ms. */
export function newAnswerTimes() {
  const times = new Map<string, Times>()
  const recent: { key: string; atMs: number; isSlow: boolean }[] = []

  function isEverything(nowMs: number): boolean {
    const last = recent.filter(({ atMs }) => atMs > nowMs - recentMs)
    const slow = last.filter(({ isSlow }) => isSlow)
    const keys = new Set(slow.map(({ key }) => key))
    return (
      last.length >= everything.answers &&
      slow.length >= everything.share * last.length &&
      keys.size >= everything.keys
    )
  }

  return {
    see(key: string, atMs: number, durationMs: number, isSlow: boolean) {
      recent.push({ key, atMs, isSlow })
      if (recent.length > maxRecent) recent.shift()
      let one = times.get(key)
      if (!one) {
        if (times.size >= maxTimed) return
        one = { log: 0, count: 0, slow: [] }
        times.set(key, one)
      }
      if (isSlow) {
        one.slow.push({ atMs, durationMs })
        if (one.slow.length > maxSlow) one.slow.shift()
        return
      }
      one.count = Math.min(memory, one.count + 1)
      one.log += (Math.log(Math.max(1, durationMs)) - one.log) / one.count
    },
    /** Null where it has not been slow, or nothing else is known of it. */
    slowness(key: string, nowMs: number): Slowness | null {
      const one = times.get(key)
      if (!one || one.count === 0 || one.slow.length === 0) return null
      const lately = one.slow.filter(({ atMs }) => atMs > nowMs - latelyMs)
      const latest = lately.length >= leastLately ? lately : one.slow
      const sorted = latest.map(({ durationMs }) => durationMs).sort((a, b) => a - b)
      const ms = sorted[Math.floor(sorted.length / 2)] as number
      return { ms, usualMs: Math.exp(one.log), isEverything: isEverything(nowMs) }
    },
  }
}
