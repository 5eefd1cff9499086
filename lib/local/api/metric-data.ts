import * as z from 'zod'
import { account, region } from '@/lib/local/arn'
import { validationError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { listOf, moment, oneOf, read, whole } from '@/lib/local/input'
import { jsonIn } from '@/lib/local/json'
import { activeMetrics, loadDatapoints } from '@/lib/local/metrics/datapoints'
import { checkQueries, metricDataQuery } from '@/lib/local/metrics/metric-data-query'
import { ExpressionFailed, type MetricDataQuery } from '@/lib/metric-math/expression'
import type { Sources } from '@/lib/metric-math/inputs'
import { defaultLabels, ownLabel } from '@/lib/metric-math/label'
import { periodsIn, type Window } from '@/lib/metric-math/period'
import { evaluateQueries, type QueryResult } from '@/lib/metric-math/queries'
import { maxSeries } from '@/lib/metric-math/undecided'
import { invalidNextToken } from './paging'

const maxDatapoints = 100_800

const get = z.object({
  MetricDataQueries: listOf(metricDataQuery, 1, 500),
  StartTime: moment,
  EndTime: moment,
  ScanBy: oneOf(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: whole(1, maxDatapoints).default(maxDatapoints),
  LabelOptions: z
    .object({
      Timezone: z
        .string()
        .regex(/^[+-]\d{4}$/, 'Member must satisfy regular expression pattern: [+-]\\d{4}')
        .optional(),
    })
    .optional(),
  NextToken: z.string().optional(),
})
type MetricDataRequest = z.infer<typeof get>

/** Reads the input of GetMetricData. Throws a ValidationError that names the member. */
function readRequest(input: unknown): MetricDataRequest {
  const request = read(get, input, 'ValidationError')
  if (request.StartTime >= request.EndTime) {
    throw validationError('The parameter StartTime must be less than the parameter EndTime.')
  }
  checkQueries(request.MetricDataQueries, 'MetricDataQueries')
  return request
}

/** Where a page begins: at which query, and after which moment of its series. */
type PageCursor = [query: number, afterMs: number | null]

const writeCursor = (cursor: PageCursor) =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url')

function readCursor(nextToken: string | undefined): PageCursor {
  if (nextToken === undefined) return [0, null]
  const cursor = z
    .tuple([z.number().int().min(0), z.number().nullable()])
    .safeParse(jsonIn(Buffer.from(nextToken, 'base64url').toString()))
  if (cursor.success) return cursor.data
  throw invalidNextToken()
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

/** A series' datapoints in the requested order, after a moment. */
function scanned({ series }: QueryResult, { ScanBy }: MetricDataRequest, afterMs: number | null) {
  const points = series.timesMs.map((timeMs, at) => ({ timeMs, value: series.values[at] ?? 0 }))
  const down = ScanBy === 'TimestampDescending'
  if (down) points.reverse()
  if (afterMs === null) return points
  return points.filter(({ timeMs }) => (down ? timeMs < afterMs : timeMs > afterMs))
}

type Evaluate = (queries: MetricDataQuery[]) => ReturnType<typeof evaluateQueries>

/** Metrics alone: loaded a few at a time, until a page is full. */
async function metricsPage(request: MetricDataRequest, window: Window, evaluate: Evaluate) {
  const labels = defaultLabels(
    request.MetricDataQueries.flatMap(({ MetricStat }) => MetricStat ?? []),
  )
  const queries = request.MetricDataQueries.map((query, at) => ({
    ...query,
    Label: (query.Label ?? ownLabel).replaceAll(ownLabel, () => labels[at] ?? ''),
  })).filter(({ ReturnData }) => ReturnData)
  const results: object[] = []
  const answer = (NextToken?: string) => ({ MetricDataResults: results, Messages: [], NextToken })
  let left = request.MaxDatapoints
  let [at, afterMs] = readCursor(request.NextToken)
  while (at < queries.length) {
    if (left === 0) return answer(writeCursor([at, afterMs]))
    const part: MetricDataQuery[] = []
    for (let datapoints = 0; datapoints < left && at + part.length < queries.length; ) {
      const query = queries[at + part.length]
      if (!query) break
      part.push(query)
      datapoints += periodsIn(window, query.MetricStat?.Period ?? 1)
    }
    for (const result of (await evaluate(part)).results) {
      const points = scanned(result, request, afterMs)
      const page = points.slice(0, left)
      left -= page.length
      const complete = page.length === points.length
      if (page.length > 0 || complete) results.push(shown(result, page, complete))
      if (!complete) {
        const last = page.at(-1)
        return answer(writeCursor([at, last ? last.timeMs : afterMs]))
      }
      at += 1
      afterMs = null
    }
  }
  return answer()
}

/** With expressions there is one page: what does not fit is left out, with a message. */
async function expressionsPage(request: MetricDataRequest, evaluate: Evaluate) {
  if (request.NextToken !== undefined) throw invalidNextToken()
  const { results, full } = await evaluate(request.MetricDataQueries)
  let left = request.MaxDatapoints
  let cut = false
  const shownResults = results.map((result) => {
    const points = scanned(result, request, null)
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
      Value: `Only the first ${request.MaxDatapoints} datapoints are given: ask for a shorter time or a longer period.`,
    },
  ]
  return {
    MetricDataResults: shownResults,
    Messages: messages.filter((message) => message !== false),
  }
}

export async function getMetricData(context: EngineContext, input: unknown) {
  const request = readRequest(input)
  const nowMs = context.clock()
  const window = { startMs: request.StartTime, endMs: request.EndTime }
  const sources: Sources = {
    metrics: () => activeMetrics(context.store, nowMs),
    load: (wanted) => loadDatapoints(context.store, wanted),
  }
  const labelContext = { nowMs, zone: request.LabelOptions?.Timezone ?? '+0000', region, account }
  const evaluate: Evaluate = async (queries) => {
    try {
      return await evaluateQueries(queries, window, sources, labelContext)
    } catch (error) {
      throw error instanceof ExpressionFailed ? validationError(error.message) : error
    }
  }
  return request.MetricDataQueries.some(({ Expression }) => Expression !== undefined)
    ? expressionsPage(request, evaluate)
    : metricsPage(request, window, evaluate)
}
