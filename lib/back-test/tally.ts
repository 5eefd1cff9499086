import type { Points } from '@/lib/metric-math/series'
import { statisticOf } from '@/lib/metric-math/statistic'
import { minuteMs } from '@/lib/time'

/** What the events of each minute gave a metric: place 0 is the minute that begins at `fromMs`. */
export interface Tally {
  fromMs: number
  /** How many datapoints. */
  count: Float64Array
  sum: Float64Array
  min: Float64Array
  max: Float64Array
  /** Minutes in which events came. */
  heard: Uint8Array
  /** The value of minutes in which events came and none matched; null when those have no datapoint. */
  otherwise: number | null
}

export function emptyTally(fromMs: number, minutes: number, otherwise: number | null): Tally {
  return {
    fromMs,
    count: new Float64Array(minutes),
    sum: new Float64Array(minutes),
    min: new Float64Array(minutes).fill(Number.POSITIVE_INFINITY),
    max: new Float64Array(minutes).fill(Number.NEGATIVE_INFINITY),
    heard: new Uint8Array(minutes),
    otherwise,
  }
}

/** One metric out of the tallies of several metric filters. All are of the same minutes. */
export function merged(tallies: Tally[]): Tally | null {
  const [first, ...others] = tallies
  if (!first || others.length === 0) return first ?? null
  const together =
    (of: 'count' | 'sum' | 'min' | 'max' | 'heard', add: (a: number, b: number) => number) =>
    (_: number, at: number) =>
      tallies.map((tally) => tally[of][at] ?? 0).reduce(add)
  const defaults = tallies.flatMap(({ otherwise }) => otherwise ?? [])
  return {
    fromMs: first.fromMs,
    count: first.count.map(together('count', (a, b) => a + b)),
    sum: first.sum.map(together('sum', (a, b) => a + b)),
    min: first.min.map(together('min', Math.min)),
    max: first.max.map(together('max', Math.max)),
    heard: first.heard.map(together('heard', Math.max)),
    otherwise: defaults.length > 0 ? Math.max(...defaults) : null,
  }
}

const simple = ['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum'] as const
export type SimpleStatistic = (typeof simple)[number]
export const isSimple = (stat: string): stat is SimpleStatistic =>
  simple.some((name) => name === stat)

/** The percent of a statistic such as p95; null for any other. */
export function percentOf(stat: string): number | null {
  const statistic = statisticOf(stat)
  return statistic?.kind === 'percentile' ? statistic.percent : null
}

/**
 * Datapoints of a statistic over periods, each made of its minutes. A minute in which events came and
 * none matched gives the default, with no weight, as a metric filter does. Periods begin so long after
 * those of GetMetricData as `phaseMs` says.
 */
export function pointsOf(
  tally: Tally,
  stat: SimpleStatistic,
  { periodSeconds, phaseMs = 0 }: { periodSeconds: number; phaseMs?: number },
): Points {
  const timesMs: number[] = []
  const values: number[] = []
  const { fromMs, count, heard, otherwise } = tally
  const minutes = count.length
  const periodMs = Math.max(periodSeconds * 1000, minuteMs)
  const end = fromMs + minutes * minuteMs
  const begin = Math.floor((fromMs - phaseMs) / periodMs) * periodMs + phaseMs
  for (let startMs = begin; startMs < end; startMs += periodMs) {
    const first = Math.max(0, (startMs - fromMs) / minuteMs)
    const last = Math.min(minutes, (startMs + periodMs - fromMs) / minuteMs)
    let [n, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    let any = false
    for (let at = first; at < last; at += 1) {
      const here = count[at] ?? 0
      if (here > 0) {
        any = true
        n += here
        sum += tally.sum[at] ?? 0
        min = Math.min(min, tally.min[at] ?? 0)
        max = Math.max(max, tally.max[at] ?? 0)
      } else if (otherwise !== null && heard[at]) {
        any = true
        sum += otherwise
        min = Math.min(min, otherwise)
        max = Math.max(max, otherwise)
      }
    }
    if (!any) continue
    timesMs.push(startMs)
    const average = n > 0 ? sum / n : min
    values.push({ Sum: sum, SampleCount: n, Average: average, Minimum: min, Maximum: max }[stat])
  }
  return { timesMs, values }
}
