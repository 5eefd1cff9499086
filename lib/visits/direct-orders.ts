import { dayMs } from '@/lib/time'

const keptDays = 10
const leastDays = 2
/** Of fewer buyers nobody can say that they ask for pages before. */
const leastLed = 30
/** From such a share of the orders on, they are how this shop sells. */
const usualShare = 0.05
/** One or two within a day may be anybody's. */
const leastInDay = 3
const keptLatest = 100

interface Day {
  day: number
  direct: number
  all: number
}

/**
 * Orders of clients that asked for nothing else before, and whether those are usual: through an app, or
 * where a cache answers the pages. By the match of the last step that they fit: one may be a payment
 * provider's call. The day itself does not count, and of the days before it the half with the fewest does:
 * programs that order for some days make nothing usual.
 */
export function newDirectOrders() {
  const byMatch = new Map<number, Day[]>()
  /** When the latest direct ones came, the newest last. */
  let latestMs: number[] = []
  const dayOf = (ms: number) => Math.floor(ms / dayMs)
  /** What was found for the running day; it rests on the days before. */
  let found = new Map<number, boolean>()
  let foundDay = Number.NaN

  function todayOf(match: number, ms: number): Day {
    const days = byMatch.get(match) ?? []
    byMatch.set(match, days)
    const last = days.at(-1)
    if (last && last.day >= dayOf(ms)) return last
    const today = { day: dayOf(ms), direct: 0, all: 0 }
    days.push(today)
    if (days.length > keptDays + 1) days.shift()
    return today
  }

  const pastOf = (match: number, day: number) =>
    (byMatch.get(match) ?? []).filter((one) => one.day < day)

  const areMany = (past: readonly Day[]) =>
    past.length >= leastDays &&
    past.reduce((sum, { all, direct }) => sum + all - direct, 0) >= leastLed

  function areUnusual(match: number, day: number): boolean {
    const past = pastOf(match, day)
    if (!areMany(past)) return false
    const fewest = past
      .sort((a, b) => a.direct / a.all - b.direct / b.all)
      .slice(0, Math.ceil(past.length / 2))
    const direct = fewest.reduce((sum, one) => sum + one.direct, 0)
    return direct < usualShare * fewest.reduce((sum, { all }) => sum + all, 0)
  }

  return {
    add(match: number, ms: number, isDirect: boolean) {
      const today = todayOf(match, ms)
      today.all += 1
      if (!isDirect) return
      today.direct += 1
      latestMs = [...latestMs, ms].slice(-keptLatest)
    },
    /** One that was added as direct came from a browser after all. */
    takeBack(match: number, ms: number) {
      const today = todayOf(match, ms)
      if (today.direct > 0) today.direct -= 1
      latestMs = latestMs.filter((one) => one !== ms)
    },
    /** Whether clients that ask for something before have ordered here on several days. */
    areLed: (match: number, ms: number): boolean => areMany(pastOf(match, dayOf(ms))),
    /** Whether several came within a day, and nearly all who order here ask for something before. */
    areUnusual(match: number, ms: number): boolean {
      const least = latestMs.at(-leastInDay)
      if (least === undefined || ms - least > dayMs) return false
      const day = dayOf(ms)
      if (day !== foundDay) {
        found = new Map()
        foundDay = day
      }
      const known = found.get(match) ?? areUnusual(match, day)
      found.set(match, known)
      return known
    },
  }
}
