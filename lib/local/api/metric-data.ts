import { account, region } from '@/lib/local/arn'
import type { EngineContext } from '@/lib/local/context'
import { activeMetrics, loadDatapoints } from '@/lib/local/metrics/datapoints'
import { ExpressionFailed } from '@/lib/metric-math/expression'
import type { Sources } from '@/lib/metric-math/inputs'
import { evaluateQueries } from '@/lib/metric-math/queries'
import { invalid, readAsked } from './metric-data-input'
import { type Evaluate, expressionsPage, metricsPage } from './metric-data-page'

export async function getMetricData(context: EngineContext, input: unknown) {
  const asked = readAsked(input)
  const nowMs = context.clock()
  const window = { startMs: asked.StartTime, endMs: asked.EndTime }
  const sources: Sources = {
    metrics: () => activeMetrics(context.store, nowMs),
    load: (wanted) => loadDatapoints(context.store, wanted),
  }
  const surroundings = { nowMs, zone: asked.LabelOptions?.Timezone ?? '+0000', region, account }
  const evaluate: Evaluate = async (queries) => {
    try {
      return await evaluateQueries(queries, window, sources, surroundings)
    } catch (error) {
      throw error instanceof ExpressionFailed ? invalid(error.message) : error
    }
  }
  return asked.MetricDataQueries.some(({ Expression }) => Expression !== undefined)
    ? expressionsPage(asked, evaluate)
    : metricsPage(asked, window, evaluate)
}
