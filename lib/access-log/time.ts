const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** Number of a month from its English abbreviation, 0 to 11; -1 when it is none. */
export function monthOf(name: string): number {
  const at = name.length === 3 ? months.indexOf(name) : -1
  return at % 3 === 0 ? at / 3 : -1
}

export interface Moment {
  year: number
  /** 0 to 11. */
  month: number
  day: number
  hour: number
  minute: number
  second: number
  /** Fraction of the second, in ms. */
  ms?: number
  /** Minutes east of UTC; the zone of this process when absent. */
  zoneMinutes?: number
}

const daysOf = (year: number, month: number) => new Date(Date.UTC(year, month + 1, 0)).getUTCDate()

/** Epoch ms; NaN for a date, time or zone that does not exist. */
export function epochMs({ year, month, day, hour, minute, second, ms = 0, zoneMinutes }: Moment) {
  if (!(month >= 0 && month <= 11 && day >= 1 && day <= 31)) return Number.NaN
  if (day > 28 && day > daysOf(year, month)) return Number.NaN
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return Number.NaN
  if (zoneMinutes === undefined)
    return new Date(year, month, day, hour, minute, second, ms).getTime()
  if (!(Math.abs(zoneMinutes) <= 18 * 60)) return Number.NaN
  return Date.UTC(year, month, day, hour, minute, second, ms) - zoneMinutes * 60_000
}

/** `+0130`, `+01:30`, `+01` or `Z` → minutes east of UTC; NaN when it is no zone. */
export function zoneMinutesOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const found = /^([+-])(\d\d):?(\d\d)?$/.exec(zone)
  if (!found) return Number.NaN
  const [, sign, hours, minutes = '0'] = found
  if (Number(minutes) > 59) return Number.NaN
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

let lastClf = ''
let lastClfMs = Number.NaN

/** `17/May/2015:10:05:03 +0000`, also with a fraction, as between the brackets of CLF → epoch ms; null when it is no such text. */
export function clfTime(text: string): number | null {
  // Many lines have the same second.
  if (text === lastClf) return lastClfMs
  const ms = readClfTime(text)
  if (ms !== null) {
    lastClf = text
    lastClfMs = ms
  }
  return ms
}

const clf =
  /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4})[: ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?([+-]\d\d:?\d\d|Z))?$/

function readClfTime(text: string): number | null {
  const found = clf.exec(text)
  if (!found) return null
  const [, day, month = '', year, hour, minute, second, fraction, zone] = found
  return epochMs({
    year: Number(year),
    month: monthOf(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ...(fraction !== undefined && { ms: fractionMs(fraction) }),
    ...(zone !== undefined && { zoneMinutes: zoneMinutesOf(zone) }),
  })
}

const fractionMs = (text: string) => Math.floor(Number(`0.${text}`) * 1000 + 1e-6)

const iso =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?$/

/** The number that digits from `from` to `to` write; NaN when others are among them. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

// The characters that stand between the digits of `2026-11-26T09:49:02.717`.
const isPlainIso = (text: string) =>
  text.charCodeAt(4) === 45 &&
  text.charCodeAt(7) === 45 &&
  text.charCodeAt(10) === 84 &&
  text.charCodeAt(13) === 58 &&
  text.charCodeAt(16) === 58 &&
  text.charCodeAt(19) === 46

/** Epoch ms of `2026-11-26T09:49:02.717Z` or `…+0000`, by far the most frequent forms; NaN for any other text. */
function plainIsoTime(text: string): number {
  const { length } = text
  const isUtc =
    (length === 24 && text.charCodeAt(23) === 90) || (length === 28 && text.endsWith('+0000'))
  if (!isUtc || !isPlainIso(text)) return Number.NaN
  const [month, day, hour] = [digits(text, 5, 7), digits(text, 8, 10), digits(text, 11, 13)]
  const [minute, second] = [digits(text, 14, 16), digits(text, 17, 19)]
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 28)) return Number.NaN
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN
  const [year, ms] = [digits(text, 0, 4), digits(text, 20, 23)]
  // Date.UTC would take a year below 100 for one of the last century.
  return year < 1000 ? Number.NaN : Date.UTC(year, month - 1, day, hour, minute, second, ms)
}

/** `2026-11-26T09:49:02.717+0000` or `2026-11-26 09:49:02`, with any fraction or without seconds → epoch ms; null when it is no such text. */
export function isoTime(text: string): number | null {
  const plain = plainIsoTime(text)
  if (!Number.isNaN(plain)) return plain
  const found = iso.exec(text)
  if (!found) return null
  const [, year, month, day, hour, minute, second = '0', fraction, zone] = found
  return epochMs({
    year: Number(year),
    month: Number(month) - 1,
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ...(fraction !== undefined && { ms: fractionMs(fraction) }),
    ...(zone !== undefined && { zoneMinutes: zoneMinutesOf(zone) }),
  })
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970, whichever their size says → epoch ms; null when it is no number. */
export function epochTime(value: string | number): number | null {
  const number =
    typeof value === 'number'
      ? value
      : /^\d{9,19}(?:\.\d+)?$/.test(value)
        ? Number(value)
        : Number.NaN
  if (!Number.isFinite(number) || number < 1e8) return null
  if (number < 1e11) return Math.floor(number * 1000 + 1e-3)
  if (number < 1e14) return Math.floor(number)
  if (number < 1e17) return Math.floor(number / 1e3)
  return Math.floor(number / 1e6)
}

const mail =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? (?:GMT|UTC|([+-]\d{4}))$/

/** `Thu, 26 Nov 2026 09:00:00 GMT`, as HTTP and mail (RFC 1123) have it → epoch ms; null when it is no such text. */
function mailTime(text: string): number | null {
  const found = mail.exec(text)
  if (!found) return null
  const [, day, month = '', year, hour, minute, second = '0', zone = 'Z'] = found
  return epochMs({
    year: Number(year),
    month: monthOf(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    zoneMinutes: zoneMinutesOf(zone),
  })
}

/** A time in any of these ways; null when it is none. */
export function anyTime(value: unknown): number | null {
  if (typeof value === 'number') return epochTime(value)
  if (typeof value !== 'string') return null
  const bracketed = value.charCodeAt(0) === 91 && value.endsWith(']')
  const text = bracketed ? value.slice(1, -1) : value
  return isoTime(text) ?? clfTime(text) ?? epochTime(text) ?? mailTime(text)
}

const wall = /^(\d{4})\/(\d\d)\/(\d\d) ([\d:.]{8,18})$/

/** A time as Caddy writes it: `2026/11/26 09:00:00.123`, its `wall`, is in UTC. */
export const caddyTime = (value: unknown): number | null =>
  anyTime(typeof value === 'string' ? value.replace(wall, '$1-$2-$3T$4Z') : value)
