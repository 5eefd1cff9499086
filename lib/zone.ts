import { hourMs, minuteMs, type TimeRange } from './time'

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  // Sweden writes 2026-11-20 12:00:00.
  const options = { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' } as const
  const format = new Intl.DateTimeFormat('sv-SE', options)
  formats.set(zone, format)
  return format
}

/** Whether a time zone is known here, such as Europe/Berlin. */
export function isZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** What the clock on the wall of a zone shows at a moment, as if it stood in UTC. Both in epoch ms. */
export const wallOf = (ms: number, zone: string): number =>
  Date.parse(`${formatOf(zone).format(ms).replace(' ', 'T')}Z`) + (((ms % 1000) + 1000) % 1000)

/** How far the clock of a zone is ahead of UTC at a moment, ms. */
export const offsetOf = (ms: number, zone: string): number => wallOf(ms, zone) - ms

/** The moment at which a clock shows this: the first of two, and where it is skipped, as much later as it skips. */
export function momentAt(wallMs: number, zone: string): number {
  const before = wallMs - offsetOf(wallMs - 24 * hourMs, zone)
  const after = wallMs - offsetOf(wallMs + 24 * hourMs, zone)
  const real = [before, after].filter((ms) => wallOf(ms, zone) === wallMs)
  return real.length > 0 ? Math.min(...real) : before
}

/** The offset of a zone at a moment, as people write it: UTC+1, UTC−3:30, UTC. */
export function offsetText(ms: number, zone: string): string {
  const minutes = Math.round(offsetOf(ms, zone) / minuteMs)
  if (minutes === 0) return 'UTC'
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const fraction = rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`
  return `UTC${minutes < 0 ? '\u2212' : '+'}${hours}${fraction}`
}

/** The first moment of another offset in a time range that is shorter than a season, epoch ms; null when there is none. */
function changeIn({ fromMs, toMs }: TimeRange, zone: string): number | null {
  if (offsetOf(fromMs, zone) === offsetOf(toMs, zone)) return null
  let [low, high] = [fromMs, toMs]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetOf(middle, zone) === offsetOf(fromMs, zone)) low = middle
    else high = middle
  }
  return high
}

const maxRemembered = 5_000
const changed = new Map<string, boolean>()

/** Whether the clock of a zone is changed on the day of a moment. */
export function isChangeDay(ms: number, zone: string): boolean {
  const quarter = Math.floor(ms / (15 * minuteMs))
  const key = `${zone} ${quarter}`
  const known = changed.get(key)
  if (known !== undefined) return known
  const wall = wallOf(ms, zone)
  const midnight = wall - (((wall % (24 * hourMs)) + 24 * hourMs) % (24 * hourMs))
  const [fromMs, toMs] = [momentAt(midnight, zone), momentAt(midnight + 24 * hourMs, zone)]
  const is = offsetOf(fromMs, zone) !== offsetOf(toMs, zone)
  if (changed.size >= maxRemembered) changed.clear()
  changed.set(key, is)
  return is
}

/** A zone with its offset over a time range, and from when it is another: "Europe/Berlin (UTC+2, from 25 Oct 02:00 UTC+1)". */
export function zoneWords(zone: string, range: TimeRange): string {
  const first = offsetText(range.fromMs, zone)
  if (zone === 'UTC') return zone
  const changeMs = changeIn(range, zone)
  if (changeMs === null) return `${zone} (${first})`
  const when = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(changeMs)
  return `${zone} (${first}, from ${when.replace(',', '')} ${offsetText(changeMs, zone)})`
}

/** Which zone the times of the pages are in. */
export const zoneChoices = ['browser', 'server', 'UTC'] as const
export type ZoneChoice = (typeof zoneChoices)[number]

export interface ChosenZone {
  choice: ZoneChoice
  /** The browser's zone; null before it is known. */
  browser: string | null
}

/** The choice that a browser keeps, by default its own zone: `browser:Europe/Berlin`. */
export function readChosen(kept: string | undefined): ChosenZone {
  const [name, browser = ''] = (kept ?? '').split(':')
  return {
    choice: zoneChoices.find((choice) => choice === name) ?? 'browser',
    browser: browser !== '' && isZone(browser) ? browser : null,
  }
}

export const writeChosen = ({ choice, browser }: ChosenZone): string => `${choice}:${browser ?? ''}`

export function zoneOf({ choice, browser }: ChosenZone, server: string): string {
  if (choice === 'UTC') return 'UTC'
  return choice === 'browser' ? (browser ?? server) : server
}
