import type { StateChange } from '@/lib/alarms/alarm'
import { columnsOf } from '@/lib/alarms/columns'
import { comparisons } from '@/lib/alarms/comparison'
import type { Transition } from '@/lib/alarms/replay'
import { childrenFirst, readRule } from '@/lib/alarms/rule'
import { evaluationRange } from '@/lib/alarms/state'
import { metricFilters } from '@/lib/aws/metric-filters'
import { runtime } from '@/lib/aws/runtime'
import { maskAddresses } from '@/lib/mask'
import type { MetricFilter } from '@/lib/monitoring'
import type { TimeRange } from '@/lib/time'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { compositeChanges } from './composite'
import { type Definition, longestPeriod, type SeriesAlarm } from './definition'
import { alarmSpans, stateAt } from './evaluate'
import { replayAlarm, statsOf } from './replayed'
import type { BackTest, BackTests } from './result'
import { type History, openHistory } from './series'

const minute = (ms: number) => Math.floor(ms / minuteMs) * minuteMs

/** So long before the range evaluating begins, so that the range begins in the state it would have had. */
function leadMs(alarms: readonly SeriesAlarm[]): number {
  const looks = alarms.map(
    (alarm) => longestPeriod(alarm) * 1000 * (2 * evaluationRange(alarm.rule.evaluationPeriods)),
  )
  return Math.min(8 * dayMs, Math.max(hourMs, ...looks))
}

const changeOf = ({ atMs, from, to, reason }: Transition): StateChange => ({
  atMs,
  from,
  to,
  reason: maskAddresses(reason),
})

interface Tested {
  arn: string
  turns: Transition[]
  series: BackTest['series']
  notKnown: string[]
}

function resultOf(name: string, { turns, series, notKnown }: Tested, range: TimeRange): BackTest {
  const before = stateAt(turns, range.fromMs, 'INSUFFICIENT_DATA')
  const within = turns.filter(({ atMs }) => atMs > range.fromMs)
  const inAlarm = alarmSpans(within, range, before)
  return {
    name,
    changes: within.map(changeOf),
    before,
    inAlarm,
    minutesInAlarm: inAlarm.reduce((sum, span) => sum + span.toMs - span.fromMs, 0) / minuteMs,
    series,
    notKnown,
  }
}

interface Grounds {
  range: TimeRange
  /** With what lies before the range. */
  stretch: TimeRange
  history: History
}

async function testSeries(
  alarm: SeriesAlarm,
  { range, stretch, history }: Grounds,
): Promise<Tested> {
  const { turns, series, periodSeconds } = await replayAlarm(alarm, history, stretch)
  const { threshold } = alarm.rule
  const periodMs = periodSeconds * 1000
  return {
    arn: alarm.arn,
    turns,
    series: {
      threshold,
      comparison: comparisons[alarm.rule.comparison].sign,
      periodSeconds,
      columns: columnsOf(
        series.timesMs.map((atMs, at) => ({ atMs, value: series.values[at] ?? Number.NaN })),
        { fromMs: Math.floor(range.fromMs / periodMs) * periodMs, toMs: range.toMs, periodMs },
      ),
    },
    notKnown: [...new Set(statsOf(alarm).flatMap(history.notKnown))],
  }
}

/** Runs each alarm, those that a composite alarm reads before it. */
async function testAll(alarms: readonly Definition[], grounds: Grounds) {
  const tested = new Map<string, Tested>()
  const composites = alarms.flatMap((alarm) =>
    'combines' in alarm ? [{ ...alarm, rule: readRule(alarm.combines) }] : [],
  )
  const series = alarms.flatMap((alarm) => ('combines' in alarm ? [] : [alarm]))
  await Promise.all(
    series.map(async (alarm) => tested.set(alarm.name, await testSeries(alarm, grounds))),
  )
  const ordered = childrenFirst(
    composites,
    ({ name }) => name,
    ({ rule }) => rule.children,
  )
  for (const composite of ordered) {
    const turns = compositeChanges(composite, tested, grounds.stretch)
    const missing = composite.rule.children.filter((child) => !tested.has(child))
    const notKnown = missing.map(
      (child) => `There is no alarm ${child}: it is taken to be in no state.`,
    )
    const below = composite.rule.children.flatMap((child) => tested.get(child)?.notKnown ?? [])
    tested.set(composite.name, {
      arn: composite.arn,
      turns,
      series: null,
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
  /** Tried with the alarms: each takes the place of the metric filter of its name. */
  tried?: readonly MetricFilter[]
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
  tried = [],
  range,
  signal,
}: Options): Promise<BackTests> {
  const evaluated = { fromMs: minute(range.fromMs), toMs: minute(range.toMs) }
  const series = alarms.flatMap((alarm) => ('combines' in alarm ? [] : [alarm]))
  const stretch = {
    fromMs: Math.max(0, evaluated.fromMs - minute(leadMs(series))),
    toMs: evaluated.toMs,
  }
  const names = new Set(tried.map(({ name }) => name))
  const described = (await metricFilters(signal)).filter(({ name }) => !names.has(name))
  const history = openHistory(series.flatMap(statsOf), {
    stretch,
    filters: [...described, ...tried],
    signal,
  })
  const tested = await testAll(alarms, { range: evaluated, stretch, history })
  return {
    ok: true,
    range: evaluated,
    alarms: shown.flatMap((name) => {
      const one = tested.get(name)
      return one ? [resultOf(name, one, evaluated)] : []
    }),
    asked: history.asked.map(({ text, bytesScanned }) => ({
      text: maskAddresses(text),
      bytesScanned,
    })),
    bytesScanned: history.asked.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0),
    asOfMs: runtime().now(),
  }
}
