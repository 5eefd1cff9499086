import { z } from 'zod'
import { account, region } from '@/lib/local/arn'
import { AwsError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { activeMetrics, loadDatapoints } from '@/lib/local/metrics/datapoints'
import { ExpressionFailed, type MetricDataQuery } from '@/lib/metric-math/expression'
import type { Sources } from '@/lib/metric-math/inputs'
import { defaultLabels, ownLabel } from '@/lib/metric-math/label'
import { periodsIn, type Window } from '@/lib/metric-math/period'
import { evaluateQueries, type QueryResult } from '@/lib/metric-math/queries'
import { maxSeries } from '@/lib/metric-math/undecided'
import { type Asked, invalid, readAsked } from './metric-data-input'

/** Where a page begins: at which query, and after which moment of it. */
type Place = [query: number, afterMs: number | null]

const token = (place: Place) => Buffer.from(JSON.stringify(place)).toString('base64url')

const invalidToken = () => new AwsError('InvalidNextToken', 'The next token specified is invalid.')

function placeOf(nextToken: string | undefined): Place {
  if (nextToken === undefined) return [0, null]
  const place = z
    .tuple([z.number().int().min(0), z.number().nullable()])
    .safeParse(jsonOf(Buffer.from(nextToken, 'base64url').toString()))
  if (place.success) return place.data
  throw invalidToken()
}

function jsonOf(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}

const arithmetic = {
  Code: 'ArithmeticError',
  Value:
    'One or more data-points have been dropped due to non-numeric values (NaN, -Infinite, +Infinite)',
}

const shown = (
  { id, series }: QueryResult,
  points: { timeMs: number; value: number }[],
  whole: boolean,
) => ({
  Id: id,
  Label: series.label,
  Timestamps: points.map(({ timeMs }) => timeMs / 1000),
  Values: points.map(({ value }) => value),
  StatusCode: whole ? 'Complete' : 'PartialData',
  ...(series.dropped && { Messages: [arithmetic] }),
})

/** A series' datapoints in the order asked, from after a moment on. */
function scanned({ series }: QueryResult, { ScanBy }: Asked, afterMs: number | null) {
  const points = series.timesMs.map((timeMs, at) => ({ timeMs, value: series.values[at] ?? 0 }))
  const down = ScanBy === 'TimestampDescending'
  if (down) points.reverse()
  if (afterMs === null) return points
  return points.filter(({ timeMs }) => (down ? timeMs < afterMs : timeMs > afterMs))
}

export type Evaluate = (queries: MetricDataQuery[]) => ReturnType<typeof evaluateQueries>

/** Metrics alone: loaded a few at a time, until a page is full. */
export async function metricsPage(asked: Asked, window: Window, evaluate: Evaluate) {
  const labels = defaultLabels(
    asked.MetricDataQueries.flatMap(({ MetricStat }) => MetricStat ?? []),
  )
  const queries = asked.MetricDataQueries.map((query, at) => ({
    ...query,
    Label: (query.Label ?? ownLabel).replaceAll(ownLabel, () => labels[at] ?? ''),
  })).filter(({ ReturnData }) => ReturnData)
  const results: object[] = []
  const answer = (NextToken?: string) => ({ MetricDataResults: results, Messages: [], NextToken })
  let left = asked.MaxDatapoints
  let [at, afterMs] = placeOf(asked.NextToken)
  while (at < queries.length) {
    if (left === 0) return answer(token([at, afterMs]))
    const part: MetricDataQuery[] = []
    for (let most = 0; most < left && at + part.length < queries.length; ) {
      const query = queries[at + part.length]
      if (!query) break
      part.push(query)
      most += periodsIn(window, query.MetricStat?.Period ?? 1)
    }
    for (const result of (await evaluate(part)).results) {
      const points = scanned(result, asked, afterMs)
      const page = points.slice(0, left)
      left -= page.length
      const complete = page.length === points.length
      if (page.length > 0 || complete) results.push(shown(result, page, complete))
      if (!complete) {
        const last = page.at(-1)
        return answer(token([at, last ? last.timeMs : afterMs]))
      }
      at += 1
      afterMs = null
    }
  }
  return answer()
}

/** With expressions there is one page: what does not fit on it is left out, and said. */
export async function expressionsPage(asked: Asked, evaluate: Evaluate) {
  if (asked.NextToken !== undefined) throw invalidToken()
  const { results, full } = await evaluate(asked.MetricDataQueries)
  let left = asked.MaxDatapoints
  let cut = false
  const shownResults = results.map((result) => {
    const points = scanned(result, asked, null)
    const page = points.slice(0, left)
    left -= page.length
    cut ||= page.length < points.length
    return shown(result, page, page.length === points.length)
  })
  const messages = [
    full && {
      Code: 'MaxMetricsExceeded',
      Value: `Maximum number of allowed metrics exceeded: a search takes the first ${maxSeries}.`,
    },
    cut && {
      Code: 'MaxDatapointsExceeded',
      Value: `Only the first ${asked.MaxDatapoints} datapoints are given: ask for a shorter time or a longer period.`,
    },
  ]
  return {
    MetricDataResults: shownResults,
    Messages: messages.filter((message) => message !== false),
  }
}

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
