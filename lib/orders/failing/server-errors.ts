import { minuteMs } from '@/lib/time'

/** As the alarm `Server-Errors` has it: so many errors, and such a share of all requests, in three of the last six minutes. */
const least = { errors: 3, share: 0.05 }
const windowMs = 3 * minuteMs
const keptMs = 2 * windowMs

/** Server errors among all requests of some minutes. */
export interface ServerErrors {
  failed: number
  asked: number
}

/** Follows how many of all requests, whoever sends them, are answered with a server error. Times are epoch ms. */
export function newServerErrors() {
  /** The last minutes, the newest last. */
  let minutes: { ms: number; failed: number; asked: number }[] = []

  const sumOf = (fromMs: number, toMs: number): ServerErrors =>
    minutes
      .filter(({ ms }) => ms >= fromMs && ms < toMs)
      .reduce(
        (sum, { failed, asked }) => ({ failed: sum.failed + failed, asked: sum.asked + asked }),
        { failed: 0, asked: 0 },
      )

  return {
    see(status: number, atMs: number): void {
      const ms = Math.floor(atMs / minuteMs) * minuteMs
      if (ms !== minutes.at(-1)?.ms)
        minutes = [
          ...minutes.filter((one) => one.ms > ms - keptMs - minuteMs),
          { ms, failed: 0, asked: 0 },
        ]
      const minute = minutes.at(-1)
      if (!minute) return
      minute.asked += 1
      if (status >= 500) minute.failed += 1
    },
    /** What came until now has been told as a trouble. */
    forget(): void {
      minutes = []
    },
    /** The errors of the last minutes, while that is more than strays; null otherwise. */
    at(nowMs: number): ServerErrors | null {
      for (let toMs = nowMs; toMs >= nowMs - keptMs + windowMs; toMs -= minuteMs) {
        const { failed, asked } = sumOf(toMs - windowMs, toMs)
        if (failed >= least.errors && failed >= least.share * asked)
          return sumOf(nowMs - keptMs, nowMs)
      }
      return null
    },
  }
}
