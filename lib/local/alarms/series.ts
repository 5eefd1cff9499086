import { lateness, mathValues } from '@/lib/alarms/math'
import { isEvaluatedAt } from '@/lib/alarms/replay'
import { evaluationRange } from '@/lib/alarms/state'
import { loadDatapoints } from '@/lib/local/metrics/datapoints'
import type { Store } from '@/lib/local/store/store'
import type { MetricDataQuery } from '@/lib/metric-math/expression'
import type { Wanted } from '@/lib/metric-math/inputs'
import { type MetricStat, nothing, type Points } from '@/lib/metric-math/series'
import type { MetricEvaluation } from './definition'

type Named = MetricStat['Metric']
const texts = new WeakMap<Named, string>()

/** A metric as text: it is asked for at each of thousands of minutes. */
function textOf(metric: Named): string {
  const text = texts.get(metric) ?? JSON.stringify(metric)
  texts.set(metric, text)
  return text
}

const keyOf = ({ Metric, Stat, Period, Unit }: MetricStat, phaseMs: number) =>
  `${textOf(Metric)} ${Stat} ${Period} ${Unit ?? ''} ${phaseMs}`
const phaseOf = ({ Period, window }: Wanted) => window.startMs % (Period * 1000)

/** Needs of one statistic, period and phase share a window, so that one query reads them. */
function joined(needs: Wanted[]): Map<string, Wanted> {
  const windows = new Map<string, Wanted['window']>()
  const shapeOf = (need: Wanted) => `${need.Stat} ${need.Period} ${phaseOf(need)}`
  for (const need of needs) {
    const known = windows.get(shapeOf(need))
    windows.set(shapeOf(need), {
      startMs: Math.min(need.window.startMs, known?.startMs ?? Number.POSITIVE_INFINITY),
      endMs: Math.max(need.window.endMs, known?.endMs ?? 0),
    })
  }
  return new Map(
    needs.map((need) => [
      keyOf(need, phaseOf(need)),
      { ...need, window: windows.get(shapeOf(need)) ?? need.window },
    ]),
  )
}

/** The part of a series that begins in a window. */
function within({ timesMs, values }: Points, { startMs, endMs }: Wanted['window']): Points {
  const before = (limitMs: number) => {
    let low = 0
    for (let high = timesMs.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((timesMs[middle] ?? 0) < limitMs) low = middle + 1
      else high = middle
    }
    return low
  }
  const from = before(startMs)
  const to = before(endMs)
  return { timesMs: timesMs.slice(from, to), values: values.slice(from, to) }
}

/**
 * Reads the datapoints of many alarms at once, with one query for each statistic and period. The result
 * gives the part that belongs to one need.
 */
async function gather(store: Store, needs: Wanted[]): Promise<(need: Wanted) => Points> {
  const wanted = joined(needs)
  const loaded = await loadDatapoints(store, [...wanted.values()])
  const byKey = new Map([...wanted.keys()].map((key, at) => [key, loaded[at] ?? nothing]))
  return (need) => within(byKey.get(keyOf(need, phaseOf(need))) ?? nothing, need.window)
}

/** What an alarm sees at the close of a minute: the value of the period that begins then, null when there is none. */
interface Seen {
  valueAt(startMs: number): number | null
  /** Whether one of the evaluated periods has too few samples, or none: then the state stays as it is. */
  fewSamples: boolean
}
/** What an alarm sees at each minute (epoch ms of its close); an Error when it cannot be evaluated. */
export type Series = (atMs: number) => Seen | Error

type Single = Extract<MetricEvaluation['of'], { metric: MetricStat }>

/** The datapoints of a metric that these minutes need: a window for each phase in which its periods begin. */
function needsOf(
  metric: MetricStat,
  minutes: readonly number[],
  backMs: number,
  late: (atMs: number) => number,
): Wanted[] {
  const periodMs = metric.Period * 1000
  const phases = new Map<number, { firstMs: number; lastMs: number }>()
  for (const atMs of minutes) {
    const phaseMs = late(atMs) % periodMs
    phases.set(phaseMs, { firstMs: phases.get(phaseMs)?.firstMs ?? atMs, lastMs: atMs })
  }
  return [...phases].map(([phaseMs, { firstMs, lastMs }]) => {
    const startMs = Math.floor((firstMs - backMs - phaseMs) / periodMs) * periodMs + phaseMs
    return { ...metric, window: { startMs, endMs: lastMs } }
  })
}

const samples = (metric: MetricStat): MetricStat => ({ ...metric, Stat: 'SampleCount' })

const backMsOf = ({ rule, periodSeconds }: MetricEvaluation) =>
  evaluationRange(rule.evaluationPeriods) * periodSeconds * 1000

const needsOfOne = (
  evaluation: MetricEvaluation,
  metric: MetricStat,
  minutes: readonly number[],
): Wanted[] => needsOf(metric, minutes, backMsOf(evaluation), (atMs) => atMs)

function needs(evaluation: MetricEvaluation, minutes: readonly number[]): Wanted[] {
  const { of } = evaluation
  if ('metric' in of) {
    const { metric, fewSamples } = of
    const wanted = fewSamples === null ? [metric] : [metric, samples(metric)]
    return wanted.flatMap((one) => needsOfOne(evaluation, one, minutes))
  }
  const { queries } = of
  const late = (atMs: number) => lateness(queries, evaluation.periodSeconds, atMs)
  return queries.flatMap(({ MetricStat }) =>
    MetricStat
      ? // A period that began before the window extends into it.
        needsOf(MetricStat, minutes, backMsOf(evaluation) + MetricStat.Period * 1000, late)
      : [],
  )
}

type Give = Awaited<ReturnType<typeof gather>>

/** The periods that an alarm evaluates when a minute closes, by their begin; without those that it looks at in place of missing ones. */
const evaluatedAt = ({ rule, periodSeconds }: MetricEvaluation, atMs: number) =>
  Array.from({ length: rule.evaluationPeriods }, (_, at) => atMs - (at + 1) * periodSeconds * 1000)

function oneSeries(
  evaluation: MetricEvaluation,
  { metric, fewSamples }: Single,
  minutes: readonly number[],
  give: Give,
): Series {
  const all = (of: MetricStat) => {
    const found = needsOfOne(evaluation, of, minutes).map(give)
    return new Map(
      found.flatMap(({ timesMs, values }) =>
        timesMs.map((timeMs, at) => [timeMs, values[at] ?? 0] as const),
      ),
    )
  }
  const values = all(metric)
  const counts = fewSamples === null ? null : all(samples(metric))
  return (atMs) => ({
    valueAt: (startMs) => values.get(startMs) ?? null,
    fewSamples:
      counts !== null &&
      fewSamples !== null &&
      evaluatedAt(evaluation, atMs).some((startMs) => (counts.get(startMs) ?? 0) < fewSamples),
  })
}

async function mathSeries(
  { periodSeconds, rule }: MetricEvaluation,
  queries: MetricDataQuery[],
  minutes: readonly number[],
  give: Give,
) {
  const periods = evaluationRange(rule.evaluationPeriods)
  const seen = new Map<number, Seen | Error>()
  for (const atMs of minutes) {
    try {
      const span = { periodSeconds, periods, atMs }
      const values = await mathValues(queries, span, async (wanted) => wanted.map(give))
      seen.set(atMs, { valueAt: (startMs) => values.get(startMs) ?? null, fewSamples: false })
    } catch (problem) {
      seen.set(atMs, problem instanceof Error ? problem : new Error(String(problem)))
    }
  }
  const none = new Error('it was not evaluated at this minute')
  return (atMs: number) => seen.get(atMs) ?? none
}

/** What each of these alarms sees at the close of these minutes (epoch ms), in the order of the alarms. */
export async function seriesOf(
  store: Store,
  alarms: readonly MetricEvaluation[],
  minutes: readonly number[],
): Promise<Series[]> {
  const minutesOf = (evaluation: MetricEvaluation) =>
    minutes.filter((atMs) => isEvaluatedAt(evaluation, atMs))
  const give = await gather(
    store,
    alarms.flatMap((evaluation) => needs(evaluation, minutesOf(evaluation))),
  )
  const series: Series[] = []
  for (const evaluation of alarms) {
    const { of } = evaluation
    const own = minutesOf(evaluation)
    series.push(
      'queries' in of
        ? await mathSeries(evaluation, of.queries, own, give)
        : oneSeries(evaluation, of, own, give),
    )
  }
  return series
}
