import { type PartRow, type Parts, partWidths } from '@/lib/queries/base'
import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import type { Window } from '@/lib/window'

/** The rows of a base that lie in a part of the time. */
export interface KeptPart extends TimeRange {
  rows: readonly PartRow[]
  askedMs: number
  /** Its share of what the query for it scanned. */
  bytesScanned: number
  /** When it was last part of an answer. */
  usedMs: number
}

/** By begin and width. */
export type PartsKept = Map<string, KeptPart>

export const nameOf = ({ fromMs, toMs }: TimeRange): string => `${fromMs}+${toMs - fromMs}`

/** So long after a minute events of it may still come: until then it is asked again for every answer. */
export const openMs = 5 * minuteMs
/** So long after its half hour a part is asked once more, for events that came later than that. */
const looksMs = [hourMs, 6 * hourMs]

const halfHourMs = partWidths[0]
/** The newest part of a window can be looked at more closely. */
const closeMs = 2 * hourMs

const floorTo = (ms: number, step: number) => Math.floor(ms / step) * step
const ceilTo = (ms: number, step: number) => Math.ceil(ms / step) * step
const minuteOf = (ms: number) => floorTo(ms, minuteMs)

/** How a window is cut into parts. */
interface Ruler {
  window: TimeRange
  /** Up to where is asked, if anything is: a window of the past goes on minute by minute. */
  endMs: number
  widestMs: number
  widthAt(ms: number): number
}

export const isCuttable = ({ fromMs, toMs }: TimeRange): boolean =>
  fromMs % minuteMs === 0 && toMs % minuteMs === 0

export function rulerOf(window: Window, nowMs: number): Ruler {
  const { fromMs, toMs, binMs } = window
  const widestMs = partWidths.find((width) => binMs % width === 0) ?? minuteMs
  const edgeMs = ceilTo(toMs, halfHourMs)
  const isPast = edgeMs + openMs <= nowMs
  const endMs = isPast ? edgeMs : toMs
  const minutesFromMs = isPast ? edgeMs - halfHourMs : floorTo(toMs, partWidths[1])
  const closeFromMs = isPast ? minutesFromMs : floorTo(toMs - closeMs, halfHourMs)
  const limits = new Map<number, number>([
    [halfHourMs, closeFromMs],
    [partWidths[1], minutesFromMs],
    [minuteMs, endMs],
  ])
  const fits = (ms: number, width: number) =>
    width <= widestMs && ms % width === 0 && ms + width <= (limits.get(width) ?? endMs)
  return {
    window: { fromMs, toMs },
    endMs,
    widestMs,
    widthAt: (ms) => partWidths.find((width) => fits(ms, width)) ?? minuteMs,
  }
}

function isOpen({ toMs, askedMs }: KeptPart, nowMs: number): boolean {
  return askedMs < toMs + openMs && minuteOf(askedMs) < minuteOf(nowMs)
}

function isDue({ toMs, askedMs }: KeptPart, nowMs: number, lagMs: number): boolean {
  const edgeMs = ceilTo(toMs, halfHourMs) + lagMs
  return looksMs.some((lookMs) => askedMs < edgeMs + lookMs && edgeMs + lookMs <= nowMs)
}

/** A part, and what follows of its half hour. */
const halfHourOf = ({ fromMs, toMs }: TimeRange, window: TimeRange): TimeRange => ({
  fromMs,
  toMs: Math.min(ceilTo(toMs, halfHourMs), window.toMs),
})

/** Ranges with gaps of half an hour at most as one. */
function joined(ranges: readonly TimeRange[]): TimeRange[] {
  const runs: TimeRange[] = []
  for (const range of ranges) {
    const last = runs.at(-1)
    if (last && range.fromMs - last.toMs <= halfHourMs) last.toMs = Math.max(last.toMs, range.toMs)
    else runs.push({ ...range })
  }
  return runs
}

/** A range in parts, as the ruler cuts it; parts of the same width in one. */
function cut({ fromMs, toMs }: TimeRange, { widthAt }: Ruler): Parts[] {
  const ranges: Parts[] = []
  for (let ms = fromMs; ms < toMs; ) {
    const partMs = widthAt(ms)
    const last = ranges.at(-1)
    if (last?.partMs === partMs) last.toMs = ms + partMs
    else ranges.push({ fromMs: ms, toMs: ms + partMs, partMs })
    ms += partMs
  }
  return ranges
}

export interface Plan {
  /** What is kept of the window; all of it when nothing is asked. */
  parts: KeptPart[]
  /** What is asked, a query each. */
  asks: Parts[][]
}

/** Which parts of a window are kept, and what is to be asked at a moment (at none, if all are kept); with `lagMs`, which spreads them over the minutes, one look at what is kept as well. */
export function planOf(kept: PartsKept, ruler: Ruler, nowMs: number, lagMs?: number): Plan {
  const { window, endMs, widestMs } = ruler
  const parts: KeptPart[] = []
  const missing: TimeRange[] = []
  const due: KeptPart[] = []
  for (let ms = window.fromMs; ms < endMs; ) {
    const limitMs = ms < window.toMs ? window.toMs : endMs
    const found = partWidths
      .filter((width) => width <= widestMs && ms + width <= limitMs)
      .flatMap((width) => kept.get(nameOf({ fromMs: ms, toMs: ms + width })) ?? [])
      .find((part) => !isOpen(part, nowMs))
    if (found && ms < window.toMs) {
      parts.push(found)
      if (lagMs !== undefined && isDue(found, nowMs, lagMs)) due.push(found)
    }
    const toMs = found?.toMs ?? ms + ruler.widthAt(ms)
    if (!found) missing.push({ fromMs: ms, toMs })
    ms = toMs
  }
  const isMissing = missing.some(({ fromMs }) => fromMs < window.toMs)
  const asked = isMissing ? joined(missing) : []
  // One query for it: nobody waits for what was answered already.
  const looks = joined(due.map((part) => halfHourOf(part, window))).slice(0, 1)
  return { parts, asks: [...asked, ...looks].map((range) => cut(range, ruler)) }
}

/** Keeps parts in the place of those that lie within them, and of a wider one when they are all of it. */
export function keep(kept: PartsKept, parts: readonly KeptPart[]): void {
  const [first, last] = [parts[0], parts.at(-1)]
  if (!first || !last) return
  for (const [name, { fromMs, toMs }] of kept)
    if (fromMs >= first.fromMs && toMs <= last.toMs) kept.delete(name)
  for (const part of parts) kept.set(nameOf(part), part)
}
