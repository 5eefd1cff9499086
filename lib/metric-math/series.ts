import type { Unit } from './unit'

/** A metric as AWS writes it. */
export interface Metric {
  Namespace: string
  MetricName: string
  Dimensions: { Name: string; Value: string }[]
}

/** A metric with the period, in seconds, and the statistic that is wanted of it. */
export interface MetricStat {
  Metric: Metric
  Period: number
  Stat: string
  /** Only datapoints of this unit; of any when left out. */
  Unit?: Unit | undefined
}

/** Datapoints, oldest first: where each period starts in epoch ms, and its value. Periods without one are left out. */
export interface Points {
  timesMs: readonly number[]
  values: readonly number[]
}

export interface Series extends Points {
  label: string
  periodSeconds: number
  /** What it was made from, when from one metric. */
  origin?: MetricStat
  /** Whether a datapoint was left out because its value was no number. */
  dropped?: boolean
}

/** The value of an expression: a scalar (NaN where there is none), a time series, or an array of them. */
export type Value = number | Series | Series[]

export const nothing: Points = { timesMs: [], values: [] }

/** A series with other datapoints, written oldest first; what is no number is dropped. */
export function redraw(
  like: Series,
  write: (add: (timeMs: number, value: number) => void) => void,
): Series {
  const timesMs: number[] = []
  const values: number[] = []
  let dropped = like.dropped
  write((timeMs, value) => {
    if (Number.isFinite(value)) {
      timesMs.push(timeMs)
      values.push(value)
    } else dropped = true
  })
  return { ...like, timesMs, values, ...(dropped && { dropped }) }
}

/** A series with each value changed. */
export const mapValues = (series: Series, change: (value: number) => number): Series =>
  redraw(series, (add) => {
    series.values.forEach((value, at) => {
      add(series.timesMs[at] ?? 0, change(value))
    })
  })

/** The value of a series at a moment, undefined where it has none. */
export function valueAt({ timesMs, values }: Points): (timeMs: number) => number | undefined {
  const known = new Map(timesMs.map((timeMs, at) => [timeMs, values[at]]))
  return (timeMs) => known.get(timeMs)
}

/** Both series' moments in order, each once, with both values; undefined where a series has none. */
export function align(
  left: Points,
  right: Points,
  see: (timeMs: number, left: number | undefined, right: number | undefined) => void,
): void {
  const never = Number.POSITIVE_INFINITY
  for (let l = 0, r = 0; l < left.timesMs.length || r < right.timesMs.length; ) {
    const leftMs = left.timesMs[l] ?? never
    const rightMs = right.timesMs[r] ?? never
    const timeMs = Math.min(leftMs, rightMs)
    see(
      timeMs,
      leftMs === timeMs ? left.values[l] : undefined,
      rightMs === timeMs ? right.values[r] : undefined,
    )
    if (leftMs === timeMs) l += 1
    if (rightMs === timeMs) r += 1
  }
}

/** What a value is, for messages. */
export function kindOf(value: Value): string {
  if (typeof value === 'number') return 'a scalar'
  return Array.isArray(value) ? 'an array of time series' : 'a time series'
}
