import type { StateChange } from '@/lib/alarms/alarm'
import { childrenFirst } from '@/lib/alarms/children-first'
import { columnsOf } from '@/lib/alarms/columns'
import { comparisons } from '@/lib/alarms/comparison'
import type { StateTransition } from '@/lib/alarms/replay'
import { readRule } from '@/lib/alarms/rule'
import { evaluationRange } from '@/lib/alarms/state'
import { readMetricFilters } from '@/lib/aws/metric-filters'
import { runtime } from '@/lib/aws/runtime'
import { scanOf } from '@/lib/aws/shared-query'
import { maskAddresses } from '@/lib/mask'
import type { MetricFilter } from '@/lib/monitoring'
import { dayMs, hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { compositeChanges } from './composite'
import { type Definition, maxPeriodSeconds, type SeriesAlarm } from './definition'
import { alarmSpans, stateAt } from './evaluate'
import { type History, openHistory } from './history'
import { replayAlarm, statsOf } from './replay-alarm'
import type { BackTest, BackTests } from './result'

const minute = (ms: number) => Math.floor(ms / minuteMs) * minuteMs

/** How long before the range evaluation begins, so that the range begins in the right state. */
function leadMs(alarms: readonly SeriesAlarm[]): number {
  const lookbacks = alarms.map(
    (alarm) => maxPeriodSeconds(alarm) * 1000 * (2 * evaluationRange(alarm.rule.evaluationPeriods)),
  )
  return Math.min(8 * dayMs, Math.max(hourMs, ...lookbacks))
}

const changeOf = ({ atMs, from, to, reason }: StateTransition): StateChange => ({
  atMs,
  from,
  to,
  reason: maskAddresses(reason),
})

// Of what is well, as an alarm's metric may say it, one datapoint an hour suffices.
const maxPauseMs = hourMs

/** The part of a range before an alarm's metrics had datapoints: what is missing there says nothing. */
function lackOf(alarm: SeriesAlarm, { firstMs }: History, { fromMs, toMs }: TimeRange) {
  const firsts = statsOf(alarm).flatMap(
    (stat) => firstMs(stat) ?? (firstMs(stat) === null ? toMs : []),
  )
  const untilMs = Math.max(0, ...firsts)
  if (untilMs >= toMs) return 'all'
  return untilMs > fromMs + maxPauseMs ? { untilMs } : null
}

interface TestedAlarm {
  arn: string
  transitions: StateTransition[]
  series: BackTest['series']
  lacks: BackTest['lacks']
  notKnown: string[]
}

function resultOf(
  name: string,
  { transitions, series, lacks, notKnown }: TestedAlarm,
  range: TimeRange,
): BackTest {
  const before = stateAt(transitions, range.fromMs, 'INSUFFICIENT_DATA')
  const within = transitions.filter(({ atMs }) => atMs > range.fromMs)
  const inAlarm = alarmSpans(within, range, before)
  return {
    name,
    changes: within.map(changeOf),
    before,
    inAlarm,
    minutesInAlarm: inAlarm.reduce((sum, span) => sum + span.toMs - span.fromMs, 0) / minuteMs,
    series,
    lacks,
    notKnown,
  }
}

interface BackTestContext {
  range: TimeRange
  /** With the time before the range that evaluation needs. */
  rangeWithLead: TimeRange
  history: History
  signal?: AbortSignal
}

async function testSeries(
  alarm: SeriesAlarm,
  { range, rangeWithLead, history, signal }: BackTestContext,
): Promise<TestedAlarm> {
  const { transitions, series, periodSeconds } = await replayAlarm(alarm, history, {
    range: rangeWithLead,
    signal,
  })
  const { threshold } = alarm.rule
  const periodMs = periodSeconds * 1000
  return {
    arn: alarm.arn,
    transitions,
    series: {
      threshold,
      comparison: comparisons[alarm.rule.comparison].sign,
      periodSeconds,
      columns: columnsOf(
        series.timesMs.map((atMs, at) => ({ atMs, value: series.values[at] ?? Number.NaN })),
        { fromMs: Math.floor(range.fromMs / periodMs) * periodMs, toMs: range.toMs, periodMs },
      ),
    },
    lacks: lackOf(alarm, history, range),
    notKnown: [...new Set(statsOf(alarm).flatMap(history.notKnown))],
  }
}

/** Runs each alarm, those that a composite alarm reads before it. */
async function testAll(alarms: readonly Definition[], context: BackTestContext) {
  const tested = new Map<string, TestedAlarm>()
  const composites = alarms.flatMap((alarm) =>
    'combines' in alarm ? [{ ...alarm, rule: readRule(alarm.combines) }] : [],
  )
  const series = alarms.flatMap((alarm) => ('combines' in alarm ? [] : [alarm]))
  await Promise.all(
    series.map(async (alarm) => tested.set(alarm.name, await testSeries(alarm, context))),
  )
  const ordered = childrenFirst(
    composites,
    ({ name }) => name,
    ({ rule }) => rule.children,
  )
  for (const composite of ordered) {
    const transitions = compositeChanges(composite, tested, context.rangeWithLead)
    const missing = composite.rule.children.filter((child) => !tested.has(child))
    const notKnown = missing.map(
      (child) => `There is no alarm named ${child}; it counts as an alarm in no state.`,
    )
    const below = composite.rule.children.flatMap((child) => tested.get(child)?.notKnown ?? [])
    tested.set(composite.name, {
      arn: composite.arn,
      transitions,
      series: null,
      lacks: null,
      notKnown: [...new Set([...notKnown, ...below])],
    })
  }
  return tested
}

interface Options {
  /** With those that a composite alarm among them reads. */
  alarms: readonly Definition[]
  /** Those whose outcome is wanted; all when left out. */
  shown?: readonly string[]
  /** Filters of a trial: each replaces the metric filter of its name. */
  trialFilters?: readonly MetricFilter[]
  /** Epoch ms; evaluated at the close of each minute after the first up to the second. */
  range: TimeRange
  signal?: AbortSignal
}

/**
 * Runs alarms over the past: when would they have fired? The metric filters' events are counted once
 * for all of them. Throws {@link Failed}, and NotReplayable, RuleProblem, AlarmCycle or
 * ExpressionFailed for an alarm that cannot be run.
 */
export async function backTest({
  alarms,
  shown = alarms.map(({ name }) => name),
  trialFilters = [],
  range,
  signal,
}: Options): Promise<BackTests> {
  const evaluated = { fromMs: minute(range.fromMs), toMs: minute(range.toMs) }
  const series = alarms.flatMap((alarm) => ('combines' in alarm ? [] : [alarm]))
  const rangeWithLead = {
    fromMs: Math.max(0, evaluated.fromMs - minute(leadMs(series))),
    toMs: evaluated.toMs,
  }
  const names = new Set(trialFilters.map(({ name }) => name))
  const described = (await readMetricFilters(signal)).filter(({ name }) => !names.has(name))
  const history = openHistory(series.flatMap(statsOf), {
    range: rangeWithLead,
    filters: [...described, ...trialFilters],
    signal,
  })
  const tested = await testAll(alarms, { range: evaluated, rangeWithLead, history, signal })
  return {
    ok: true,
    range: evaluated,
    alarms: shown.flatMap((name) => {
      const one = tested.get(name)
      return one ? [resultOf(name, one, evaluated)] : []
    }),
    ...scanOf(history.queries),
    asOfMs: runtime().now(),
  }
}
