import type { Points } from '@/lib/metric-math/series'
import { type SimpleStatistic, statisticOf } from '@/lib/metric-math/statistic'
import { minuteMs } from '@/lib/time'

/** Statistics of a metric's values by the minute: index 0 is the minute that begins at `fromMs`. */
export interface MinuteStatistics {
  fromMs: number
  /** How many datapoints. */
  count: Float64Array
  sum: Float64Array
  min: Float64Array
  max: Float64Array
  /** 1 in minutes in which log events were received. */
  received: Uint8Array
  /** The value of minutes in which events were received and none matched; null when those have no datapoint. */
  defaultValue: number | null
}

export function emptyStatistics(
  fromMs: number,
  minutes: number,
  defaultValue: number | null,
): MinuteStatistics {
  return {
    fromMs,
    count: new Float64Array(minutes),
    sum: new Float64Array(minutes),
    min: new Float64Array(minutes).fill(Number.POSITIVE_INFINITY),
    max: new Float64Array(minutes).fill(Number.NEGATIVE_INFINITY),
    received: new Uint8Array(minutes),
    defaultValue,
  }
}

/** One metric from the statistics of several metric filters. All are of the same minutes. */
export function mergeStatistics(all: MinuteStatistics[]): MinuteStatistics | null {
  const [first, ...others] = all
  if (!first || others.length === 0) return first ?? null
  const merge =
    (of: 'count' | 'sum' | 'min' | 'max' | 'received', add: (a: number, b: number) => number) =>
    (_: number, at: number) =>
      all.map((statistics) => statistics[of][at] ?? 0).reduce(add)
  const defaults = all.flatMap(({ defaultValue }) => defaultValue ?? [])
  return {
    fromMs: first.fromMs,
    count: first.count.map(merge('count', (a, b) => a + b)),
    sum: first.sum.map(merge('sum', (a, b) => a + b)),
    min: first.min.map(merge('min', Math.min)),
    max: first.max.map(merge('max', Math.max)),
    received: first.received.map(merge('received', Math.max)),
    defaultValue: defaults.length > 0 ? Math.max(...defaults) : null,
  }
}

/** The percent of a statistic such as p95; null for any other. */
export function percentOf(stat: string): number | null {
  const statistic = statisticOf(stat)
  return statistic?.kind === 'percentile' ? statistic.percent : null
}

/**
 * Datapoints of a statistic over periods, each made of its minutes. A minute in which events were
 * received and none matched gives the default as one sample, as a metric filter does. Periods begin
 * `phaseMs` after those of GetMetricData.
 */
export function pointsOf(
  statistics: MinuteStatistics,
  stat: SimpleStatistic,
  { periodSeconds, phaseMs = 0 }: { periodSeconds: number; phaseMs?: number },
): Points {
  const timesMs: number[] = []
  const values: number[] = []
  const { fromMs, count, received, defaultValue } = statistics
  const minutes = count.length
  const periodMs = Math.max(periodSeconds * 1000, minuteMs)
  const end = fromMs + minutes * minuteMs
  const begin = Math.floor((fromMs - phaseMs) / periodMs) * periodMs + phaseMs
  for (let startMs = begin; startMs < end; startMs += periodMs) {
    const first = Math.max(0, (startMs - fromMs) / minuteMs)
    const last = Math.min(minutes, (startMs + periodMs - fromMs) / minuteMs)
    let [n, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let at = first; at < last; at += 1) {
      const sampleCount = count[at] ?? 0
      if (sampleCount > 0) {
        n += sampleCount
        sum += statistics.sum[at] ?? 0
        min = Math.min(min, statistics.min[at] ?? 0)
        max = Math.max(max, statistics.max[at] ?? 0)
      } else if (defaultValue !== null && received[at]) {
        n += 1
        sum += defaultValue
        min = Math.min(min, defaultValue)
        max = Math.max(max, defaultValue)
      }
    }
    if (n === 0) continue
    timesMs.push(startMs)
    values.push({ Sum: sum, SampleCount: n, Average: sum / n, Minimum: min, Maximum: max }[stat])
  }
  return { timesMs, values }
}
