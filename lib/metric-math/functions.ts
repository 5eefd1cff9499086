import type { Call } from './call'
import { fill } from './fill'
import { periodStarts, periodsIn } from './period'
import { across, overTime, type Reduction, reductions } from './reduce'
import { mapValues, redraw, type Series, type Value, valueAt } from './series'

export interface Row {
  /** Minimum and maximum of arguments. */
  takes: readonly [number, number]
  apply: (call: Call) => Value
}

const each = (change: (series: Series) => Series): Row => ({
  takes: [1, 1],
  apply: (call) => call.changed(0, change),
})

const onValues = (change: (value: number) => number) => each((series) => mapValues(series, change))

/** From each datapoint and the one before it. */
const onSteps = (change: (rise: number, seconds: number) => number) =>
  each((series) =>
    redraw(series, (add) => {
      for (let at = 1; at < series.values.length; at += 1) {
        const timeMs = series.timesMs[at] ?? 0
        const rise = (series.values[at] ?? 0) - (series.values[at - 1] ?? 0)
        add(timeMs, change(rise, (timeMs - (series.timesMs[at - 1] ?? 0)) / 1000))
      }
    }),
  )

const runningSum = (series: Series) => {
  let sum = 0
  return mapValues(series, (value) => {
    sum += value
    return sum
  })
}

const noSeries = (call: Call): Series => ({
  label: '',
  periodSeconds: call.scope.periodSeconds,
  timesMs: [],
  values: [],
})

/** A series becomes a scalar, an array becomes a series. */
const reduced = (reduction: Reduction): Row => ({
  takes: [1, 1],
  apply(call) {
    const value = call.seriesOrArray(0)
    return Array.isArray(value)
      ? across(value, call.scope, reduction)
      : overTime(value, call.scope.window, reduction)
  },
})

/** A datapoint for every period of the window, made from when it starts. */
function dense(like: Series, call: Call, makeValue: (timeMs: number) => number): Series {
  const { window, spend } = call.scope
  spend(periodsIn(window, like.periodSeconds))
  return redraw(like, (add) => {
    for (const timeMs of periodStarts(window, like.periodSeconds)) add(timeMs, makeValue(timeMs))
  })
}

/** A part of the moment when each period starts, in UTC. */
const byCalendar = (read: (date: Date) => number): Row => ({
  takes: [1, 1],
  apply: (call) => dense(call.series(0), call, (timeMs) => read(new Date(timeMs))),
})

const branchOf = (value: number | Series | undefined) =>
  value === undefined || typeof value === 'number' ? () => value : valueAt(value)

/** IF(condition, then, else): 0 is false; a missing then counts as 0, a missing else leaves no datapoint. */
function choose(call: Call): number | Series {
  const condition = call.scalarOrSeries(0)
  const then = call.scalarOrSeries(1)
  const otherwise = call.count > 2 ? call.scalarOrSeries(2) : undefined
  if (typeof condition === 'number') {
    if (condition !== 0 && !Number.isNaN(condition)) return then
    if (otherwise !== undefined && !Number.isNaN(condition)) return otherwise
    return typeof then === 'number' ? Number.NaN : { ...then, timesMs: [], values: [] }
  }
  const whenTrue = branchOf(then)
  const whenFalse = branchOf(otherwise)
  return redraw(condition, (add) => {
    condition.values.forEach((value, at) => {
      const timeMs = condition.timesMs[at] ?? 0
      const chosen = value !== 0 ? (whenTrue(timeMs) ?? 0) : whenFalse(timeMs)
      if (chosen !== undefined) add(timeMs, chosen)
    })
  })
}

function sort(call: Call): Series[] {
  const measure = reductions[call.word(1, ['AVG', 'MIN', 'MAX', 'SUM'])]
  const down = call.word(2, ['ASC', 'DESC']) === 'DESC'
  const limit = call.count > 3 ? call.whole(3) : Number.POSITIVE_INFINITY
  const measured = call.array(0).map((series) => ({
    series,
    // A series without datapoints has no rank: it comes last either way.
    rank: series.values.length === 0 ? null : overTime(series, call.scope.window, measure),
  }))
  measured.sort((a, b) => {
    if (a.rank === null || b.rank === null) return Number(a.rank === null) - Number(b.rank === null)
    return down ? b.rank - a.rank : a.rank - b.rank
  })
  return measured.slice(0, limit).map(({ series }) => series)
}

function periodOf(call: Call): number {
  const node = call.argument(0)
  const metric = node.kind === 'reference' ? call.scope.metrics.get(node.id) : undefined
  return metric ? metric.periodSeconds : call.refuse(0, 'the Id of a metric', 'something else')
}

function metrics(call: Call): Series[] {
  const part = call.count > 0 ? call.text(0) : ''
  return [...call.scope.metrics].flatMap(([id, series]) => (id.includes(part) ? [series] : []))
}

const end = (at: 0 | -1): Row => ({
  takes: [1, 1],
  apply: (call) => call.array(0).at(at) ?? noSeries(call),
})

/** The functions of metric math, one a row. */
export const functions: Record<string, Row> = {
  ABS: onValues(Math.abs),
  AVG: reduced(reductions.AVG),
  CEIL: onValues(Math.ceil),
  DATAPOINT_COUNT: reduced(reductions.DATAPOINT_COUNT),
  DATE: byCalendar((date) => date.getUTCDate()),
  // Monday is 1, Sunday 7.
  DAY: byCalendar((date) => date.getUTCDay() || 7),
  DIFF: onSteps((rise) => rise),
  DIFF_TIME: onSteps((_, seconds) => seconds),
  EPOCH: byCalendar((date) => date.getTime() / 1000),
  FILL: { takes: [2, 2], apply: fill },
  FIRST: end(0),
  FLOOR: onValues(Math.floor),
  HOUR: byCalendar((date) => date.getUTCHours()),
  IF: { takes: [2, 3], apply: choose },
  LAST: end(-1),
  LOG: onValues(Math.log),
  LOG10: onValues(Math.log10),
  MAX: reduced(reductions.MAX),
  METRIC_COUNT: { takes: [1, 1], apply: (call) => call.array(0).length },
  METRICS: { takes: [0, 1], apply: metrics },
  MIN: reduced(reductions.MIN),
  MINUTE: byCalendar((date) => date.getUTCMinutes()),
  MONTH: byCalendar((date) => date.getUTCMonth() + 1),
  PERIOD: { takes: [1, 1], apply: periodOf },
  RATE: onSteps((rise, seconds) => rise / seconds),
  REMOVE_EMPTY: {
    takes: [1, 1],
    apply: (call) => call.array(0).filter(({ values }) => values.length > 0),
  },
  RUNNING_SUM: each(runningSum),
  SEARCH: { takes: [2, 3], apply: (call) => call.scope.found(call.node) },
  SLICE: {
    takes: [2, 3],
    apply: (call) => call.array(0).slice(call.whole(1), call.count > 2 ? call.whole(2) : undefined),
  },
  SORT: { takes: [3, 4], apply: sort },
  STDDEV: reduced(reductions.STDDEV),
  SUM: reduced(reductions.SUM),
  TIME_SERIES: {
    takes: [1, 1],
    apply(call) {
      const value = call.number(0)
      return dense(noSeries(call), call, () => value)
    },
  },
  YEAR: byCalendar((date) => date.getUTCFullYear()),
}

const elsewhere = 'which one machine does not have'

/** Functions of CloudWatch that this engine refuses, and why. */
export const refused: Record<string, string> = {
  ANOMALY_DETECTION_BAND: `ANOMALY_DETECTION_BAND needs a trained anomaly detector, ${elsewhere}: compare with an earlier period or a fixed threshold instead`,
  DB_PERF_INSIGHTS: `DB_PERF_INSIGHTS reads Amazon RDS, ${elsewhere}: put the value as a metric with PutMetricData instead`,
  INSIGHT_RULE_METRIC: `INSIGHT_RULE_METRIC reads Contributor Insights, ${elsewhere}: count in a metric filter instead`,
  LAMBDA: `LAMBDA calls an AWS Lambda function, ${elsewhere}: put the value as a metric with PutMetricData instead`,
  SERVICE_QUOTA: `SERVICE_QUOTA reads the quotas of an AWS account, ${elsewhere}: write the number instead`,
}
