import { hourMs } from '@/lib/time'
import type { ClockOf } from './history'

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const maxCached = 5_000
const quarterMs = hourMs / 4

/** Hour and weekday in a time zone. */
export function newClock(zone: string): ClockOf {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hour: 'numeric',
    hourCycle: 'h23',
    weekday: 'short',
  })
  const cached = new Map<number, { hour: number; weekday: number }>()
  return (ms) => {
    const slot = Math.floor(ms / quarterMs)
    const known = cached.get(slot)
    if (known) return known
    const parts = format.formatToParts(slot * quarterMs)
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
    const found = { hour: Number(part('hour')), weekday: days.indexOf(part('weekday')) }
    if (cached.size >= maxCached) cached.clear()
    cached.set(slot, found)
    return found
  }
}
