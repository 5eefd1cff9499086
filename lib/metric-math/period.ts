import { dayMs, hourMs, minuteMs } from '@/lib/time'

/** From when to when, epoch ms; the end is exclusive. */
export interface Window {
  startMs: number
  endMs: number
}

const short = [1, 5, 10, 20, 30]

export const isPeriod = (seconds: number): boolean =>
  short.includes(seconds) || (seconds > 0 && seconds <= dayMs / 1000 && seconds % 60 === 0)

export const periodRule = 'a period is 1, 5, 10, 20 or 30 seconds or a multiple of 60, up to 86400'

const periodStart = (timeMs: number, periodSeconds: number): number =>
  Math.floor(timeMs / (periodSeconds * 1000)) * periodSeconds * 1000

// A request for just the last 15 days is a little older when it arrives.
const graceMs = minuteMs

/** CloudWatch stores old datapoints by the minute, five minutes or hour only. */
function coarsest(ageMs: number): number {
  if (ageMs <= 3 * hourMs) return 1
  if (ageMs <= 15 * dayMs) return 60
  return ageMs <= 63 * dayMs ? 300 : 3600
}

/** The part of the window that still has datapoints of this period; null when it begins too long ago. */
export function readable(
  { startMs, endMs }: Window,
  periodSeconds: number,
  nowMs: number,
): Window | null {
  if (periodSeconds % coarsest(nowMs - startMs - graceMs) !== 0) return null
  return { startMs: periodStart(startMs, periodSeconds), endMs }
}

/** When each period of the window begins, epoch ms; the first may begin before the window. */
export function periodStarts({ startMs, endMs }: Window, periodSeconds: number): number[] {
  const starts: number[] = []
  for (let ms = periodStart(startMs, periodSeconds); ms < endMs; ms += periodSeconds * 1000)
    starts.push(ms)
  return starts
}

/** How many periods begin in the window. */
export const periodsIn = ({ startMs, endMs }: Window, periodSeconds: number): number =>
  Math.max(0, Math.ceil((endMs - periodStart(startMs, periodSeconds)) / (periodSeconds * 1000)))
