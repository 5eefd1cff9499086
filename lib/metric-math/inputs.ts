import type { Node } from './ast'
import { type Expression, type MetricDataQuery, within } from './expression'
import { defaultLabels, dynamicLabel, type LabelContext } from './label'
import { readable, type Window } from './period'
import { readSearch } from './search'
import { type Metric, type MetricStat, nothing, type Points, type Series } from './series'
import { defaultPeriodSeconds, maxSeries } from './undecided'

export interface Wanted extends MetricStat {
  window: Window
}

/** Where metrics come from. */
export interface Sources {
  /** The metrics among which a SEARCH looks. */
  metrics: () => Promise<Metric[]>
  /** Datapoints of each, in the order of the list; each window begins where a period does. */
  load: (wanted: Wanted[]) => Promise<Points[]>
}

/** Loads several lists of metrics at once; each is labelled by what distinguishes its members. */
async function loadLists(
  lists: MetricStat[][],
  window: Window,
  sources: Sources,
  nowMs: number,
): Promise<Series[][]> {
  const wanted: Wanted[] = []
  const indexes = lists.map((list) =>
    list.map((stat) => {
      const part = readable(window, stat.Period, nowMs)
      return part ? wanted.push({ ...stat, window: part }) - 1 : null
    }),
  )
  const loaded = wanted.length > 0 ? await sources.load(wanted) : []
  return lists.map((list, at) => {
    const labels = defaultLabels(list)
    return list.map((origin, index) => ({
      ...(loaded[indexes[at]?.[index] ?? -1] ?? nothing),
      label: labels[index] ?? '',
      periodSeconds: origin.Period,
      origin,
    }))
  })
}

/** What a series makes by itself has the query's period, else the shortest of the request. */
function periodsOf(queries: readonly MetricDataQuery[]): (query: MetricDataQuery) => number {
  const minPeriod = Math.min(
    ...queries.map(({ MetricStat }) => MetricStat?.Period ?? Number.POSITIVE_INFINITY),
  )
  const otherwise = Number.isFinite(minPeriod) ? minPeriod : defaultPeriodSeconds
  return ({ Period }) => Period ?? otherwise
}

export interface Inputs {
  /** The request's metrics by Id. */
  metrics: Map<string, Series>
  /** What each SEARCH has found. */
  found: Map<Node, Series[]>
  /** Whether one found more than is taken. */
  full: boolean
  periodFor: (query: MetricDataQuery) => number
}

/** Loads all that the expressions of a request read. */
export async function loadInputs(
  queries: readonly MetricDataQuery[],
  expressions: readonly Expression[],
  window: Window,
  sources: Sources,
  labelContext: LabelContext,
): Promise<Inputs> {
  const periodFor = periodsOf(queries)
  const searches = expressions.flatMap(({ query, searches }) =>
    searches.map((node) => ({
      node,
      find: within(query.Id, () => readSearch(node, periodFor(query))),
    })),
  )
  const known = searches.length > 0 ? await sources.metrics() : []
  const finds = searches.map(({ find }) => find(known))
  const own = queries.flatMap(({ Id, Label, MetricStat }) =>
    MetricStat ? [{ Id, Label: Label ?? null, MetricStat }] : [],
  )
  const [ownSeries = [], ...foundSeries] = await loadLists(
    [own.map(({ MetricStat }) => MetricStat), ...finds.map((list) => list.slice(0, maxSeries))],
    window,
    sources,
    labelContext.nowMs,
  )
  const metrics = new Map<string, Series>()
  own.forEach(({ Id, Label }, at) => {
    const series = ownSeries[at]
    if (!series) return
    const label =
      Label === null ? series.label : dynamicLabel(Label, series, series.label, labelContext)
    metrics.set(Id, { ...series, label })
  })
  return {
    metrics,
    found: new Map(searches.map(({ node }, at) => [node, foundSeries[at] ?? []])),
    full: finds.some((list) => list.length > maxSeries),
    periodFor,
  }
}
