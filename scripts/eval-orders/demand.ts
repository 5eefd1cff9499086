import { dayMs, hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { isOpenAt, type OpeningHours } from './opening-hours'
import { drawsOf } from './random'
import type { Shop } from './shop'
import { zoneOffsets } from './zone'

/** What people want, minute by minute from `fromMs` on. */
export interface Demand {
  fromMs: number
  /** Visits expected to begin in each minute. */
  visits: Float64Array
  /** Share of them that would order. */
  conversion: Float64Array
  isOpen: Uint8Array
}

/** More or fewer visits and orders than usual, for a time; a mailing ebbs away from its start. */
export interface Occasion extends TimeRange {
  visits: number
  conversion: number
  ebbMinutes?: number
}

export interface Wish {
  seed: number
  shop: Shop
  /** Orders on an ordinary day. */
  size: number
  hours: OpeningHours | undefined
  occasions: readonly Occasion[]
}

const dayCurve = [
  0.16, 0.08, 0.05, 0.04, 0.05, 0.1, 0.26, 0.48, 0.68, 0.82, 0.92, 0.97, 1, 0.95, 0.9, 0.88, 0.9,
  0.95, 1, 1.08, 1.15, 1.05, 0.72, 0.38,
] as const
const weekCurve = [1.12, 1.04, 0.98, 0.96, 0.96, 0.93, 1.01] as const
// People look at night and at work, and buy in the evening.
const conversionCurve = [
  0.75, 0.65, 0.6, 0.55, 0.6, 0.7, 0.8, 0.88, 0.93, 0.97, 1, 1.03, 1.02, 1, 1, 1, 1.02, 1.04, 1.06,
  1.1, 1.14, 1.1, 1, 0.86,
] as const
const conversionByDay = [1.06, 1.02, 1, 0.99, 0.98, 0.96, 0.99] as const
const visitsWhenClosed = 0.12

// Days and hours differ by more than chance: this is what makes counts over-dispersed.
const daySigma = 0.1
const hourSigma = 0.12
const conversionDaySigma = 0.08
const conversionHourSigma = 0.1

const between = (curve: readonly number[], hour: number) => {
  const at = Math.floor(hour) % 24
  const after = curve[(at + 1) % 24] ?? 0
  const before = curve[at] ?? 0
  return before + (after - before) * (hour % 1)
}

/** Weather, news, rivals: a factor that goes smoothly from hour to hour, of mean 1. */
function mood(seed: number, name: string, sigma: number) {
  const factors = new Map<number, number>()
  const of = (hour: number) => {
    const known = factors.get(hour) ?? drawsOf(seed, name, hour).lognormal(sigma)
    factors.set(hour, known)
    return known
  }
  return (atMs: number) => {
    const hour = Math.floor(atMs / hourMs)
    const part = (atMs % hourMs) / hourMs
    return of(hour) * (1 - part) + of(hour + 1) * part
  }
}

const ebb = ({ fromMs, ebbMinutes }: Occasion, atMs: number) =>
  ebbMinutes === undefined ? 1 : Math.exp(-(atMs - fromMs) / minuteMs / ebbMinutes)

export function demandOf({ fromMs, toMs }: TimeRange, wish: Wish): Demand {
  const { seed, shop, size, hours, occasions } = wish
  const minutes = Math.ceil((toMs - fromMs) / minuteMs)
  const visits = new Float64Array(minutes)
  const conversion = new Float64Array(minutes)
  const isOpen = new Uint8Array(minutes)
  const offset = zoneOffsets(shop.zone)
  const hourVisits = mood(seed, 'visits', hourSigma)
  const hourConversion = mood(seed, 'conversion', conversionHourSigma)
  const share = conversionOf(shop, size)
  const scale = size / ordersOfAPlainDay(share, hours)
  for (let at = 0; at < minutes; at += 1) {
    const atMs = fromMs + at * minuteMs
    const localMs = atMs + offset(atMs)
    const day = Math.floor(localMs / dayMs)
    const weekday = (day + 4) % 7
    const minuteOfDay = Math.floor((localMs % dayMs) / minuteMs)
    const open = isOpenAt(hours, weekday, minuteOfDay)
    const daily = drawsOf(seed, 'day', day)
    let people =
      scale * between(dayCurve, minuteOfDay / 60) * (weekCurve[weekday] ?? 1) * hourVisits(atMs)
    people *= daily.lognormal(daySigma)
    let buying = share * between(conversionCurve, minuteOfDay / 60) * hourConversion(atMs)
    buying *= (conversionByDay[weekday] ?? 1) * daily.lognormal(conversionDaySigma)
    for (const occasion of occasions) {
      if (atMs < occasion.fromMs || atMs >= occasion.toMs) continue
      const strength = ebb(occasion, atMs)
      people *= 1 + (occasion.visits - 1) * strength
      buying *= 1 + (occasion.conversion - 1) * strength
    }
    isOpen[at] = open ? 1 : 0
    visits[at] = open ? people : people * visitsWhenClosed
    conversion[at] = open ? Math.min(0.6, buying) : 0
  }
  return { fromMs, visits, conversion, isOpen }
}

/** A large shop converts better here than most do, so that its log stays small enough for many runs. */
export const conversionOf = (shop: Shop, size: number) =>
  size >= 600 ? Math.max(shop.conversion, 0.14) : shop.conversion

/** Orders of an average day when a visit a minute comes where the curve is 1. */
function ordersOfAPlainDay(share: number, hours: OpeningHours | undefined): number {
  let orders = 0
  for (let minute = 0; minute < 7 * 1440; minute += 1) {
    const weekday = Math.floor(minute / 1440)
    const minuteOfDay = minute % 1440
    if (!isOpenAt(hours, weekday, minuteOfDay)) continue
    const people = between(dayCurve, minuteOfDay / 60) * (weekCurve[weekday] ?? 1)
    const buying = between(conversionCurve, minuteOfDay / 60) * (conversionByDay[weekday] ?? 1)
    orders += people * buying * share
  }
  return orders / 7
}
