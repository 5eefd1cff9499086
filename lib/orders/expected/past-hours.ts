/** What came in an hour of the past, and whether that says what is usual. */
export interface PastHour {
  /** Hours since 1970. */
  index: number
  hour: number
  weekday: number
  /** By source: how many came in it, and how many of them ordered. */
  came: Float64Array
  ordered: Float64Array
  orders: number
  lines: number
  /** Requests of people. */
  asked: number
  /** Hours in which something was wrong say nothing about what is usual. */
  isTroubled: boolean
  /** Orders or lines were missing in it and nothing explained why: on most days alike, that is what is usual. */
  isDoubtful: boolean
  /** Nothing was logged in all or a part of it, longer than usual. */
  isSilent: boolean
}

export const weekdays = 7
export const hoursADay = 24

export const hoursForConversion = 14 * 24
export const hoursForRate = 28 * 24
/** A day of the same weekday lies at least so far back: what happens today does not make itself usual. */
const hoursOfNow = 3 * 24

export const newTable = (): number[][] =>
  Array.from({ length: weekdays }, () => new Array<number>(hoursADay).fill(0))

/** Adds to what a table holds for a weekday and hour. */
export function addTo(table: number[][], weekday: number, hour: number, by: number): void {
  const row = table[weekday]
  if (row) row[hour] = (row[hour] ?? 0) + by
}

/** What a table holds for an hour of the day, each weekday with its weight. */
export function sumOfHour(
  table: readonly number[][],
  hour: number,
  weightOf: (weekday: number) => number,
): number {
  let sum = 0
  for (let weekday = 0; weekday < weekdays; weekday += 1)
    sum += weightOf(weekday) * (table[weekday]?.[hour] ?? 0)
  return sum
}

/** Without the hours in which something was wrong, except where most of the hours that are alike look so. */
function without(
  past: readonly PastHour[],
  { latest, likeness }: { latest: number; likeness: (one: PastHour) => number },
): PastHour[] {
  const doubts = new Float64Array(weekdays * hoursADay)
  for (const one of past.slice(-latest))
    if (!one.isTroubled)
      doubts[likeness(one)] = (doubts[likeness(one)] ?? 0) + (one.isDoubtful ? 1 : -1)
  return past.filter(
    (one) => !one.isTroubled && (!one.isDoubtful || (doubts[likeness(one)] ?? 0) > 0),
  )
}

/** The hours that say what is usual on any day. */
export const usualAmong = (past: readonly PastHour[]): PastHour[] =>
  without(past, { latest: hoursForConversion, likeness: ({ hour }) => hour })

/** The hours that say what is usual on their weekday, of those before today. */
export const usualByWeekday = (past: readonly PastHour[], nowIndex: number): PastHour[] =>
  without(
    past.filter(({ index }) => index < nowIndex - hoursOfNow),
    {
      latest: hoursForRate,
      likeness: ({ weekday, hour }) => weekday * hoursADay + hour,
    },
  )
