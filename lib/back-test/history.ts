import { readMetricData } from '@/lib/aws/metrics'
import { runtime } from '@/lib/aws/runtime'
import { type ExecutedQuery, queryByMinute } from '@/lib/aws/shared-query'
import type { MetricStat, Points } from '@/lib/metric-math/series'
import { isSimple } from '@/lib/metric-math/statistic'
import type { MetricFilter } from '@/lib/monitoring'
import { percentileByPeriod } from '@/lib/queries/measures-by-minute'
import { dayMs, minuteMs, type TimeRange } from '@/lib/time'
import { type FilterMetric, filterMetricsOf, keyOf, measureOf } from './filter-metric'
import { mergeStatistics, percentOf, pointsOf } from './minute-statistics'
import { type LogStatistics, readStatistics } from './read-statistics'
import type { MetricPast } from './replay-alarm'

/** Where the datapoints of back-tested alarms come from. */
export interface History extends MetricPast {
  queries: ExecutedQuery[]
  notKnown: (stat: MetricStat) => string[]
  /** When the first datapoint of a metric begins that CloudWatch stores, epoch ms; null where it has none, and undefined of a metric that is counted from the log. */
  firstMs: (stat: MetricStat) => number | null | undefined
}

interface HistoryOptions {
  range: TimeRange
  filters: readonly MetricFilter[]
  signal?: AbortSignal
}

// How long CloudWatch stores datapoints by the minute, by five minutes and by the hour.
const retentions = [
  { below: 300, ms: 15 * dayMs, words: '15 days' },
  { below: 3600, ms: 63 * dayMs, words: '63 days' },
  { below: Number.POSITIVE_INFINITY, ms: 455 * dayMs, words: '455 days' },
] as const

/** CloudWatch's own datapoints, as far back as it stores them. */
async function storedPoints(stat: MetricStat, { range, signal }: HistoryOptions) {
  const retention = retentions.find(({ below }) => stat.Period < below) ?? retentions[2]
  const periodMs = stat.Period * 1000
  const oldestMs = Math.ceil((runtime().now() - retention.ms) / periodMs) * periodMs
  const fromMs = Math.max(Math.floor(range.fromMs / periodMs) * periodMs, oldestMs)
  const notKnown =
    fromMs > range.fromMs
      ? [
          `CloudWatch stores datapoints of ${stat.Metric.MetricName} with this period for ${retention.words}. Nothing before that is known.`,
        ]
      : []
  if (fromMs >= range.toMs) return { points: { timesMs: [], values: [] }, notKnown }
  const query = { Id: 'm1', MetricStat: stat }
  const series = (await readMetricData([query], fromMs, range.toMs, signal)).get('m1')
  const points = series?.points ?? []
  if (series?.note) notKnown.push(series.note)
  return {
    points: { timesMs: points.map(({ atMs }) => atMs), values: points.map(({ value }) => value) },
    notKnown,
  }
}

/** A percentile straight from the log, by the period; null when no query can express it. */
async function percentile(
  metrics: FilterMetric[],
  { Stat, Period }: MetricStat,
  { range, signal }: HistoryOptions,
  queries: ExecutedQuery[],
): Promise<Points | null> {
  const percent = percentOf(Stat)
  const [one, another] = metrics
  const measure = one && !another ? measureOf(one) : null
  if (percent === null || !measure?.field) return null
  const minutes = Math.max(1, Period / 60)
  const text = percentileByPeriod(measure.condition, measure.field, { percent, minutes })
  if (!text) return null
  const periodMs = minutes * minuteMs
  // The query would see only part of a period that began before the range.
  const fromMs = Math.floor(range.fromMs / periodMs) * periodMs
  const answer = await queryByMinute(text, ['p'], { ...range, fromMs }, signal)
  queries.push(answer.query)
  const points = answer.rows
    .map(({ minuteMs: atMs, values }) => ({ atMs, value: Number(values[0] ?? Number.NaN) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.atMs - b.atMs)
  return { timesMs: points.map(({ atMs }) => atMs), values: points.map(({ value }) => value) }
}

const pctNote =
  'Percentiles are those of Logs Insights, which interpolates between values. CloudWatch’s percentiles of the metric can differ slightly.'

const wholePeriodsNote =
  'CloudWatch evaluates periods that end with each minute. Here they end where those of GetMetricData do, so a state change may be some minutes late.'

/** Whether minute statistics suffice for a statistic: a constant has the same value at every percentile. */
const hasMinuteStatistics = ({ Stat }: MetricStat, metrics: FilterMetric[]) =>
  isSimple(Stat) ||
  (percentOf(Stat) !== null && metrics.every(({ filter }) => !filter.value.startsWith('$')))

/**
 * Opens the past of metrics over a range. Metrics of metric filters are counted from the log itself,
 * since a metric filter has no datapoints from before it was created; others have the datapoints that
 * CloudWatch stores.
 */
export function openHistory(stats: readonly MetricStat[], options: HistoryOptions): History {
  const { filters, signal, range } = options
  const queries: ExecutedQuery[] = []
  const notes = new Map<string, string[]>()
  const firsts = new Map<string, number | null>()
  const metricsOf = (stat: MetricStat) => filterMetricsOf(stat, filters)
  const counted = stats.flatMap((stat) => {
    const metrics = metricsOf(stat)
    return hasMinuteStatistics(stat, metrics) ? metrics : []
  })
  let fromLog: Promise<LogStatistics> | undefined
  const logStatistics = () => {
    fromLog ??= readStatistics(counted, range, signal).then((read) => {
      queries.push(...read.queries)
      return read
    })
    return fromLog
  }

  async function load(stat: MetricStat, phaseMs: number): Promise<Points> {
    const metrics = metricsOf(stat)
    const { Stat, Period } = stat
    if (metrics.length > 0 && hasMinuteStatistics(stat, metrics)) {
      const { byKey, notKnown } = await logStatistics()
      notes.set(JSON.stringify(stat), notKnown)
      const whole = mergeStatistics(metrics.flatMap((one) => byKey.get(keyOf(one)) ?? []))
      const simple = isSimple(Stat) ? Stat : 'Maximum'
      if (whole) return pointsOf(whole, simple, { periodSeconds: Period, phaseMs })
    }
    const wholePeriods = Period > 60 ? [wholePeriodsNote] : []
    const percentiles = await percentile(metrics, stat, options, queries)
    if (percentiles) {
      notes.set(JSON.stringify(stat), [pctNote, ...wholePeriods])
      return percentiles
    }
    const { points, notKnown } = await storedPoints(stat, options)
    notes.set(JSON.stringify(stat), [...notKnown, ...wholePeriods])
    firsts.set(JSON.stringify(stat), points.timesMs[0] ?? null)
    return points
  }

  const slides = (stat: MetricStat) => {
    const metrics = metricsOf(stat)
    return stat.Period <= 60 || (metrics.length > 0 && hasMinuteStatistics(stat, metrics))
  }
  const loaded = new Map<string, Promise<Points>>()
  return {
    points(stat, phaseMs) {
      const phase = slides(stat) ? phaseMs % (Math.max(60, stat.Period) * 1000) : 0
      const key = JSON.stringify([stat, phase])
      const points = loaded.get(key) ?? load(stat, phase)
      loaded.set(key, points)
      return points
    },
    slides,
    queries,
    notKnown: (stat) => notes.get(JSON.stringify(stat)) ?? [],
    firstMs: (stat) => firsts.get(JSON.stringify(stat)),
  }
}
