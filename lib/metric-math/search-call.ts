import type { CallNode } from './ast'
import { isPeriod, periodRule } from './period'
import { ExpressionProblem } from './problem'
import { SearchProblem, searchTest } from './search'
import type { Metric, MetricStat } from './series'
import { statisticOf, statisticRule } from './statistic'

const form = `SEARCH('{Namespace,Dimension} MetricName="Name"', 'Sum', 300)`

/** What a SEARCH asks, from its arguments as they are written: the metrics of a list that it finds. */
export function readSearch(
  node: CallNode,
  periodSeconds: number,
): (metrics: readonly Metric[]) => MetricStat[] {
  const [query, stat, period] = node.args
  if (query?.kind !== 'text' || stat?.kind !== 'text' || node.args.length > 3) {
    throw new ExpressionProblem(
      `SEARCH takes a quoted search, a quoted statistic and, if wanted, a period: ${form}`,
      node,
    )
  }
  if (!statisticOf(stat.value)) {
    throw new ExpressionProblem(`'${stat.value}' is not a valid statistic: ${statisticRule}`, stat)
  }
  const Period = period === undefined ? periodSeconds : period.kind === 'number' ? period.value : 0
  if (!isPeriod(Period)) throw new ExpressionProblem(periodRule, period ?? node)
  try {
    const test = searchTest(query.value)
    return (metrics) => metrics.filter(test).map((Metric) => ({ Metric, Period, Stat: stat.value }))
  } catch (error) {
    if (!(error instanceof SearchProblem)) throw error
    throw new ExpressionProblem(`the search cannot be read: ${error.message}`, query)
  }
}
