import {
  DeleteMetricFilterCommand,
  type MetricFilter as DescribedFilter,
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { metricFilterInput } from '@/lib/alarms/input'
import type { MetricFilter } from '@/lib/monitoring'
import { clients, eachPage, within } from './cloudwatch'
import { calling } from './failures'
import { runtime } from './runtime'

const maxPages = 10

const filtersOf = ({
  filterName = '',
  filterPattern = '',
  metricTransformations = [],
}: DescribedFilter) =>
  metricTransformations.map(
    (change): MetricFilter => ({
      name: filterName,
      pattern: filterPattern,
      namespace: change.metricNamespace ?? '',
      metric: change.metricName ?? '',
      value: change.metricValue ?? '1',
      defaultValue: change.defaultValue,
      dimensions: change.dimensions,
    }),
  )

/** The metric filters of the watched log group. Throws {@link Failed}. */
export async function readMetricFilters(signal?: AbortSignal): Promise<MetricFilter[]> {
  const found: MetricFilter[] = []
  const { logGroup: logGroupName } = runtime().env
  const page = (nextToken: string | undefined) =>
    clients().logs.send(
      new DescribeMetricFiltersCommand({ logGroupName, nextToken }),
      within(signal),
    )
  await calling('logs:DescribeMetricFilters', () =>
    eachPage(
      page,
      ({ metricFilters = [] }) => found.push(...metricFilters.flatMap(filtersOf)),
      maxPages,
    ),
  )
  return found
}

/** Creates a metric filter of the watched log group. Throws {@link Failed}. */
export async function putMetricFilter(filter: MetricFilter): Promise<void> {
  const command = new PutMetricFilterCommand(metricFilterInput(runtime().env.logGroup, filter))
  await calling('logs:PutMetricFilter', () => clients().logs.send(command, within()))
}

export async function deleteMetricFilter(filterName: string): Promise<void> {
  const logGroupName = runtime().env.logGroup
  await clients().logs.send(new DeleteMetricFilterCommand({ logGroupName, filterName }), within())
}
