import type { StateChange } from '@/lib/alarm'
import type { Judging } from '@/lib/alarms/replay'
import type { State } from '@/lib/alarms/state'
import type { Points } from '@/lib/metric-math/series'
import type { Stretch } from './judge'

/** Some of the datapoints of a series, side by side in a chart. */
export interface ChartColumn {
  atMs: number
  /** Null when none of its periods has a datapoint. */
  low: number | null
  high: number | null
  /** How many of its periods have no datapoint. */
  missing: number
}

/** What an alarm would have done. */
export interface BackTest {
  name: string
  /** Oldest first; those before the range are left out. */
  changes: StateChange[]
  /** The state in which the range begins. */
  before: State
  /** When it was in ALARM within the range. */
  inAlarm: Stretch[]
  minutesInAlarm: number
  /** Null for a composite alarm. */
  series: {
    threshold: number
    /** `>`, `≥`, `<` or `≤`. */
    comparison: string
    periodSeconds: number
    columnSeconds: number
    columns: ChartColumn[]
  } | null
  /** Sentences on what is not known, so that silence is not taken for peace. */
  notKnown: string[]
}

export interface BackTests {
  ok: true
  /** Judged at the close of each minute after the first up to the second, epoch ms. */
  range: Stretch
  alarms: BackTest[]
  asked: { text: string; bytesScanned: number }[]
  bytesScanned: number
  asOfMs: number
}

/** A series as a chart of so many columns at most: the extremes of each, and what is missing. */
export function chartColumns(
  { timesMs, values }: Points,
  { fromMs, toMs }: Stretch,
  { periodSeconds, most = 500 }: { periodSeconds: number; most?: number },
): { columnSeconds: number; columns: ChartColumn[] } {
  const periodMs = periodSeconds * 1000
  const startMs = Math.floor(fromMs / periodMs) * periodMs
  const periods = Math.max(1, Math.ceil((toMs - startMs) / periodMs))
  const together = Math.ceil(periods / most)
  const columnMs = together * periodMs
  const columns = Array.from({ length: Math.ceil(periods / together) }, (_, at): ChartColumn => {
    const last = Math.min(periods, (at + 1) * together)
    return { atMs: startMs + at * columnMs, low: null, high: null, missing: last - at * together }
  })
  timesMs.forEach((timeMs, at) => {
    const column = columns[Math.floor((timeMs - startMs) / columnMs)]
    const value = values[at]
    if (!column || timeMs < startMs || value === undefined) return
    column.low = Math.min(column.low ?? value, value)
    column.high = Math.max(column.high ?? value, value)
    column.missing -= 1
  })
  return { columnSeconds: columnMs / 1000, columns }
}

const signs = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
} as const

export const signOf = ({ rule }: Pick<Judging, 'rule'>): string => signs[rule.comparison]
