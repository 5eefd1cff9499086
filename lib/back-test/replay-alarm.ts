import { setImmediate as othersFirst } from 'node:timers/promises'
import { mathValues, periodOfMath } from '@/lib/alarms/math'
import { changesBy, isEvaluatedAt, periodsAt, type StateTransition } from '@/lib/alarms/replay'
import { evaluationRange } from '@/lib/alarms/state'
import { walk } from '@/lib/metric-math/ast'
import { expressionsOf } from '@/lib/metric-math/expression'
import { evaluateQueries } from '@/lib/metric-math/queries'
import type { MetricStat, Points } from '@/lib/metric-math/series'
import { minuteMs, type TimeRange } from '@/lib/time'
import { maxPeriodSeconds, NotReplayable, type SeriesAlarm } from './definition'
import { changesOver } from './evaluate'

export interface MetricPast {
  /**
   * Datapoints of a metric over the whole range, oldest first; periods begin `phaseMs` after those of
   * GetMetricData. Throws {@link Failed}.
   */
  points: (stat: MetricStat, phaseMs: number) => Promise<Points>
  /** Whether periods may begin with any minute. */
  slides: (stat: MetricStat) => boolean
}

interface Replay {
  range: TimeRange
  signal?: AbortSignal
}

export interface ReplayResult {
  transitions: StateTransition[]
  /** What was evaluated, period after period. */
  series: Points
  periodSeconds: number
}

// A year is half a million minutes, and others are answered meanwhile.
const maxBlockedMs = 20

// These compute each datapoint from the same moment alone, so the window does not matter.
const pointwise = new Set(['IF', 'ABS', 'CEIL', 'FLOOR', 'LOG', 'LOG10'])

/** Whether each value depends on its own moment alone; else it does on the window that an alarm sees. */
const isPointwise = ({ queries }: SeriesAlarm): boolean =>
  expressionsOf(queries).every(({ node }) =>
    [...walk(node)].every(
      (part) =>
        part.kind !== 'call' ||
        pointwise.has(part.name) ||
        (part.name === 'FILL' && part.args[1]?.kind === 'number'),
    ),
  )

export const statsOf = ({ queries }: SeriesAlarm): MetricStat[] =>
  queries.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat] : []))

/** The evaluated series over the whole range; periods begin `phaseMs` later. */
async function seriesAt(alarm: SeriesAlarm, past: MetricPast, range: TimeRange, phaseMs: number) {
  const maxMs = maxPeriodSeconds(alarm) * 1000
  const startMs = Math.floor((range.fromMs - phaseMs) / maxMs) * maxMs
  const { results } = await evaluateQueries(
    alarm.queries,
    { startMs, endMs: range.toMs - phaseMs },
    {
      metrics: async () => [],
      load: (wanted) =>
        Promise.all(
          wanted.map(async ({ window: _, ...stat }) => {
            const { timesMs, values } = await past.points(stat, phaseMs)
            return { timesMs: timesMs.map((timeMs) => timeMs - phaseMs), values }
          }),
        ),
    },
    // What is too old for CloudWatch is reported by the past itself, not cut off here.
    { nowMs: startMs, zone: '+0000', region: '', account: '' },
  )
  const found = results.find(({ id }) => id === alarm.evaluated)
  if (!found) throw new NotReplayable(`${alarm.name} evaluates an expression that gives no series.`)
  const { timesMs, values } = found.series
  return { timesMs: timesMs.map((timeMs) => timeMs + phaseMs), values }
}

function firstAtOrAfter(timesMs: readonly number[], ms: number): number {
  let [low, high] = [0, timesMs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((timesMs[middle] ?? 0) < ms) low = middle + 1
    else high = middle
  }
  return low
}

/** Evaluates minute by minute over the window that the alarm would have seen: slower, for what depends on it. */
async function byMinute(
  alarm: SeriesAlarm,
  past: MetricPast,
  { range, signal, periodSeconds }: Replay & { periodSeconds: number },
) {
  const evaluating = { rule: alarm.rule, periodSeconds, sliding: true }
  const periods = evaluationRange(alarm.rule.evaluationPeriods)
  const transitions: StateTransition[] = []
  let sinceMs = performance.now()
  for (let atMs = range.fromMs + minuteMs; atMs <= range.toMs; atMs += minuteMs) {
    if (!isEvaluatedAt(evaluating, atMs)) continue
    if (performance.now() - sinceMs > maxBlockedMs) {
      await othersFirst()
      signal?.throwIfAborted()
      sinceMs = performance.now()
    }
    const values = await mathValues(alarm.queries, { periodSeconds, periods, atMs }, (wanted) =>
      Promise.all(
        wanted.map(async ({ window, ...stat }) => {
          const { timesMs, values } = await past.points(stat, window.startMs)
          const [from, to] = [window.startMs, window.endMs].map((ms) => firstAtOrAfter(timesMs, ms))
          return { timesMs: timesMs.slice(from, to), values: values.slice(from, to) }
        }),
      ),
    )
    const seen = periodsAt(evaluating, (startMs) => values.get(startMs) ?? null, atMs)
    const state = transitions.at(-1)?.to ?? 'INSUFFICIENT_DATA'
    const minute = { fromMs: atMs - minuteMs, toMs: atMs }
    transitions.push(...changesBy(evaluating, () => seen, minute, state))
  }
  return transitions
}

/** Evaluates an alarm over a range as CloudWatch does, at the close of each minute. Throws ExpressionFailed or {@link NotReplayable}. */
export async function replayAlarm(
  alarm: SeriesAlarm,
  past: MetricPast,
  { range, signal }: Replay,
): Promise<ReplayResult> {
  const periodSeconds = await periodOfMath(alarm.queries)
  const sliding = statsOf(alarm).every(past.slides)
  const series = await seriesAt(alarm, past, range, 0)
  if (sliding && !isPointwise(alarm))
    return {
      transitions: await byMinute(alarm, past, { range, signal, periodSeconds }),
      series,
      periodSeconds,
    }
  const evaluating = { rule: alarm.rule, periodSeconds, sliding }
  const whole = { timesMs: [...series.timesMs], values: [...series.values] }
  const phases = sliding ? maxPeriodSeconds(alarm) / 60 : 1
  for (let phase = 1; phase < phases; phase += 1) {
    await othersFirst()
    signal?.throwIfAborted()
    const more = await seriesAt(alarm, past, range, phase * minuteMs)
    whole.timesMs.push(...more.timesMs)
    whole.values.push(...more.values)
  }
  const transitions = changesOver(evaluating, whole, range, 'INSUFFICIENT_DATA')
  return { transitions, series, periodSeconds }
}
