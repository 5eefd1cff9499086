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
  let lastSlot = Number.NaN
  let last = { hour: 0, weekday: 0 }
  return (ms) => {
    const slot = Math.floor(ms / quarterMs)
    if (slot === lastSlot) return last
    lastSlot = slot
    last = cached.get(slot) ?? found(slot)
    return last
  }

  function found(slot: number) {
    const parts = format.formatToParts(slot * quarterMs)
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
    const time = { hour: Number(part('hour')), weekday: days.indexOf(part('weekday')) }
    if (cached.size >= maxCached) cached.clear()
    cached.set(slot, time)
    return time
  }
}
