import { dayMs, hourMs } from '@/lib/time'
import {
  hoursADay,
  hoursForConversion,
  hoursForRate,
  type PastHour,
  usualAmong,
  usualByWeekday,
} from './past-hours'
import { priorSpread, type Rate } from './rate'
import { levelsOf, meanOf, usualOrders } from './usual-amount'
import { priorConversion, usualConversion } from './usual-conversion'
import type { WeekdayLevel } from './weekday-levels'

/** The hour of the day and the day of the week of a moment, in the shop's zone. */
export type ClockOf = (ms: number) => { hour: number; weekday: number }

const maxHours = 35 * 24
// Orders of visits that began later may still come.
const settledHours = 2
const daysForMean = 7
/** Fewer days say little of how few visits a day can have. */
const leastDays = 5
/** So many requests of a visit come together. */
const requestsAVisit = 10

const counts = {
  lines: { countOf: ({ lines }: PastHour) => lines, cluster: requestsAVisit },
  asked: { countOf: ({ asked }: PastHour) => asked, cluster: requestsAVisit },
  visits: { countOf: ({ came }: PastHour) => came[0] ?? 0 },
}

/** Tables by weekday and hour of the day. */
interface Usual {
  conversionsOf: (source: number) => Rate[][]
  /** Orders in an hour; null where no day is known. */
  orders: (Rate | null)[][]
  levelsOf: (of: keyof typeof counts) => WeekdayLevel[][]
}

/** What lasts for longer is no pause of a week, whatever its days are like. */
const longestPauseMs = 14 * dayMs

/** What is usual for a shop, hour by hour, from the hours that have passed. */
export function newHistory(sources: number, clockOf: ClockOf) {
  let hours: PastHour[] = []
  let usual: Usual | null = null
  let least: (number | null)[] | null = null

  function hourAt(ms: number): PastHour {
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
        asked: 0,
        isTroubled: false,
        isDoubtful: false,
        isSilent: false,
      }
      hours.push(last)
    }
    if (hours.length > maxHours + 24) hours = hours.slice(-maxHours)
    forget()
    return hours[hours.length - 1] as PastHour
  }

  function forget() {
    usual = null
    least = null
  }

  /** An hour of which something changes: where it is one that tells what is usual, that is told anew. */
  function changed(ms: number): PastHour {
    const hour = hourAt(ms)
    const last = hours[hours.length - 1] as PastHour
    if (hour.index <= last.index - settledHours) forget()
    return hour
  }

  function mark(ms: number, as: 'isTroubled' | 'isDoubtful' | 'isSilent') {
    if (!hourAt(ms)[as]) changed(ms)[as] = true
  }

  function leastVisitsOf(past: readonly PastHour[]): (number | null)[] {
    const ofHours = Array.from({ length: hoursADay }, (_, hour) => {
      const days = past.filter((one) => one.hour === hour).slice(-hoursForConversion / hoursADay)
      return days.length < leastDays ? null : Math.min(...days.map(counts.visits.countOf))
    })
    // Where the visitors' clocks change and the server's do not, an hour is as the one beside it was.
    return ofHours.map((visits, hour) => {
      const before = ofHours[(hour + hoursADay - 1) % hoursADay] ?? null
      const after = ofHours[(hour + 1) % hoursADay] ?? null
      return visits === null || before === null || after === null
        ? null
        : Math.min(before, visits, after)
    })
  }

  function known(): Usual {
    if (usual) return usual
    // The first hour may have begun before the log.
    const past = hours.slice(1, -settledHours)
    const settled = usualAmong(past)
    const ofWeekdays = usualByWeekday(past, hours.at(-1)?.index ?? 0)
    const forRate = settled.slice(-hoursForRate)
    const forConversion = settled.slice(-hoursForConversion)
    const weekdaysForConversion = ofWeekdays.slice(-hoursForConversion)
    const conversions = new Map<number, Rate[][]>()
    const levels: Partial<Record<keyof typeof counts, WeekdayLevel[][]>> = {}
    usual = {
      conversionsOf(source) {
        const found =
          conversions.get(source) ?? usualConversion(source, forConversion, weekdaysForConversion)
        conversions.set(source, found)
        return found
      },
      orders: usualOrders(forRate, ofWeekdays.slice(-hoursForRate)),
      levelsOf(of) {
        levels[of] ??= levelsOf(forRate, ofWeekdays.slice(-hoursForRate), counts[of])
        return levels[of]
      },
    }
    return usual
  }

  function usualOf(fromMs: number, toMs: number, of: keyof typeof counts): number | null {
    hourAt(toMs)
    const now = Math.floor(fromMs / hourMs)
    const past = usualAmong(hours.slice(1).filter(({ index }) => index < now))
    const levels = known().levelsOf(of)
    const { countOf } = counts[of]
    let sum = 0
    for (let from = fromMs; from < toMs; ) {
      const end = Math.min(toMs, (Math.floor(from / hourMs) + 1) * hourMs)
      const time = clockOf(from)
      const alike = past.filter(({ hour }) => hour === time.hour).slice(-daysForMean)
      const mean = meanOf(alike, time, { countOf, levels })
      if (mean === null) return null
      sum += (mean * (end - from)) / hourMs
      from = end
    }
    return sum
  }

  return {
    came(source: number, ms: number, count = 1) {
      const { came } = changed(ms)
      came[source] = (came[source] as number) + count
    },
    /** One that came at `ms` has ordered. */
    ordered(source: number, ms: number, count = 1) {
      const { ordered } = changed(ms)
      ordered[source] = (ordered[source] as number) + count
    },
    order(ms: number, count = 1) {
      changed(ms).orders += count
    },
    line(ms: number) {
      changed(ms).lines += 1
    },
    /** A person asks for something. */
    asked(ms: number) {
      changed(ms).asked += 1
    },
    trouble(ms: number) {
      mark(ms, 'isTroubled')
    },
    isTroubled(ms: number) {
      const { isTroubled, isSilent } = hourAt(ms)
      return isTroubled || isSilent
    },
    doubt(ms: number) {
      mark(ms, 'isDoubtful')
    },
    /** Nothing is logged, and that is not usual. */
    silence(ms: number) {
      mark(ms, 'isDoubtful')
      mark(ms, 'isSilent')
    },
    /** The share of those who come at `ms` that order. */
    conversion(source: number, ms: number): Rate {
      hourAt(ms)
      const { hour, weekday } = clockOf(ms)
      const found = known().conversionsOf(source)[weekday]?.[hour]
      return found ?? { rate: priorConversion, spread: priorSpread }
    },
    /** Of those who came before a moment, over the last days: how many ordered. */
    conversionsBefore(source: number, ms: number): { came: number; ordered: number } {
      const end = Math.floor(ms / hourMs)
      const past = usualAmong(hours.slice(1).filter(({ index }) => index < end))
      let [came, ordered] = [0, 0]
      for (const one of past.slice(-hoursForConversion)) {
        came += one.came[source] ?? 0
        ordered += one.ordered[source] ?? 0
      }
      return { came, ordered: Math.min(came, ordered) }
    },
    /** Requests that are usual in [fromMs, toMs); null where not a day is known. */
    usualLines: (fromMs: number, toMs: number) => usualOf(fromMs, toMs, 'lines'),
    /** Of these, people's. */
    usualAsked: (fromMs: number, toMs: number) => usualOf(fromMs, toMs, 'asked'),
    /** Visits that are usual in [fromMs, toMs); null where not a day is known. */
    usualVisits: (fromMs: number, toMs: number) => usualOf(fromMs, toMs, 'visits'),
    /** How long a pause in the log is, in ms: hours of weekdays on which far fewer requests come are as much shorter. */
    pause(fromMs: number, toMs: number): number {
      if (toMs - fromMs > longestPauseMs) return toMs - fromMs
      hourAt(toMs)
      let sum = 0
      for (let from = fromMs; from < toMs; ) {
        const end = Math.min(toMs, (Math.floor(from / hourMs) + 1) * hourMs)
        const { hour, weekday } = clockOf(from)
        const level = known().levelsOf('lines')[weekday]?.[hour]
        sum += (end - from) * (level ? 1 - level.chance * (1 - level.own.rate) : 1)
        from = end
      }
      return sum
    },
    /** Visits in the hour of the day of a moment or one beside it, on the day that had the fewest; null before five days are known. */
    leastVisits(ms: number): number | null {
      least ??= leastVisitsOf(usualAmong(hours.slice(1, -settledHours)))
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
