import type { StateChange } from '@/lib/alarm'
import type { Turn } from '@/lib/alarms/replay'
import { evaluationRange } from '@/lib/alarms/state'
import {
  type Definition,
  longestPeriod,
  NotReplayable,
  type SeriesAlarm,
} from '@/lib/back-test/definition'
import { alarmSpans, changesOver, type Stretch, stateAt } from '@/lib/back-test/judge'
import { type BackTest, type BackTests, chartColumns, signOf } from '@/lib/back-test/result'
import { maskAddresses } from '@/lib/mask'
import { evaluateQueries } from '@/lib/metric-math/queries'
import type { Series } from '@/lib/metric-math/series'
import type { MetricFilter } from '@/lib/monitoring'
import { dayMs, minuteMs } from '@/lib/window'
import { type History, openHistory } from './back-test-series'
import { held } from './held'
import { metricFilters } from './metric-filters'

const hourMs = 60 * minuteMs
const minute = (ms: number) => Math.floor(ms / minuteMs) * minuteMs

/** So long before the range judging begins, so that the range begins in the state it would have had. */
function leadMs(alarms: readonly SeriesAlarm[]): number {
  const looks = alarms.map(
    (alarm) => longestPeriod(alarm) * 1000 * (2 * evaluationRange(alarm.rule.evaluationPeriods)),
  )
  return Math.min(8 * dayMs, Math.max(hourMs, ...looks))
}

const statsOf = ({ queries }: SeriesAlarm) =>
  queries.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat] : []))

/** The series that an alarm is judged by. */
async function seriesOf(alarm: SeriesAlarm, stretch: Stretch, history: History): Promise<Series> {
  const { results } = await evaluateQueries(
    alarm.queries,
    { startMs: stretch.fromMs, endMs: stretch.toMs },
    {
      metrics: async () => [],
      load: (wanted) =>
        Promise.all(
          wanted.map(({ Metric, Period, Stat }) => history.points({ Metric, Period, Stat })),
        ),
    },
    // What is too old for CloudWatch is told by the history, not cut off here.
    { nowMs: stretch.fromMs, zone: '+0000', region: '', account: '' },
  )
  const found = results.find(({ id }) => id === alarm.judged)
  if (!found) throw new NotReplayable(`${alarm.name} judges an expression that gives no series.`)
  return found.series
}

const changeOf = ({ atMs, from, to, reason }: Turn): StateChange => ({
  atMs,
  from,
  to,
  reason: maskAddresses(reason),
})

function resultOf(
  name: string,
  turns: Turn[],
  range: Stretch,
): Omit<BackTest, 'series' | 'notKnown'> {
  const before = stateAt(turns, range.fromMs, 'INSUFFICIENT_DATA')
  const within = turns.filter(({ atMs }) => atMs > range.fromMs)
  const inAlarm = alarmSpans(within, range, before)
  return {
    name,
    changes: within.map(changeOf),
    before,
    inAlarm,
    minutesInAlarm: inAlarm.reduce((sum, span) => sum + span.toMs - span.fromMs, 0) / minuteMs,
  }
}

async function testSeries(
  alarm: SeriesAlarm,
  { range, stretch, history }: { range: Stretch; stretch: Stretch; history: History },
) {
  const series = await seriesOf(alarm, stretch, history)
  const { periodSeconds } = series
  const judging = { rule: alarm.rule, periodSeconds }
  const turns = changesOver(judging, series, stretch, 'INSUFFICIENT_DATA')
  const test: BackTest = {
    ...resultOf(alarm.name, turns, range),
    series: {
      threshold: alarm.rule.threshold,
      comparison: signOf(judging),
      periodSeconds,
      ...chartColumns(series, range, { periodSeconds }),
    },
    notKnown: [...new Set(statsOf(alarm).flatMap(history.notKnown))],
  }
  return { test, turns }
}

interface Options {
  alarms: readonly Definition[]
  /** Tried with the alarms: each takes the place of the metric filter of its name. */
  tried?: readonly MetricFilter[]
  /** Epoch ms; judged at the close of each minute after the first up to the second. */
  range: Stretch
  signal?: AbortSignal
}

/**
 * Runs alarms over the past: when would they have fired? The metric filters' events are counted once
 * for all of them. Throws {@link Failed}, and {@link NotReplayable} for an alarm that cannot be run.
 */
export async function backTest({ alarms, tried = [], range, signal }: Options): Promise<BackTests> {
  const judged = { fromMs: minute(range.fromMs), toMs: minute(range.toMs) }
  const series = alarms.flatMap((alarm) => ('combines' in alarm ? [] : [alarm]))
  const lead = minute(leadMs(series))
  const stretch = { fromMs: Math.max(0, judged.fromMs - lead), toMs: judged.toMs }
  const names = new Set(tried.map(({ name }) => name))
  const described = (await metricFilters(signal)).filter(({ name }) => !names.has(name))
  const history = openHistory(series.flatMap(statsOf), {
    stretch,
    filters: [...described, ...tried],
    signal,
  })
  const tests = await Promise.all(
    alarms.map(async (alarm) => {
      if ('combines' in alarm)
        throw new NotReplayable(`${alarm.name} is a composite alarm: run its children instead.`)
      return (await testSeries(alarm, { range: judged, stretch, history })).test
    }),
  )
  return {
    ok: true,
    range: judged,
    alarms: tests,
    asked: history.asked.map(({ text, bytesScanned }) => ({
      text: maskAddresses(text),
      bytesScanned,
    })),
    bytesScanned: history.asked.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0),
    asOfMs: held().now(),
  }
}
