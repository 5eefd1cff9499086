import { z } from 'zod'
import { evaluatePastOf } from '@/lib/local/alarms/evaluate-past'
import { AwsError } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { dimensions, listOf, moment, oneOf, read, text } from '@/lib/local/input'
import {
  activeMetrics,
  addDatapoints,
  type Datapoint,
  dimensionsText,
} from '@/lib/local/metrics/datapoints'
import { hourMs } from '@/lib/time'
import { page } from './paging'

const error = 'ValidationError'

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
      StorageResolution: z
        .literal([1, 60], 'Member must satisfy enum value set: [1, 60]')
        .default(60),
    }),
    0,
    1_000,
  ).default([]),
})

export async function putMetricData(context: EngineContext, input: unknown) {
  const { Namespace, MetricData } = read(put, input, error)
  const rows = MetricData.flatMap((datum) => {
    const stepMs = datum.StorageResolution * 1000
    const ts = Math.floor((datum.Timestamp ?? context.clock()) / stepMs) * stepMs
    const names = [Namespace, datum.MetricName, dimensionsText(datum.Dimensions)] as const
    const row = (value: number, weight: number): Datapoint => [...names, ts, value, weight]
    if (datum.Values) return datum.Values.map((value, at) => row(value, datum.Counts?.[at] ?? 1))
    const set = datum.StatisticValues
    if (set) {
      const inner = set.SampleCount - 2
      if (set.SampleCount < 1) return []
      if (set.SampleCount === 1) return [row(set.Sum, 1)]
      // The values between the extremes are unknown: each counts as their average.
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
  await context.store.transaction(async (session) => {
    await addDatapoints(session, rows)
    await evaluatePastOf(session, rows)
  })
  context.metricData.puts += 1
  return {}
}

const list = z.object({
  Namespace: text(1, 255).optional(),
  MetricName: text(1, 255).optional(),
  Dimensions: listOf(
    z.object({ Name: text(1, 255), Value: text(1, 1024).optional() }),
    0,
    10,
  ).default([]),
  RecentlyActive: oneOf(['PT3H']).optional(),
  IncludeLinkedAccounts: z.boolean().optional(),
  OwningAccount: z.string().optional(),
  NextToken: z.string().optional(),
})
const metricsAtOnce = 500

export async function listMetrics({ store, clock }: EngineContext, input: unknown) {
  const request = read(list, input, error)
  const nowMs = clock()
  const active = await activeMetrics(
    store,
    nowMs,
    request.RecentlyActive === undefined ? undefined : nowMs - 3 * hourMs,
  )
  const metrics = active.filter(
    ({ Namespace, MetricName, Dimensions }) =>
      (request.Namespace === undefined || Namespace === request.Namespace) &&
      (request.MetricName === undefined || MetricName === request.MetricName) &&
      request.Dimensions.every((wanted) =>
        Dimensions.some(
          ({ Name, Value }) =>
            Name === wanted.Name && (wanted.Value === undefined || Value === wanted.Value),
        ),
      ),
  )
  const { items, nextToken } = page('metrics', metrics, metricsAtOnce, request.NextToken)
  return { Metrics: items, NextToken: nextToken }
}
