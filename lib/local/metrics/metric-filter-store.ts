import * as z from 'zod'
import { listOf, logGroupName, oneOf, text } from '@/lib/local/input'
import type { Session } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { units } from '@/lib/metric-math/unit'

export const metricFilterTables =
  'CREATE TABLE IF NOT EXISTS metric_filters (log_group VARCHAR, name VARCHAR, body VARCHAR, created BIGINT, PRIMARY KEY (log_group, name));'

const named = text(0, 255).regex(
  /^[^:*$]*$/,
  'Member must satisfy regular expression pattern: [^:*$]*',
)

/** The name of a filter of a log group. */
export const filterName = text(1, 512).regex(
  /^[^:*]*$/,
  'Member must satisfy regular expression pattern: [^:*]*',
)

const transformation = z.object({
  metricName: named,
  metricNamespace: named.refine(
    (namespace) => !namespace.startsWith('AWS/'),
    'Member must not begin with AWS/, which is reserved for AWS services',
  ),
  metricValue: text(0, 100),
  defaultValue: z.number().optional(),
  dimensions: z.record(text(0, 255), text(0, 255)).optional(),
  unit: oneOf(units).optional(),
})
/** A metric filter as PutMetricFilter takes it. */
export const metricFilter = z.object({
  logGroupName,
  filterName,
  filterPattern: text(0, 1024),
  metricTransformations: listOf(transformation, 1, 1),
  // No log group has a transformer here: its events are the transformed ones.
  applyOnTransformedLogs: z.boolean().optional(),
  emitSystemFieldDimensions: z.array(oneOf(['@aws.account', '@aws.region'])).optional(),
  fieldSelectionCriteria: z
    .undefined('Member is not taken by this engine: it has one account and one region')
    .optional(),
})
export type MetricFilter = z.infer<typeof metricFilter>
export type Transformation = z.infer<typeof transformation>

/** The metric filters of a log group. */
export async function metricFiltersOf(store: Store, group: string): Promise<MetricFilter[]> {
  const { rows } = await store.query('SELECT body FROM metric_filters WHERE log_group = $1', [
    group,
  ])
  return rows.map(([body]) => JSON.parse(String(body)) as MetricFilter)
}

export const deleteMetricFiltersOf = (session: Session, group: string) =>
  session.run('DELETE FROM metric_filters WHERE log_group = $1', [group])
