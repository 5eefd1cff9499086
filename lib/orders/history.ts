import { hourMs } from '@/lib/time'

/** The hour of the day and the day of the week of a moment, in the shop's zone. */
export type ClockOf = (ms: number) => { hour: number; weekday: number }

interface Hour {
  /** Hours since 1970. */
  index: number
  hour: number
  weekday: number
  /** By source: how many came in it, and how many of them ordered. */
  came: Float64Array
  ordered: Float64Array
  orders: number
  lines: number
  /** Hours in which something was wrong say nothing about what is usual. */
  isTroubled: boolean
  /** Orders were missing in it and nothing explained why: on most days alike, that is what is usual. */
  isDoubtful: boolean
}

/** A rate, and how much it varies beyond chance (the squared coefficient of variation). */
export interface Rate {
  rate: number
  spread: number
}

const maxHours = 35 * 24
// Orders of visits that began later may still come.
const settledHours = 2
const hoursForConversion = 14 * 24
const hoursForRate = 28 * 24
/** Fewer days say little of how few visits a day can have. */
const leastDays = 5
const priorConversion = 0.03
const priorVisits = 30
// The conversion of an hour is worth as much as that of all hours when it has this many orders.
const pooledOrders = 20
const minSpread = 0.02
const maxSpread = 0.6
const priorSpread = 0.25

const spreadOf = (squares: number, expected: number, expectedSquares: number, hours: number) => {
  if (hours < 12 || expectedSquares === 0) return priorSpread
  const found = (squares - expected) / expectedSquares
  return Math.min(maxSpread, Math.max(minSpread, found))
}

interface Usual {
  /** By source and hour of the day. */
  conversions: Rate[][]
  /** Orders in an hour, by weekday and hour of the day; null where no day is known. */
  orders: (Rate | null)[][]
}

/** What is usual for a shop, hour by hour, from the hours that have passed. */
export function newHistory(sources: number, clockOf: ClockOf) {
  let hours: Hour[] = []
  let usual: Usual | null = null
  let least: (number | null)[] | null = null

  function hourAt(ms: number): Hour {
    const index = Math.floor(ms / hourMs)
    let last = hours.at(-1)
    if (last && last.index >= index) return hours[hours.length - 1 - (last.index - index)] ?? last
    for (let next = last ? last.index + 1 : index; next <= index; next += 1) {
      last = {
        index: next,
        ...clockOf(next * hourMs),
        came: new Float64Array(sources),
        ordered: new Float64Array(sources),
        orders: 0,
        lines: 0,
        isTroubled: false,
        isDoubtful: false,
      }
      hours.push(last)
    }
    if (hours.length > maxHours + 24) hours = hours.slice(-maxHours)
    usual = null
    least = null
    return hours[hours.length - 1] as Hour
  }

  function conversionsOf(source: number, past: readonly Hour[]): Rate[] {
    const came = new Float64Array(24)
    const ordered = new Float64Array(24)
    for (const { hour, came: all, ordered: some } of past) {
      came[hour] = (came[hour] as number) + (all[source] as number)
      ordered[hour] = (ordered[hour] as number) + (some[source] as number)
    }
    const sum = (numbers: Float64Array) => numbers.reduce((total, one) => total + one, 0)
    const overall = (sum(ordered) + priorVisits * priorConversion) / (sum(came) + priorVisits)
    const weight = pooledOrders / overall
    const rates = Array.from({ length: 24 }, (_, hour) => {
      const near = [hour, (hour + 23) % 24, (hour + 1) % 24]
      const nearCame = near.reduce((total, one) => total + (came[one] as number), 0)
      const nearOrdered = near.reduce((total, one) => total + (ordered[one] as number), 0)
      return Math.min(0.999, (nearOrdered + weight * overall) / (nearCame + weight))
    })
    let [squares, expected, expectedSquares, counted] = [0, 0, 0, 0]
    for (const { hour, came: all, ordered: some } of past) {
      const mean = (rates[hour] as number) * (all[source] as number)
      if (mean < 0.3) continue
      squares += ((some[source] as number) - mean) ** 2
      expected += mean * (1 - (rates[hour] as number))
      expectedSquares += mean * mean
      counted += 1
    }
    const spread = spreadOf(squares, expected, expectedSquares, counted)
    const uncertain = 1 / (sum(ordered) + 4)
    return rates.map((rate) => ({ rate, spread: spread + uncertain }))
  }

  function ordersOf(past: readonly Hour[]): (Rate | null)[][] {
    const byHour = Array.from({ length: 24 }, () => [] as Hour[])
    for (const one of past) byHour[one.hour]?.push(one)
    let [squares, expected, expectedSquares, counted] = [0, 0, 0, 0]
    const table = Array.from({ length: 7 }, (_, weekday) =>
      byHour.map((days) => {
        if (days.length === 0) return null
        let [sum, weights] = [0, 0]
        for (const day of days) {
          const weight = day.weekday === weekday ? 3 : 1
          sum += weight * day.orders
          weights += weight
        }
        return sum / weights
      }),
    )
    for (const { weekday, hour, orders } of past) {
      const mean = table[weekday]?.[hour] ?? 0
      if (mean < 0.3) continue
      squares += (orders - mean) ** 2
      expected += mean
      expectedSquares += mean * mean
      counted += 1
    }
    const spread = spreadOf(squares, expected, expectedSquares, counted)
    return table.map((row, weekday) =>
      row.map((rate, hour) => {
        if (rate === null) return null
        const days = byHour[hour] ?? []
        const seen = days.reduce(
          (sum, day) => sum + (day.weekday === weekday ? 3 : 1) * day.orders,
          0,
        )
        return { rate, spread: spread + 1 / (seen + 2) }
      }),
    )
  }

  /** Without the hours in which something was wrong, except where most of an hour's days look so. */
  function usualAmong(past: readonly Hour[]): Hour[] {
    const doubts = new Float64Array(24)
    for (const { hour, isTroubled, isDoubtful } of past.slice(-hoursForConversion))
      if (!isTroubled) doubts[hour] = (doubts[hour] as number) + (isDoubtful ? 1 : -1)
    return past.filter(
      ({ hour, isTroubled, isDoubtful }) =>
        !isTroubled && (!isDoubtful || (doubts[hour] as number) > 0),
    )
  }

  function leastVisitsOf(past: readonly Hour[]): (number | null)[] {
    return Array.from({ length: 24 }, (_, hour) => {
      const days = past.filter((one) => one.hour === hour).slice(-hoursForConversion / 24)
      return days.length < leastDays ? null : Math.min(...days.map(({ came }) => came[0] as number))
    })
  }

  function known(): Usual {
    if (usual) return usual
    // The first hour may have begun before the log.
    const settled = usualAmong(hours.slice(1, -settledHours))
    const forConversion = settled.slice(-hoursForConversion)
    usual = {
      conversions: Array.from({ length: sources }, (_, source) =>
        conversionsOf(source, forConversion),
      ),
      orders: ordersOf(settled.slice(-hoursForRate)),
    }
    return usual
  }

  function usualOf(fromMs: number, toMs: number, countOf: (hour: Hour) => number): number | null {
    hourAt(toMs)
    const now = Math.floor(fromMs / hourMs)
    const past = usualAmong(hours.slice(1).filter(({ index }) => index < now))
    let sum = 0
    for (let from = fromMs; from < toMs; ) {
      const end = Math.min(toMs, (Math.floor(from / hourMs) + 1) * hourMs)
      const { hour } = clockOf(from)
      const alike = past.filter((one) => one.hour === hour).slice(-7)
      if (alike.length === 0) return null
      const mean = alike.reduce((total, one) => total + countOf(one), 0) / alike.length
      sum += (mean * (end - from)) / hourMs
      from = end
    }
    return sum
  }

  return {
    /** How many hours are known in which nothing was wrong. */
    settledHours: () => usualAmong(hours).length,
    came(source: number, ms: number, count = 1) {
      const { came } = hourAt(ms)
      came[source] = (came[source] as number) + count
    },
    /** One that came at `ms` has ordered. */
    ordered(source: number, ms: number) {
      const { ordered } = hourAt(ms)
      ordered[source] = (ordered[source] as number) + 1
    },
    order(ms: number) {
      hourAt(ms).orders += 1
    },
    line(ms: number) {
      hourAt(ms).lines += 1
    },
    trouble(ms: number) {
      hourAt(ms).isTroubled = true
    },
    isTroubled: (ms: number) => hourAt(ms).isTroubled,
    doubt(ms: number) {
      hourAt(ms).isDoubtful = true
    },
    /** The share of those who come at `ms` that order. */
    conversion(source: number, ms: number): Rate {
      hourAt(ms)
      const { hour } = clockOf(ms)
      return known().conversions[source]?.[hour] ?? { rate: priorConversion, spread: priorSpread }
    },
    /** Requests that are usual in [fromMs, toMs); null where not a day is known. */
    usualLines: (fromMs: number, toMs: number) => usualOf(fromMs, toMs, ({ lines }) => lines),
    /** Visits that are usual in [fromMs, toMs); null where not a day is known. */
    usualVisits: (fromMs: number, toMs: number) =>
      usualOf(fromMs, toMs, ({ came }) => came[0] as number),
    /** Visits in the hour of the day of a moment, on the day that had the fewest; null before five days are known. */
    leastVisits(ms: number): number | null {
      least ??= leastVisitsOf(usualAmong(hours.slice(1, -1)))
      return least[clockOf(ms).hour] ?? null
    },
    /** Orders that are usual in [fromMs, toMs), whoever comes; null where not a day is known. */
    usualOrders(fromMs: number, toMs: number): Rate | null {
      hourAt(toMs)
      let [sum, spread] = [0, 0]
      for (let from = fromMs; from < toMs; ) {
        const end = Math.min(toMs, (Math.floor(from / hourMs) + 1) * hourMs)
        const { hour, weekday } = clockOf(from)
        const usualHere = known().orders[weekday]?.[hour]
        if (!usualHere) return null
        const mean = (usualHere.rate * (end - from)) / hourMs
        sum += mean
        spread += mean * usualHere.spread
        from = end
      }
      return { rate: sum, spread: sum > 0 ? spread / sum : 0 }
    },
  }
}
