import { dayMs } from './time'
import { isChangeDay, offsetText } from './zone'

const locale = 'en-GB'

let whole: Intl.NumberFormat | null = null

/** A number in digits; made when the first one is shown, since it takes 25 ms of a start. */
function digits(value: number): string {
  whole ??= new Intl.NumberFormat(locale)
  return whole.format(value)
}

/** 48213 → "48.2k"; the full number belongs in a title. */
export function short(value: number): string {
  if (Math.abs(value) < 10_000) return digits(value)
  const [divisor, letter] =
    Math.abs(value) < 999_500 ? [1e3, 'k'] : Math.abs(value) < 999_500_000 ? [1e6, 'M'] : [1e9, 'G']
  const scaled = value / divisor
  return `${scaled.toFixed(Math.abs(scaled) < 100 ? 1 : 0)}${letter}`
}

export const full = digits

/** "1 row", "1,200 rows". */
export const counted = (count: number, one: string): string =>
  `${full(count)} ${one}${count === 1 ? '' : 's'}`

/** "503", "502 or 503", "500, 502 or 503". */
export const anyOf = (values: readonly (string | number)[]): string => listed(values, 'or')

/** "a", "a and b", "a, b and c" */
export const allOf = (values: readonly (string | number)[]): string => listed(values, 'and')

function listed(values: readonly (string | number)[], word: 'and' | 'or'): string {
  const before = values.slice(0, -1)
  return before.length === 0 ? values.join('') : `${before.join(', ')} ${word} ${values.at(-1)}`
}

/** A share between 0 and 1 → "3.1 %", never parted at the end of a line; one decimal below ten. */
export function percent(share: number): string {
  const value = share * 100
  const shown =
    value > 0 && value < 0.1
      ? '< 0.1'
      : `${value >= 9.95 || value === 0 ? Math.round(value) : value.toFixed(1)}`
  return `${shown}\u00a0%`
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let scaled = value
  let unit = -1
  while (scaled >= 1000 && unit < units.length - 1) {
    scaled /= 1000
    unit += 1
  }
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${units[unit]}`
}

const formatters = new Map<string, Intl.DateTimeFormat>()
function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`
  const cached =
    formatters.get(key) ??
    new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options })
  formatters.set(key, cached)
  return cached
}

// On a day on which the clock is changed a time may come twice.
const withOffset = (text: string, ms: number, zone: string) =>
  isChangeDay(ms, zone) ? `${text} ${offsetText(ms, zone)}` : text

export const clock = (ms: number, zone: string): string =>
  withOffset(formatter(zone, { hour: '2-digit', minute: '2-digit' }).format(ms), ms, zone)

export const seconds = (ms: number, zone: string): string => {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
  return withOffset(formatter(zone, options).format(ms), ms, zone)
}

export const day = (ms: number, zone: string): string =>
  formatter(zone, { weekday: 'short', day: 'numeric', month: 'short' }).format(ms)

export const dayAndClock = (ms: number, zone: string): string =>
  `${day(ms, zone)} ${clock(ms, zone)}`

/** A day with its year: 30 Nov 2026. */
export const date = (ms: number, zone: string): string =>
  formatter(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(ms)

/** A moment as short as it may be beside `nowMs`: 10:41, Sun 22 Nov 10:41, or 17 May 2015 10:41. */
export function moment(ms: number, nowMs: number, zone: string): string {
  if (date(ms, zone) === date(nowMs, zone)) return clock(ms, zone)
  const near = Math.abs(nowMs - ms) < 180 * dayMs
  return `${near ? day(ms, zone) : date(ms, zone)} ${clock(ms, zone)}`
}

/** How long something takes, as short as it may be: 84 ms, 48 s, 12 min, 1.5 h. */
export function duration(ms: number): string {
  if (ms > 0 && ms < 999.5) return `${Math.max(1, Math.round(ms))}\u00a0ms`
  if (ms < 59_500) return `${Math.round(ms / 1_000)}\u00a0s`
  if (ms < 59.5 * 60_000) return `${Math.round(ms / 60_000)}\u00a0min`
  return `${(ms / 3_600_000).toFixed(1)}\u00a0h`
}
