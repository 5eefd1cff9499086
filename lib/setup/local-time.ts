import { hourMs, minuteMs } from '@/lib/time'

/** A moment on the clock of a zone. */
export interface LocalTime {
  /** Such as 2026-11-20. */
  date: string
  /** Monday is 0. */
  weekday: number
  hour: number
}

// Clocks change at quarters of an hour at the finest, anywhere.
const slotMs = 15 * minuteMs
const maxKept = 10_000

/** Tells the time of a zone at a moment, epoch ms. */
export function newLocalTime(zone: string): (ms: number) => LocalTime {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  })
  const kept = new Map<number, LocalTime>()
  return (ms) => {
    const slot = Math.floor(ms / slotMs)
    const known = kept.get(slot)
    if (known) return known
    const part = new Map(clock.formatToParts(slot * slotMs).map(({ type, value }) => [type, value]))
    const date = `${part.get('year')}-${part.get('month')}-${part.get('day')}`
    const local = {
      date,
      weekday: (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7,
      hour: Number(part.get('hour')),
    }
    if (kept.size >= maxKept) kept.clear()
    kept.set(slot, local)
    return local
  }
}

/** When the day of a moment began in the zone, epoch ms. */
export function startOfDay(ms: number, localTime: (ms: number) => LocalTime): number {
  const { date } = localTime(ms)
  let at = Math.floor(ms / slotMs) * slotMs
  // A day has 25 hours at most.
  const limit = at - 26 * hourMs
  while (at > limit && localTime(at - slotMs).date === date) at -= slotMs
  return at
}
