import * as z from 'zod'
import { evaluatePastOf } from '@/lib/local/alarms/evaluate-past'
import type { EngineContext } from '@/lib/local/context'
import { listOf, oneOf, read, text } from '@/lib/local/input'
import { activeMetrics, addDatapoints } from '@/lib/local/metrics/datapoints'
import { datapointsOf, metricData, rejectedEntity } from '@/lib/local/metrics/put-datapoints'
import { hourMs } from '@/lib/time'
import { withHeaders } from './output-headers'
import { invalidNextTokenValue, page } from './paging'

const error = 'ValidationError'

export async function putMetricData(context: EngineContext, input: unknown) {
  const request = read(metricData, input, error)
  const wrongEntity = rejectedEntity(request)
  const rows = datapointsOf(request, {
    nowMs: context.clock(),
    rejectOld: context.rejectOldEvents,
  })
  await context.store.transaction(async (session) => {
    await addDatapoints(session, rows)
    await evaluatePastOf(session, rows)
  })
  context.metricData.puts += 1
  return wrongEntity ? withHeaders({}, { 'x-amzn-failure-message': wrongEntity }) : {}
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
  OwningAccount: text(1, 255).optional(),
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
  const { items, nextToken } = page(
    'metrics',
    metrics,
    metricsAtOnce,
    request.NextToken,
    invalidNextTokenValue,
  )
  return { Metrics: items, NextToken: nextToken }
}
