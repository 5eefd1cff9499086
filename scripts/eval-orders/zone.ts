import { hourMs, minuteMs } from '@/lib/time'

/** How far a zone is ahead of UTC, in ms; looked up once an hour, which is as often as it changes. */
export function zoneOffsets(zone: string): (atMs: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  const byHour = new Map<number, number>()
  return (atMs) => {
    const hour = Math.floor(atMs / hourMs)
    const known = byHour.get(hour)
    if (known !== undefined) return known
    const parts = new Map(
      format.formatToParts(hour * hourMs).map(({ type, value }) => [type, Number(value)]),
    )
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
    const localMs = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
    )
    const offset = localMs - hour * hourMs
    byHour.set(hour, offset)
    return offset
  }
}

/** `+0100`, as Apache writes it. */
export function offsetText(offsetMs: number): string {
  const minutes = Math.abs(Math.round(offsetMs / minuteMs))
  const two = (value: number) => String(value).padStart(2, '0')
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`
}
