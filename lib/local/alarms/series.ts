import { lateness, mathValues } from '@/lib/alarms/math'
import { isJudgedAt } from '@/lib/alarms/replay'
import { evaluationRange } from '@/lib/alarms/state'
import type { Store } from '@/lib/local/store/store'
import type { MetricDataQuery } from '@/lib/metric-math/expression'
import type { MetricStat } from '@/lib/metric-math/series'
import type { Judged } from './evaluation'
import { gather, type Need } from './gather'

/** What an alarm sees at the close of a minute: the value of the period that begins then, null when there is none. */
export interface Seen {
  valueAt(startMs: number): number | null
  /** Whether the newest datapoint has too few samples to be judged. */
  fewSamples: boolean
}
/** What an alarm sees at each minute (epoch ms of its close); an error says why it cannot be judged. */
export type Series = (atMs: number) => Seen | Error

type MathJudged = Judged & { of: { queries: MetricDataQuery[] } }
type OneJudged = Judged & { of: { metric: MetricStat; fewSamples: number | null } }

const isMath = (judged: Judged): judged is MathJudged => 'queries' in judged.of
const isOne = (judged: Judged): judged is OneJudged => 'metric' in judged.of

/** What is needed of a metric to judge these minutes: a window for each phase in which its periods begin. */
function needsOf(
  metric: MetricStat,
  minutes: readonly number[],
  backMs: number,
  late: (atMs: number) => number,
): Need[] {
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

const backMsOf = ({ rule, periodSeconds }: Judged) =>
  evaluationRange(rule.evaluationPeriods) * periodSeconds * 1000

const needsOfOne = (judged: OneJudged, metric: MetricStat, minutes: readonly number[]): Need[] =>
  needsOf(metric, minutes, backMsOf(judged), (atMs) => atMs)

function needs(judged: Judged, minutes: readonly number[]): Need[] {
  if (isOne(judged)) {
    const { metric, fewSamples } = judged.of
    const wanted = fewSamples === null ? [metric] : [metric, samples(metric)]
    return wanted.flatMap((one) => needsOfOne(judged, one, minutes))
  }
  if (!isMath(judged)) return []
  const { queries } = judged.of
  const late = (atMs: number) => lateness(queries, judged.periodSeconds, atMs)
  return queries.flatMap(({ MetricStat }) =>
    MetricStat
      ? // A period that began before the window reaches into it.
        needsOf(MetricStat, minutes, backMsOf(judged) + MetricStat.Period * 1000, late)
      : [],
  )
}

type Give = Awaited<ReturnType<typeof gather>>

function oneSeries(judged: OneJudged, minutes: readonly number[], give: Give): Series {
  const { metric, fewSamples } = judged.of
  const all = (of: MetricStat) => {
    const found = needsOfOne(judged, of, minutes).map(give)
    return new Map(
      found.flatMap(({ timesMs, values }) =>
        timesMs.map((timeMs, at) => [timeMs, values[at] ?? 0] as const),
      ),
    )
  }
  const values = all(metric)
  const counts = fewSamples === null ? null : all(samples(metric))
  const periodMs = metric.Period * 1000
  return (atMs) => ({
    valueAt: (startMs) => values.get(startMs) ?? null,
    fewSamples:
      counts !== null &&
      fewSamples !== null &&
      (counts.get(atMs - periodMs) ?? fewSamples) < fewSamples,
  })
}

async function mathSeries(judged: MathJudged, minutes: readonly number[], give: Give) {
  const { periodSeconds, rule, of } = judged
  const periods = evaluationRange(rule.evaluationPeriods)
  const seen = new Map<number, Seen | Error>()
  for (const atMs of minutes) {
    try {
      const span = { periodSeconds, periods, atMs }
      const values = await mathValues(of.queries, span, async (wanted) => wanted.map(give))
      seen.set(atMs, { valueAt: (startMs) => values.get(startMs) ?? null, fewSamples: false })
    } catch (problem) {
      seen.set(atMs, problem instanceof Error ? problem : new Error(String(problem)))
    }
  }
  const none = new Error('it was not judged at this minute')
  return (atMs: number) => seen.get(atMs) ?? none
}

/** What each of these alarms sees at the close of these minutes (epoch ms), in the order of the alarms. */
export async function seriesOf(
  store: Store,
  alarms: readonly Judged[],
  minutes: readonly number[],
): Promise<Series[]> {
  const minutesOf = (judged: Judged) => minutes.filter((atMs) => isJudgedAt(judged, atMs))
  const give = await gather(
    store,
    alarms.flatMap((judged) => needs(judged, minutesOf(judged))),
  )
  const series: Series[] = []
  for (const judged of alarms) {
    if (isMath(judged)) series.push(await mathSeries(judged, minutesOf(judged), give))
    else if (isOne(judged)) series.push(oneSeries(judged, minutesOf(judged), give))
  }
  return series
}
