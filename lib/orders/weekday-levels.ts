import { hoursADay } from './past-hours'
import type { Rate } from './rate'

/** How a weekday differs from the others at an hour of the day. */
export interface WeekdayLevel {
  /** The chance that the weekday has a level of its own, far below that of the others. */
  chance: number
  /** That level, as a share of the others'. */
  own: Rate
}

// A weekday is known by the hours around, or by all of it where too little is due in these.
const hoursAround = 3
// Of several days the hour itself, and the three, may tell: the shop opens later on them.
const fewerAround = [0, 1]
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

/**
 * The level of each weekday and hour, of what was seen on its days and what would have been due on them
 * by the other weekdays; all tables are by weekday and hour of the day.
 */
export function weekdayLevels(
  seen: readonly number[][],
  due: readonly number[][],
  days: readonly number[][],
): WeekdayLevel[][] {
  const sum = (row: readonly number[] | undefined, from: number, to: number) => {
    let total = 0
    for (let hour = from; hour < to; hour += 1) total += row?.[hour] ?? 0
    return total
  }
  return due.map((ofDay, weekday) => {
    const most = Math.max(...(days[weekday] ?? [0]))
    const whole = levelOf(sum(seen[weekday], 0, hoursADay), sum(ofDay, 0, hoursADay), most)
    return ofDay.map((_, hour) => {
      const known = days[weekday]?.[hour] ?? 1
      const levels = (known < leastDays ? [] : fewerAround)
        .concat(hoursAround)
        .flatMap((around) => {
          const width = 2 * around + 1
          const from = Math.min(Math.max(0, hour - around), hoursADay - width)
          const dueAround = sum(ofDay, from, from + width)
          return dueAround < leastDue
            ? []
            : levelOf(sum(seen[weekday], from, from + width), dueAround, known)
        })
      return levels.sort((a, b) => b.chance - a.chance)[0] ?? whole
    })
  })
}
