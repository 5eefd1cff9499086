import { dayMs, hourMs, minuteMs, type TimeRange } from './time'
/** A time range and the width of its bins, ms. */
export interface Window extends TimeRange {
  binMs: number
}

export const ranges = ['15m', '1h', '3h', '24h', '7d'] as const
export type RangeName = (typeof ranges)[number]
export type Range = RangeName | TimeRange

const rangeMs: Record<RangeName, number> = {
  '15m': 15 * minuteMs,
  '1h': hourMs,
  '3h': 3 * hourMs,
  '24h': dayMs,
  '7d': 7 * dayMs,
}

// Each is within the cap that Logs Insights puts on its unit (60 m, 24 h), so that bin() is not capped.
const bins: readonly (readonly [ms: number, text: string])[] = [
  [minuteMs, '1m'],
  [2 * minuteMs, '2m'],
  [5 * minuteMs, '5m'],
  [10 * minuteMs, '10m'],
  [15 * minuteMs, '15m'],
  [30 * minuteMs, '30m'],
  [hourMs, '1h'],
  [3 * hourMs, '3h'],
  [6 * hourMs, '6h'],
  [12 * hourMs, '12h'],
  [dayMs, '1d'],
  [7 * dayMs, '7d'],
  [30 * dayMs, '30d'],
]
const maxBins = 60

const floorTo = (ms: number, step: number) => Math.floor(ms / step) * step

/** The window of a range at `nowMs`: it ends on the last full minute and starts on the edge of a bin. */
export function windowOf(range: Range, nowMs: number): Window {
  const toMs = typeof range === 'string' ? floorTo(nowMs, minuteMs) : range.toMs
  const lengthMs = typeof range === 'string' ? rangeMs[range] : range.toMs - range.fromMs
  const [binMs] = bins.find(([ms]) => lengthMs / ms <= maxBins) ?? ([365 * dayMs] as const)
  const fromMs = typeof range === 'string' ? floorTo(toMs - lengthMs, binMs) : range.fromMs
  return { fromMs, toMs, binMs }
}

/**
 * Which period of a window's length is asked: the same hours some days before, to the minute (`-ago`), or
 * until the edge of a bin (`-before`), so that an answer of the past can be used again. `latest` is the end
 * of a window looked at more closely.
 */
export const periods = ['day-ago', 'week-ago', 'day-before', 'week-before', 'latest'] as const
export type Period = (typeof periods)[number]

const latestMs = 2 * hourMs
const latestBinMs = 5 * minuteMs

const stepMs = { day: dayMs, week: 7 * dayMs }

/** The window of a period; the window itself without one. */
export function periodWindow(window: Window, period?: Period): Window {
  if (period === undefined) return window
  const { fromMs, toMs, binMs } = window
  if (period === 'latest')
    return binMs <= latestBinMs
      ? window
      : { fromMs: floorTo(toMs - latestMs, latestBinMs), toMs, binMs: latestBinMs }
  const step = period.startsWith('day') ? stepMs.day : stepMs.week
  // A window is longer than its range by less than a bin: that is no other day.
  const startMs = fromMs - Math.max(1, Math.ceil((toMs - fromMs - binMs) / step)) * step
  const lengthMs = period.endsWith('ago')
    ? toMs - fromMs
    : Math.ceil((toMs - fromMs) / binMs) * binMs
  return { fromMs: startMs, toMs: Math.min(startMs + lengthMs, fromMs), binMs }
}

/** The bin as Logs Insights writes it, e.g. `5m`. */
export function binText(window: Window): string {
  return bins.find(([ms]) => ms === window.binMs)?.[1] ?? '365d'
}

/** The start of every bin of the window, also of those in which nothing happened. */
export function binStarts({ fromMs, toMs, binMs }: Window): number[] {
  const starts: number[] = []
  for (let start = floorTo(fromMs, binMs); start < toMs; start += binMs) starts.push(start)
  return starts
}

/** Whether a bin lies in the window only in part: not over yet, or begun before it. */
export const isPartial = (bin: number, { fromMs, toMs, binMs }: Window): boolean =>
  bin < fromMs || bin + binMs > toMs
