import { addTo, hoursADay, newTable, type PastHour, sumOfHour, weekdays } from './past-hours'
import { either, type Rate, Spread } from './rate'
import { weekdayLevels } from './weekday-levels'

export const priorConversion = 0.03
const priorVisits = 30
// The conversion of an hour is worth as much as that of all hours when it has this many orders.
const pooledOrders = 20

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** The share that orders, by hour of the day, of those who came in each and ordered. */
function ratesOf(came: readonly number[], ordered: readonly number[]): number[] {
  const overall = (sum(ordered) + priorVisits * priorConversion) / (sum(came) + priorVisits)
  const weight = pooledOrders / overall
  const near = (all: readonly number[], hour: number) =>
    (all[hour] ?? 0) +
    (all[(hour + hoursADay - 1) % hoursADay] ?? 0) +
    (all[(hour + 1) % hoursADay] ?? 0)
  return came.map((_, hour) =>
    Math.min(0.999, (near(ordered, hour) + weight * overall) / (near(came, hour) + weight)),
  )
}

function tablesOf(source: number, past: readonly PastHour[]) {
  const [came, ordered, days] = [newTable(), newTable(), newTable()]
  for (const one of past) {
    addTo(came, one.weekday, one.hour, one.came[source] ?? 0)
    addTo(ordered, one.weekday, one.hour, one.ordered[source] ?? 0)
    addTo(days, one.weekday, one.hour, 1)
  }
  return { came, ordered, days }
}

/**
 * The share of a source that orders, by weekday and hour of the day: as on all days, but where a weekday
 * has a level of its own. `ofWeekdays` are the hours that may tell that.
 */
export function usualConversion(
  source: number,
  past: readonly PastHour[],
  ofWeekdays: readonly PastHour[],
): Rate[][] {
  const { came, ordered } = tablesOf(source, past)
  const own = tablesOf(source, ofWeekdays)
  const weighted = (
    table: readonly number[][],
    weightOf: (weekday: number, hour: number) => number,
  ) =>
    Array.from({ length: hoursADay }, (_, hour) =>
      sumOfHour(table, hour, (weekday) => weightOf(weekday, hour)),
    )
  const ofAll = (table: readonly number[][]) => weighted(table, () => 1)
  const [allCame, allOrdered] = [ofAll(came), ofAll(ordered)]
  const except = (all: readonly number[], row: readonly number[] | undefined) =>
    all.map((count, hour) => count - (row?.[hour] ?? 0))
  const others = Array.from({ length: weekdays }, (_, weekday) =>
    ratesOf(except(allCame, came[weekday]), except(allOrdered, ordered[weekday])),
  )
  const due = own.came.map((row, weekday) =>
    row.map((count, hour) => count * (others[weekday]?.[hour] ?? 0)),
  )
  const levels = weekdayLevels(own.ordered, due, own.days)
  const alike = (weekday: number, hour: number) => 1 - (levels[weekday]?.[hour]?.chance ?? 0)
  const rates = ratesOf(weighted(came, alike), weighted(ordered, alike))
  const uncertain = 1 / (sum(weighted(ordered, alike)) + 4)
  const table = levels.map((row, weekday) =>
    row.map(({ chance, own: level }, hour) => {
      const ownRate = { ...level, rate: level.rate * (others[weekday]?.[hour] ?? 0) }
      return either(chance, ownRate, { rate: rates[hour] ?? 0, spread: uncertain })
    }),
  )
  const spread = new Spread()
  for (const one of past) {
    const rate = table[one.weekday]?.[one.hour]?.rate ?? 0
    const mean = rate * (one.came[source] ?? 0)
    spread.add(one.ordered[source] ?? 0, mean, mean * (1 - rate))
  }
  const { found } = spread
  return table.map((row) => row.map((one) => ({ ...one, spread: one.spread + found })))
}
