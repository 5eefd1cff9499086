import { hoursADay } from './past-hours'
import type { Rate } from './rate'

/** How a weekday differs from the others at an hour of the day. */
export interface WeekdayLevel {
  /** The chance that the weekday has a level of its own, far below that of the others. */
  chance: number
  /** That level, as a share of the others'. */
  own: Rate
}

// A weekday is known by so many hours around, or by all of it where too little is due in these.
const ofOneDay = [3]
// Of several days the hour itself, and the three, may tell: the shop opens later on them.
const ofDays = [0, 1, 3]
const leastDays = 2
const leastDue = 8
/** Days like the others have at least so much. */
const mostShare = 0.5
/** How often a weekday has a level of its own, and how far apart such levels lie. */
const priorChance = 0.02
const priorShape = 0.5
// Days of one kind vary, and more of them say more.
const spreadOfDay = 0.1
const spreadOfWeeks = 0.02

const alike: WeekdayLevel = { chance: 0, own: { rate: 1, spread: 0 } }

/** The natural logarithm of the gamma function, of x > 0, to seven digits (Stirling). */
function logGamma(x: number): number {
  let [shifted, log] = [x, 0]
  for (; shifted < 8; shifted += 1) log -= Math.log(shifted)
  return (
    log +
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    0.5 * Math.log(2 * Math.PI) +
    1 / (12 * shifted) -
    1 / (360 * shifted ** 3)
  )
}

/** The logarithm of the chance of a number (negative binomial), up to what depends on the number alone. */
function logChance(seen: number, mean: number, spread: number): number {
  const size = 1 / spread
  return (
    logGamma(seen + size) -
    logGamma(size) +
    seen * Math.log((spread * mean) / (1 + spread * mean)) -
    size * Math.log1p(spread * mean)
  )
}

function levelOf(seen: number, due: number, days: number): WeekdayLevel {
  if (due === 0 || seen >= mostShare * due) return alike
  const likeOthers = logChance(seen, due, spreadOfDay / Math.max(1, days) + spreadOfWeeks)
  const ofItsOwn = logChance(seen, due, 1 / priorShape)
  const odds = (priorChance / (1 - priorChance)) * Math.exp(ofItsOwn - likeOthers)
  const known = seen + priorShape
  return {
    chance: odds === Infinity ? 1 : odds / (1 + odds),
    own: { rate: known / (due + priorShape), spread: 1 / known },
  }
}

/** Gives the sum of a range of numbers. */
function sums(numbers: readonly number[]): (from: number, to: number) => number {
  const until = [0]
  let sum = 0
  for (const one of numbers) {
    sum += one
    until.push(sum)
  }
  return (from, to) => (until[to] ?? sum) - (until[from] ?? sum)
}

/**
 * The level of each weekday and hour, of what was seen on its days and what would have been due on them
 * by the other weekdays; all tables are by weekday and hour of the day.
 */
export function weekdayLevels(
  seen: readonly number[][],
  due: readonly number[][],
  days: readonly number[][],
): WeekdayLevel[][] {
  return due.map((ofDay, weekday) => {
    const [sumOfSeen, sumOfDue] = [sums(seen[weekday] ?? []), sums(ofDay)]
    const known = days[weekday] ?? []
    const whole = levelOf(sumOfSeen(0, hoursADay), sumOfDue(0, hoursADay), Math.max(0, ...known))
    return ofDay.map((_, hour) => {
      const knownDays = known[hour] ?? 1
      let best: WeekdayLevel | null = null
      for (const around of knownDays < leastDays ? ofOneDay : ofDays) {
        const width = 2 * around + 1
        const from = Math.min(Math.max(0, hour - around), hoursADay - width)
        const dueAround = sumOfDue(from, from + width)
        if (dueAround >= leastDue) {
          const level = levelOf(sumOfSeen(from, from + width), dueAround, knownDays)
          if (best === null || level.chance > best.chance) best = level
        }
      }
      return best ?? whole
    })
  })
}
