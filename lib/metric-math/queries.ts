import type { Node } from './ast'
import { evaluate } from './evaluate'
import { ExpressionFailed, expressionsOf, type MetricDataQuery, within } from './expression'
import { loadInputs, type Sources } from './inputs'
import { dynamicLabel, isDynamic, type LabelContext, ownLabel } from './label'
import type { Window } from './period'
import { didYouMean, ExpressionProblem } from './problem'
import type { Series, Value } from './series'
import { maxPoints } from './undecided'

export interface QueryResult {
  id: string
  series: Series
}

/** Names what an expression has made. */
function labelled({ Id, Label }: MetricDataQuery, value: Value, labelContext: LabelContext): Value {
  if (typeof value === 'number') return value
  const name = (series: Series, label: string) => ({
    ...series,
    label: dynamicLabel(label, series, series.label, labelContext),
  })
  if (!Array.isArray(value)) return name({ ...value, label: Id }, Label ?? Id)
  if (!Label) return value
  return value.map((series) => name(series, isDynamic(Label) ? Label : `${Label} ${ownLabel}`))
}

/** Counts the datapoints that a request makes; throws when they are too many for one machine. */
function budget(node: Node, spent: { points: number }) {
  return (points: number) => {
    spent.points += points
    if (spent.points <= maxPoints) return
    throw new ExpressionProblem(
      'this request makes too many datapoints: ask for a shorter time, a longer period or fewer metrics',
      node,
    )
  }
}

function seriesOf(id: string, value: Value): Series[] {
  if (typeof value !== 'number') return [value].flat()
  throw new ExpressionFailed(
    id,
    'the result is a scalar, and must be a time series or an array of time series: TIME_SERIES makes one of it',
    { start: 0, end: 0 },
  )
}

/**
 * Evaluates the queries of a GetMetricData request, or the `Metrics` of a metric-math alarm, over a
 * window: the start is inclusive and rounded down to each metric's period, the end is exclusive.
 *
 * Gives the series of each query whose data is returned, in the order of the queries, datapoints oldest
 * first; an expression that makes an array gives several under one Id. `full`: a SEARCH found
 * more metrics than are taken. Throws {@link ExpressionFailed} with a sentence and a position.
 */
export async function evaluateQueries(
  queries: readonly MetricDataQuery[],
  window: Window,
  sources: Sources,
  labelContext: LabelContext,
): Promise<{ results: QueryResult[]; full: boolean }> {
  const expressions = expressionsOf(queries)
  const inputs = await loadInputs(queries, expressions, window, sources, labelContext)
  const values = new Map<string, Value>(inputs.metrics)
  const spent = { points: 0 }

  function resolve(id: string, at: Node): Value {
    const value = values.get(id)
    if (value !== undefined) return value
    const hint = didYouMean(
      id,
      queries.map(({ Id }) => Id),
    )
    throw new ExpressionProblem(`there is no query with the Id ${id}${hint}`, at)
  }
  for (const { query, node } of expressions) {
    const scope = {
      window,
      periodSeconds: inputs.periodFor(query),
      metrics: inputs.metrics,
      found: (search: Node) => inputs.found.get(search) ?? [],
      resolve,
      spend: budget(node, spent),
    }
    const value = within(query.Id, () => evaluate(node, scope))
    values.set(query.Id, labelled(query, value, labelContext))
  }

  const results = queries.flatMap(({ Id, ReturnData = true }) => {
    const value = ReturnData ? values.get(Id) : undefined
    return value === undefined ? [] : seriesOf(Id, value).map((series) => ({ id: Id, series }))
  })
  return { results, full: inputs.full }
}
