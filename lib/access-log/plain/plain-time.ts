import { isAt } from './plain-bytes'
import { asciiText, copyOf } from './plain-request'

const dayMs = 86_400_000

/** Epoch ms of the text in [from, to); NaN when the request's time is not beyond doubt. */
export type PlainTime = (bytes: Uint8Array, from: number, to: number) => number

/** A text of time, read once as long as it comes again. `read` gives null for what is no time. */
export function newPlainTime(
  read: (text: string) => number | null,
  clock: () => number,
): PlainTime {
  let last = new Uint8Array(0)
  let lastMs = Number.NaN
  return (bytes, from, to) => {
    if (to - from === last.length && isAt(bytes, from, last)) return lastMs
    const ms = read(asciiText(bytes, from, to))
    if (ms === null || !(ms >= 0 && ms <= clock() + dayMs)) return Number.NaN
    last = copyOf(bytes, from, to)
    lastMs = ms
    return ms
  }
}

// `2026-11-26T09:49:02.` and what follows the milliseconds.
const secondBytes = 20
const msBytes = 3

/** The same for texts that differ most in their milliseconds: `2026-11-26T09:49:02.717Z`. */
export function newPlainIsoTime(
  read: (text: string) => number | null,
  clock: () => number,
): PlainTime {
  const other = newPlainTime(read, clock)
  let second = new Uint8Array(0)
  let zone = new Uint8Array(0)
  let secondMs = Number.NaN
  return (bytes, from, to) => {
    const zoneFrom = from + secondBytes + msBytes
    const a = (bytes[zoneFrom - 3] as number) - 0x30
    const b = (bytes[zoneFrom - 2] as number) - 0x30
    const c = (bytes[zoneFrom - 1] as number) - 0x30
    const hasMs = a >= 0 && a <= 9 && b >= 0 && b <= 9 && c >= 0 && c <= 9
    if (!hasMs || zoneFrom >= to) return other(bytes, from, to)
    const ms = a * 100 + b * 10 + c
    if (
      second.length === secondBytes &&
      to - zoneFrom === zone.length &&
      isAt(bytes, from, second) &&
      isAt(bytes, zoneFrom, zone)
    )
      return secondMs + ms
    const found = other(bytes, from, to)
    const zoneText = asciiText(bytes, zoneFrom, to)
    const isSecond = bytes[zoneFrom - 4] === 0x2e && (zoneText === 'Z' || zoneText === '+0000')
    // So that the whole second is: it may be the last before the future.
    if (found - ms + 999 <= clock() + dayMs && isSecond) {
      second = copyOf(bytes, from, from + secondBytes)
      zone = copyOf(bytes, zoneFrom, to)
      secondMs = found - ms
    }
    return found
  }
}
