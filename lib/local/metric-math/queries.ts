import type { Node } from './ast'
import { evaluate } from './evaluate'
import { ExpressionFailed, expressionsOf, type MetricDataQuery, within } from './expression'
import { defaultLabels, dynamicLabel, isDynamic, ownLabel, type Surroundings } from './label'
import { didYouMean } from './nearest'
import { readable, type Window } from './period'
import { ExpressionProblem } from './problem'
import { readSearch } from './search-call'
import {
  type Metric,
  type MetricStat,
  nothing,
  type Points,
  type Series,
  type Value,
} from './series'
import { mostPoints, mostSeries, periodOfNothing } from './undecided'

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

export interface QueryResult {
  id: string
  series: Series
}

/** Loads several lists of metrics at once; each is labelled by what tells its members apart. */
async function loadLists(
  lists: MetricStat[][],
  window: Window,
  sources: Sources,
  nowMs: number,
): Promise<Series[][]> {
  const wanted = lists.flat().flatMap((stat) => {
    const part = readable(window, stat.Period, nowMs)
    return part ? [{ ...stat, window: part }] : []
  })
  const loaded = wanted.length > 0 ? await sources.load(wanted) : []
  let at = 0
  return lists.map((list) => {
    const labels = defaultLabels(list)
    return list.map((origin, index) => {
      const points = readable(window, origin.Period, nowMs) ? loaded[at++] : undefined
      return {
        ...(points ?? nothing),
        label: labels[index] ?? '',
        periodSeconds: origin.Period,
        origin,
      }
    })
  })
}

/** Names what an expression has made. */
function labelled({ Id, Label }: MetricDataQuery, value: Value, surroundings: Surroundings): Value {
  if (typeof value === 'number') return value
  const name = (series: Series, label: string) => ({
    ...series,
    label: dynamicLabel(label, series, series.label, surroundings),
  })
  if (!Array.isArray(value)) return name({ ...value, label: Id }, Label ?? Id)
  if (!Label) return value
  return value.map((series) => name(series, isDynamic(Label) ? Label : `${Label} ${ownLabel}`))
}

/**
 * Evaluates the queries of a GetMetricData request, or the `Metrics` of a metric-math alarm, over a
 * window: the start is inclusive and rounded down to each metric's period, the end is exclusive.
 *
 * Gives the series of each query whose data is returned, in the order of the queries, datapoints oldest
 * first; an expression that makes an array gives several under one Id. `full` says that a SEARCH found
 * more metrics than are taken. Throws {@link ExpressionFailed} with a sentence and a place.
 */
export async function evaluateQueries(
  queries: readonly MetricDataQuery[],
  window: Window,
  sources: Sources,
  surroundings: Surroundings,
): Promise<{ results: QueryResult[]; full: boolean }> {
  const expressions = expressionsOf(queries)
  const own = queries.flatMap(({ MetricStat, ...query }) =>
    MetricStat ? [{ ...query, MetricStat }] : [],
  )
  const shortest = Math.min(...own.map(({ MetricStat }) => MetricStat.Period))
  const periodFor = ({ Period }: MetricDataQuery) =>
    Period ?? (Number.isFinite(shortest) ? shortest : periodOfNothing)

  const searches = expressions.flatMap(({ query, searches }) =>
    searches.map((node) => ({
      node,
      find: within(query.Id, () => readSearch(node, periodFor(query))),
    })),
  )
  const known = searches.length > 0 ? await sources.metrics() : []
  const finds = searches.map(({ find }) => find(known))
  const [ownSeries = [], ...foundSeries] = await loadLists(
    [own.map(({ MetricStat }) => MetricStat), ...finds.map((list) => list.slice(0, mostSeries))],
    window,
    sources,
    surroundings.nowMs,
  )
  const found = new Map<Node, Series[]>(
    searches.map(({ node }, at) => [node, foundSeries[at] ?? []]),
  )
  const metrics = new Map(
    ownSeries.map((series, at): [string, Series] => {
      const label = own[at]?.Label
      const name =
        label === undefined ? series.label : dynamicLabel(label, series, series.label, surroundings)
      return [own[at]?.Id ?? '', { ...series, label: name }]
    }),
  )
  const values = new Map<string, Value>(metrics)

  let spent = 0
  for (const { query, node } of expressions) {
    const scope = {
      window,
      periodSeconds: periodFor(query),
      metrics,
      resolve(id: string, at: Node) {
        const value = values.get(id)
        if (value !== undefined) return value
        const ids = queries.map(({ Id }) => Id)
        throw new ExpressionProblem(`there is no query with the Id ${id}${didYouMean(id, ids)}`, at)
      },
      found: (call: Node) => found.get(call) ?? [],
      spend(points: number) {
        spent += points
        if (spent <= mostPoints) return
        throw new ExpressionProblem(
          'this request makes too many datapoints: ask for a shorter time, a longer period or fewer metrics',
          node,
        )
      },
    }
    const value = within(query.Id, () => evaluate(node, scope))
    values.set(query.Id, labelled(query, value, surroundings))
  }

  const results = queries.flatMap(({ Id, ReturnData = true }): QueryResult[] => {
    const value = values.get(Id)
    if (!ReturnData || value === undefined) return []
    if (typeof value === 'number') {
      throw new ExpressionFailed(
        Id,
        'the result is a scalar, and must be a time series or an array of time series: TIME_SERIES makes one of it',
        { start: 0, end: 0 },
      )
    }
    return [value].flat().map((series) => ({ id: Id, series }))
  })
  return { results, full: finds.some((list) => list.length > mostSeries) }
}
