import { minuteMs } from '@/lib/time'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
type Weekday = (typeof weekdays)[number]

/**
 * When orders can come, on the shop's own clock. A time range such as `08:00-22:00` is without its end;
 * one over midnight (`18:00-02:00`) belongs to the day on which it begins. A day without any is closed.
 */
export type OpeningHours = {
  /** Such as `Europe/Berlin`. */
  zone: string
} & { [day in Weekday]?: readonly string[] | undefined }

const clockRange = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/
const dayMinutes = 24 * 60

/** From inclusive, to exclusive, in minutes of the day; past 1440 when it ends on the next. Null for what is no time range. */
function minutesOf(text: string): { from: number; to: number } | null {
  const found = clockRange.exec(text)
  if (!found) return null
  const [from, to] = [found.slice(1, 3), found.slice(3)].map(
    ([hours, minutes]) => Number(hours) * 60 + Number(minutes),
  )
  if (from === undefined || to === undefined || to > dayMinutes || from === to) return null
  return { from, to: to > from ? to : to + dayMinutes }
}

/** Why a text is no time range of a day; null when it is one. */
export const hoursProblem = (text: string): string | null =>
  minutesOf(text) ? null : 'must be a time range such as 08:00-22:00; a whole day is 00:00-24:00'

/** Why a text is no time zone; null when it is one. */
export function zoneProblem(zone: string): string | null {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone })
    return null
  } catch {
    return 'must be a time zone such as Europe/Berlin'
  }
}

/** Minutes of the week, Monday 00:00 being 0, in which it is open. */
function openMinutes(hours: OpeningHours): Uint8Array {
  const week = new Uint8Array(7 * dayMinutes)
  for (const [day, name] of weekdays.entries())
    for (const text of hours[name] ?? []) {
      const range = minutesOf(text)
      if (!range) throw new Error(`${name}: ${text} ${hoursProblem(text)}`)
      for (let minute = range.from; minute < range.to; minute++)
        week[(day * dayMinutes + minute) % week.length] = 1
    }
  return week
}

// Clocks change at quarters of an hour at the finest, anywhere.
const slotMs = 15 * minuteMs
const maxKept = 10_000
const mondayMs = Date.UTC(2024, 0, 1)

/** Says whether a shop is open at a moment (epoch ms), on the clock of its zone, which may be changed twice a year. */
export function newOpeningTimes(hours: OpeningHours): (ms: number) => boolean {
  const week = openMinutes(hours)
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: hours.zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const offsets = new Map<number, number>()

  function offsetOf(slot: number): number {
    const known = offsets.get(slot)
    if (known !== undefined) return known
    const utcMs = slot * slotMs
    const part = new Map(clock.formatToParts(utcMs).map(({ type, value }) => [type, Number(value)]))
    const of = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0
    const localMs = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'))
    if (offsets.size >= maxKept) offsets.clear()
    offsets.set(slot, localMs - utcMs)
    return localMs - utcMs
  }

  return (ms) => {
    if (!Number.isFinite(ms)) return false
    const localMs = ms + offsetOf(Math.floor(ms / slotMs)) - mondayMs
    const minute = Math.floor(localMs / minuteMs) % week.length
    return week[minute < 0 ? minute + week.length : minute] === 1
  }
}
