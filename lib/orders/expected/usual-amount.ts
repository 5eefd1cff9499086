import { chanceOfAtMost } from './distributions'
import { addTo, newTable, type PastHour, sumOfHour } from './past-hours'
import { either, type Rate, Spread } from './rate'
import { type WeekdayLevel, weekdayLevels } from './weekday-levels'

/** A day of the same weekday says as much as so many others. */
const weightOfSame = 3
const leastWeight = 1e-6
/** A holiday, or a trouble that nobody told: hardly any of what was usual came. */
const odd = { share: 0.3, chance: 0.001, spread: 0.05 }

interface Counted {
  countOf: (hour: PastHour) => number
  /** How many come together: a visit asks for several things. */
  cluster?: number
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

function tablesOf(past: readonly PastHour[], countOf: Counted['countOf']) {
  const [counts, days] = [newTable(), newTable()]
  for (const one of past) {
    addTo(counts, one.weekday, one.hour, countOf(one))
    addTo(days, one.weekday, one.hour, 1)
  }
  return { counts, days }
}

type Tables = ReturnType<typeof tablesOf>

/** Sum and mean of an hour of the day, each weekday with its weight; null where no day is known. */
function ofHour({ counts, days }: Tables, hour: number, weightOf: (weekday: number) => number) {
  const all = sumOfHour(days, hour, weightOf)
  if (all < leastWeight) return null
  const sumOf = sumOfHour(counts, hour, weightOf)
  return { sum: sumOf, mean: sumOf / all }
}

const ofAnyDay = () => 1

/** The mean of each hour on the other weekdays; null where no day is known. */
function meanOfOthers({ counts, days }: Tables): (number | null)[][] {
  const all = (table: Tables['counts'], hour: number) => sumOfHour(table, hour, ofAnyDay)
  const totals = newTable()[0]?.map((_, hour) => [all(counts, hour), all(days, hour)] as const)
  return counts.map((row, weekday) =>
    row.map((own, hour) => {
      const [count = 0, known = 0] = totals?.[hour] ?? []
      const ofOthers = known - (days[weekday]?.[hour] ?? 0)
      return ofOthers < leastWeight ? null : (count - own) / ofOthers
    }),
  )
}

/** The level of each weekday and hour; `ofWeekdays` are the hours that may tell it. */
export function levelsOf(
  past: readonly PastHour[],
  ofWeekdays: readonly PastHour[],
  { countOf, cluster = 1 }: Counted,
): WeekdayLevel[][] {
  const others = meanOfOthers(tablesOf(past, countOf))
  const own = tablesOf(ofWeekdays, (one) => countOf(one) / cluster)
  const due = own.days.map((row, weekday) =>
    row.map((days, hour) => (days * (others[weekday]?.[hour] ?? 0)) / cluster),
  )
  return weekdayLevels(own.counts, due, own.days)
}

const isOddDay = ({ seen, due }: { seen: number; due: number }) =>
  seen <= odd.share * due && chanceOfAtMost(seen, due, odd.spread) < odd.chance

type Rates = (Rate | null)[][]

const rateAt = (rates: Rates, { weekday, hour }: PastHour) => rates[weekday]?.[hour]?.rate ?? 0

function ratesOf(past: readonly PastHour[], levels: readonly WeekdayLevel[][]): Rates {
  const tables = tablesOf(past, ({ orders }) => orders)
  const others = meanOfOthers(tables)
  return levels.map((row, weekday) =>
    row.map(({ chance, own }, hour) => {
      const found = ofHour(tables, hour, (one) =>
        one === weekday ? weightOfSame : 1 - (levels[one]?.[hour]?.chance ?? 0),
      )
      if (!found) return null
      const usual = { rate: found.mean, spread: 1 / (found.sum + 2) }
      const ofOthers = others[weekday]?.[hour] ?? 0
      return either(chance, { ...own, rate: own.rate * ofOthers }, usual)
    }),
  )
}

/** Without the days on which hardly any of what was usual came. */
function withoutOdd(past: readonly PastHour[], rates: Rates): PastHour[] {
  const days = new Map<number, { seen: number; due: number }>()
  const dayOf = ({ index, hour }: PastHour) => index - hour
  for (const one of past) {
    const { seen, due } = days.get(dayOf(one)) ?? { seen: 0, due: 0 }
    days.set(dayOf(one), { seen: seen + one.orders, due: due + rateAt(rates, one) })
  }
  const oddDays = new Set([...days].filter(([, day]) => isOddDay(day)).map(([at]) => at))
  return past.filter((one) => !oddDays.has(dayOf(one)))
}

/**
 * The orders that are usual in an hour, by weekday and hour of the day; null where no day is known. Days of
 * other weekdays count for less, and for nothing where one of the two has a level of its own.
 */
export function usualOrders(past: readonly PastHour[], ofWeekdays: readonly PastHour[]): Rates {
  const levels = levelsOf(past, ofWeekdays, { countOf: ({ orders }) => orders })
  const ofAll = ratesOf(past, levels)
  const usual = withoutOdd(past, ofAll)
  const rates = usual.length === past.length ? ofAll : ratesOf(usual, levels)
  const spread = new Spread()
  for (const one of usual) spread.add(one.orders, rateAt(rates, one))
  const { found } = spread
  return rates.map((row) => row.map((one) => one && { ...one, spread: one.spread + found }))
}

/** The mean of an hour on the days before it: of all that are alike. */
export function meanOf(
  days: readonly PastHour[],
  { weekday, hour }: { weekday: number; hour: number },
  { countOf, levels }: Pick<Counted, 'countOf'> & { levels: readonly WeekdayLevel[][] },
): number | null {
  if (days.length === 0) return null
  const mean = (weightOf: (day: PastHour) => number) => {
    const all = sum(days.map(weightOf))
    return all < leastWeight ? null : sum(days.map((day) => weightOf(day) * countOf(day))) / all
  }
  const chanceOf = (one: number) => levels[one]?.[hour]?.chance ?? 0
  const all = mean((day) => (day.weekday === weekday ? 1 : 1 - chanceOf(day.weekday)))
  const others = mean((day) => (day.weekday === weekday ? 0 : 1))
  const usual = all ?? mean(() => 1) ?? 0
  const own = (levels[weekday]?.[hour]?.own.rate ?? 1) * (others ?? usual)
  return chanceOf(weekday) * own + (1 - chanceOf(weekday)) * usual
}
