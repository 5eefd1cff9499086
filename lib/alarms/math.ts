import type { MetricDataQuery } from '@/lib/metric-math/expression'
import type { Sources } from '@/lib/metric-math/inputs'
import { evaluateQueries } from '@/lib/metric-math/queries'
import { nothing, type Series } from '@/lib/metric-math/series'
import { hourMs } from '@/lib/time'

/** The queries of an alarm that do not return exactly one time series. */
export class NoSingleSeries extends Error {
  constructor(count: number) {
    super(`An alarm needs exactly one time series, and its expression returns ${count || 'none'}.`)
  }
}

/** The one series that the queries of a metric-math alarm return. Throws ExpressionFailed or {@link NoSingleSeries}. */
async function seriesOf(
  queries: readonly MetricDataQuery[],
  window: { startMs: number; endMs: number },
  load: Sources['load'],
): Promise<Series> {
  const sources = { load, metrics: async () => [] }
  const labelContext = { nowMs: window.endMs, zone: '+0000', region: '', account: '' }
  const { results } = await evaluateQueries(queries, window, sources, labelContext)
  const [only] = results
  if (results.length === 1 && only) return only.series
  throw new NoSingleSeries(results.length)
}

/** The period, in seconds, of the series that a metric-math alarm evaluates. Throws as it would be evaluated. */
export async function periodOfMath(queries: readonly MetricDataQuery[]): Promise<number> {
  const load: Sources['load'] = async (wanted) => wanted.map(() => nothing)
  return (await seriesOf(queries, { startMs: 0, endMs: hourMs }, load)).periodSeconds
}

/**
 * The offset, in milliseconds, between the periods of an alarm, which end with the minute, and those of
 * metric math, which start at multiples of the period.
 */
export function lateness(
  queries: readonly MetricDataQuery[],
  periodSeconds: number,
  atMs: number,
): number {
  const all = queries.map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0)
  return atMs % (Math.max(periodSeconds, ...all) * 1000)
}

/**
 * What a metric-math alarm sees when the minute `atMs` has closed: values by the start of their period
 * (epoch ms), for the last `periods`.
 */
export async function mathValues(
  queries: readonly MetricDataQuery[],
  { periodSeconds, periods, atMs }: { periodSeconds: number; periods: number; atMs: number },
  load: Sources['load'],
): Promise<Map<number, number>> {
  const lateMs = lateness(queries, periodSeconds, atMs)
  const endMs = atMs - lateMs
  const series = await seriesOf(
    queries,
    { startMs: endMs - periods * periodSeconds * 1000, endMs },
    async (wanted) => {
      const shifted = wanted.map(({ window, ...one }) => ({
        ...one,
        window: { startMs: window.startMs + lateMs, endMs: window.endMs + lateMs },
      }))
      return (await load(shifted)).map(({ timesMs, values }) => ({
        timesMs: timesMs.map((timeMs) => timeMs - lateMs),
        values,
      }))
    },
  )
  return new Map(series.timesMs.map((timeMs, at) => [timeMs + lateMs, series.values[at] ?? 0]))
}
