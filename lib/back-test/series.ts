import { metricData } from '@/lib/aws/metrics'
import { runtime } from '@/lib/aws/runtime'
import { type Asked, askMinutes } from '@/lib/aws/shared-question'
import type { MetricStat, Points } from '@/lib/metric-math/series'
import type { MetricFilter } from '@/lib/monitoring'
import { percentileByPeriod } from '@/lib/queries/measures-by-minute'
import type { TimeRange } from '@/lib/time'
import { dayMs, minuteMs } from '@/lib/time'
import { logTallies, type Tallies } from './log-tallies'
import { keyOf, type Measured, measuredBy, measureOf } from './measured'
import { isSimple, merged, percentOf, pointsOf } from './tally'

/** Where the datapoints of back-tested alarms come from. */
export interface History {
  /**
   * Datapoints of a metric over the whole stretch, oldest first; its periods begin so long after those
   * of GetMetricData as `phaseMs` says. Throws {@link Failed}.
   */
  points: (stat: MetricStat, phaseMs: number) => Promise<Points>
  /** Whether periods may begin with any minute. */
  slides: (stat: MetricStat) => boolean
  asked: Asked[]
  notKnown: (stat: MetricStat) => string[]
}

interface Reading {
  stretch: TimeRange
  filters: readonly MetricFilter[]
  signal?: AbortSignal
}

// CloudWatch keeps datapoints by the minute, by five minutes and by the hour for so long.
const keptFor = [
  { below: 300, ms: 15 * dayMs, words: '15 days' },
  { below: 3600, ms: 63 * dayMs, words: '63 days' },
  { below: Number.POSITIVE_INFINITY, ms: 455 * dayMs, words: '455 days' },
] as const

/** From CloudWatch's own datapoints, as far back as it keeps them. */
async function keptPoints(stat: MetricStat, { stretch, signal }: Reading) {
  const kept = keptFor.find(({ below }) => stat.Period < below) ?? keptFor[2]
  const periodMs = stat.Period * 1000
  const oldestMs = Math.ceil((runtime().now() - kept.ms) / periodMs) * periodMs
  const fromMs = Math.max(Math.floor(stretch.fromMs / periodMs) * periodMs, oldestMs)
  const notKnown =
    fromMs > stretch.fromMs
      ? [
          `CloudWatch keeps datapoints of ${stat.Metric.MetricName} with this period for ${kept.words}: what was before is not known.`,
        ]
      : []
  if (fromMs >= stretch.toMs) return { points: { timesMs: [], values: [] }, notKnown }
  const query = { Id: 'm1', MetricStat: stat }
  const series = (await metricData([query], fromMs, stretch.toMs, signal)).get('m1')
  const points = series?.points ?? []
  if (series?.note) notKnown.push(series.note)
  return {
    points: { timesMs: points.map(({ atMs }) => atMs), values: points.map(({ value }) => value) },
    notKnown,
  }
}

/** A percentile straight from the log, by the period; null when no query can say it. */
async function percentile(
  measured: Measured[],
  { Stat, Period }: MetricStat,
  { stretch, signal }: Reading,
  asked: Asked[],
): Promise<Points | null> {
  const percent = percentOf(Stat)
  const [one, another] = measured
  const measure = one && !another ? measureOf(one) : null
  if (percent === null || !measure?.field) return null
  const minutes = Math.max(1, Period / 60)
  const text = percentileByPeriod(measure.condition, measure.field, { percent, minutes })
  if (!text) return null
  const periodMs = minutes * minuteMs
  // Of a period that began before the stretch the query would see a part only.
  const fromMs = Math.floor(stretch.fromMs / periodMs) * periodMs
  const answer = await askMinutes(text, ['p'], { ...stretch, fromMs }, signal)
  asked.push(answer.asked)
  const points = answer.rows
    .map(({ minuteMs: atMs, values }) => ({ atMs, value: Number(values[0] ?? Number.NaN) }))
    .filter(({ value }) => Number.isFinite(value))
    .sort((a, b) => a.atMs - b.atMs)
  return { timesMs: points.map(({ atMs }) => atMs), values: points.map(({ value }) => value) }
}

const pctNote =
  'Percentiles are those of Logs Insights, which lie between two values; CloudWatch’s own of the metric can differ a little.'

const wholePeriodsNote =
  'CloudWatch evaluates periods that end with each minute; here they end where those of GetMetricData do, so a change may come some minutes later.'

/** Whether the tallies of minutes are enough for a statistic: a constant has the same value at every percent. */
const fromTallies = ({ Stat }: MetricStat, measured: Measured[]) =>
  isSimple(Stat) ||
  (percentOf(Stat) !== null && measured.every(({ filter }) => !filter.value.startsWith('$')))

/**
 * Opens the past of metrics over a stretch: those that metric filters make are counted from the log
 * itself, since a metric filter knows nothing of the time before it was made; others have the
 * datapoints that CloudWatch keeps.
 */
export function openHistory(stats: readonly MetricStat[], reading: Reading): History {
  const { filters, signal, stretch } = reading
  const asked: Asked[] = []
  const notes = new Map<string, string[]>()
  const measuredOf = (stat: MetricStat) => measuredBy(stat, filters)
  const tallied = stats.flatMap((stat) => {
    const measured = measuredOf(stat)
    return fromTallies(stat, measured) ? measured : []
  })
  let reads: Promise<Tallies> | undefined
  const tallies = () => {
    reads ??= logTallies(tallied, stretch, signal).then((read) => {
      asked.push(...read.asked)
      return read
    })
    return reads
  }

  async function load(stat: MetricStat, phaseMs: number): Promise<Points> {
    const measured = measuredOf(stat)
    const { Stat, Period } = stat
    if (measured.length > 0 && fromTallies(stat, measured)) {
      const { byKey, notKnown } = await tallies()
      notes.set(JSON.stringify(stat), notKnown)
      const whole = merged(measured.flatMap((one) => byKey.get(keyOf(one)) ?? []))
      const simple = isSimple(Stat) ? Stat : 'Maximum'
      if (whole) return pointsOf(whole, simple, { periodSeconds: Period, phaseMs })
    }
    const wholePeriods = Period > 60 ? [wholePeriodsNote] : []
    const fromLog = await percentile(measured, stat, reading, asked)
    if (fromLog) {
      notes.set(JSON.stringify(stat), [pctNote, ...wholePeriods])
      return fromLog
    }
    const { points, notKnown } = await keptPoints(stat, reading)
    notes.set(JSON.stringify(stat), [...notKnown, ...wholePeriods])
    return points
  }

  const slides = (stat: MetricStat) => {
    const measured = measuredOf(stat)
    return stat.Period <= 60 || (measured.length > 0 && fromTallies(stat, measured))
  }
  const loaded = new Map<string, Promise<Points>>()
  return {
    points(stat, phaseMs) {
      const phase = slides(stat) ? phaseMs % (Math.max(60, stat.Period) * 1000) : 0
      const key = JSON.stringify([stat, phase])
      const known = loaded.get(key) ?? load(stat, phase)
      loaded.set(key, known)
      return known
    },
    slides,
    asked,
    notKnown: (stat) => notes.get(JSON.stringify(stat)) ?? [],
  }
}
