import { z } from 'zod'
import type { Box } from './box'
import { AwsError } from './errors'
import { listOf, moment, oneOf, read, text, whole } from './input'
import { addDatapoints } from './metric-filters'

const error = 'ValidationError'
const dayMs = 86_400_000

const dimension = z.object({ Name: text(1, 255), Value: text(1, 1024) })
const dimensions = listOf(dimension, 0, 30).default([])

export const dimensionsText = (list: z.infer<typeof dimensions>) =>
  JSON.stringify(list.map(({ Name, Value }) => [Name, Value]).sort())

const put = z.object({
  Namespace: text(1, 255),
  MetricData: listOf(
    z.object({
      MetricName: text(1, 255),
      Dimensions: dimensions,
      Timestamp: moment.optional(),
      Value: z.number().optional(),
      Values: z.array(z.number()).optional(),
      Counts: z.array(z.number()).optional(),
      StatisticValues: z
        .object({
          SampleCount: z.number(),
          Sum: z.number(),
          Minimum: z.number(),
          Maximum: z.number(),
        })
        .optional(),
      Unit: z.string().optional(),
      StorageResolution: z.number().optional(),
    }),
    0,
    1_000,
  ).default([]),
})

export async function putMetricData(box: Box, input: unknown) {
  const { Namespace, MetricData } = read(put, input, error)
  const rows = MetricData.flatMap((datum) => {
    const ts = Math.floor((datum.Timestamp ?? box.clock()) / 1000) * 1000
    const row = (
      value: number,
      weight: number,
    ): [string, string, string, number, number, number] => [
      Namespace,
      datum.MetricName,
      dimensionsText(datum.Dimensions),
      ts,
      value,
      weight,
    ]
    if (datum.Values) return datum.Values.map((value, at) => row(value, datum.Counts?.[at] ?? 1))
    const set = datum.StatisticValues
    if (set) {
      const inner = set.SampleCount - 2
      if (set.SampleCount < 1) return []
      if (set.SampleCount === 1) return [row(set.Sum, 1)]
      // A statistic set keeps its sum, count and extremes; what lies between them is not known.
      const between = inner > 0 ? [row((set.Sum - set.Minimum - set.Maximum) / inner, inner)] : []
      return [row(set.Minimum, 1), row(set.Maximum, 1), ...between]
    }
    if (datum.Value === undefined) {
      throw new AwsError(
        'MissingParameter',
        `A value must be specified for the metric ${datum.MetricName}.`,
      )
    }
    return [row(datum.Value, 1)]
  })
  await box.store.transaction((session) => addDatapoints(session, rows))
  return {}
}

const statistics = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const
const get = z.object({
  MetricDataQueries: listOf(
    z.object({
      Id: z
        .string()
        .regex(
          /^[a-z][A-Za-z0-9_]*$/,
          'Member must satisfy regular expression pattern: [a-z][a-zA-Z0-9_]*',
        ),
      MetricStat: z
        .object({
          Metric: z.object({
            Namespace: text(1, 255),
            MetricName: text(1, 255),
            Dimensions: dimensions,
          }),
          Period: whole(1, dayMs / 1000),
          Stat: z.string(),
          Unit: z.string().optional(),
        })
        .optional(),
      Expression: text(1, 2048).optional(),
      Label: z.string().optional(),
      ReturnData: z.boolean().default(true),
      Period: z.number().optional(),
      AccountId: z.string().optional(),
    }),
    1,
    500,
  ),
  StartTime: moment,
  EndTime: moment,
  ScanBy: oneOf(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
  MaxDatapoints: whole(1, 100_800).default(100_800),
  NextToken: z.string().optional(),
})
type MetricStat = NonNullable<z.infer<typeof get>['MetricDataQueries'][number]['MetricStat']>

function statisticSql(stat: string): string {
  const sum = 'sum(value * weight)'
  const count = 'sum(weight)'
  switch (stat) {
    case 'Sum':
      return sum
    case 'SampleCount':
      return count
    case 'Average':
      return `CASE WHEN ${count} > 0 THEN ${sum} / ${count} ELSE min(value) END`
    case 'Minimum':
      return 'min(value)'
    case 'Maximum':
      return 'max(value)'
  }
  const percent = Number(/^p(\d{1,2}(?:\.\d+)?|100)$/.exec(stat)?.[1])
  if (Number.isNaN(percent)) {
    throw new AwsError(
      'ValidationError',
      `The value ${stat} for parameter Stat is not supported: use ${statistics.join(', ')} or a percentile such as p99.`,
    )
  }
  // Nearest rank over the values, each as often as it was counted.
  return `list_extract(flatten(list(list_transform(range(greatest(1, weight)::BIGINT), lambda i: value) ORDER BY value)), greatest(1, ceil(${percent} / 100.0 * sum(greatest(1, weight))))::BIGINT)`
}

export interface Datapoint {
  startMs: number
  value: number
}

/** Datapoints of one metric and statistic by period, oldest first; periods without any are left out. */
export async function datapoints(
  { store }: Box,
  { Metric, Period, Stat }: MetricStat,
  fromMs: number,
  toMs: number,
): Promise<Datapoint[]> {
  const periodMs = Period * 1000
  const { rows } = await store.query(
    `SELECT ts - ts % ${periodMs} AS start, (${statisticSql(Stat)})::DOUBLE FROM datapoints
     WHERE namespace = $1 AND metric = $2 AND dimensions = $3 AND ts >= $4 AND ts < $5 GROUP BY start ORDER BY start`,
    [Metric.Namespace, Metric.MetricName, dimensionsText(Metric.Dimensions), fromMs, toMs],
  )
  return rows.map(([start, value]) => ({ startMs: Number(start), value: Number(value) }))
}

export async function getMetricData(box: Box, input: unknown) {
  const asked = read(get, input, error)
  const { MetricDataQueries: queries, StartTime, EndTime } = asked
  if (StartTime >= EndTime) {
    throw new AwsError(
      'ValidationError',
      'The parameter StartTime must be less than the parameter EndTime.',
    )
  }
  const ids = queries.map(({ Id }) => Id)
  if (new Set(ids).size < ids.length)
    throw new AwsError('ValidationError', 'The values for parameter Id are not unique.')
  const from =
    asked.NextToken === undefined ? 0 : Number(Buffer.from(asked.NextToken, 'base64url').toString())
  if (!Number.isSafeInteger(from) || from < 0)
    throw new AwsError('InvalidNextToken', 'The next token specified is invalid.')
  const results: object[] = []
  let left = asked.MaxDatapoints
  let seen = 0
  let next: number | undefined
  for (const { Id, MetricStat: stat, Expression, Label, ReturnData } of queries) {
    if (Expression !== undefined || !stat) {
      throw new AwsError(
        'ValidationError',
        `The query ${Id} has an expression: this engine reads metrics without metric math yet.`,
      )
    }
    if (stat.Period % 60 !== 0 && ![1, 5, 10, 20, 30].includes(stat.Period)) {
      throw new AwsError(
        'ValidationError',
        `The period ${stat.Period} must be 1, 5, 10, 20, 30 or a multiple of 60.`,
      )
    }
    if (!ReturnData) continue
    const periodMs = stat.Period * 1000
    const points = await datapoints(box, stat, Math.floor(StartTime / periodMs) * periodMs, EndTime)
    if (asked.ScanBy === 'TimestampDescending') points.reverse()
    const skipped = Math.max(0, from - seen)
    const page = points.slice(skipped, skipped + left)
    const reached = seen + skipped + page.length
    seen += points.length
    left -= page.length
    const partial = skipped + page.length < points.length
    if (from > 0 && page.length === 0 && !partial) continue
    results.push({
      Id,
      Label: Label ?? stat.Metric.MetricName,
      Timestamps: page.map(({ startMs }) => startMs / 1000),
      Values: page.map(({ value }) => value),
      StatusCode: partial ? 'PartialData' : 'Complete',
    })
    if (partial) {
      next = reached
      break
    }
  }
  return {
    MetricDataResults: results,
    Messages: [],
    NextToken: next === undefined ? undefined : Buffer.from(String(next)).toString('base64url'),
  }
}
