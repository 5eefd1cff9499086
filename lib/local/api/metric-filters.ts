import { z } from 'zod'
import { discoverFields } from '@/lib/access-log/discover-fields'
import type { Session } from '@/lib/local/store/duckdb'
import type { Box } from './box'
import { AwsError, noSuchGroup, notFound } from './errors'
import { compilePattern } from './filter-pattern'
import { listOf, logGroupName, read, text, whole } from './input'
import { page } from './paging'

const error = 'InvalidParameterException'
const mostFilters = 100

export const metricFilterTables = `
  CREATE TABLE IF NOT EXISTS metric_filters (log_group VARCHAR, name VARCHAR, body VARCHAR, created BIGINT, PRIMARY KEY (log_group, name));
  CREATE TABLE IF NOT EXISTS datapoints (namespace VARCHAR, metric VARCHAR, dimensions VARCHAR, ts BIGINT, value DOUBLE, weight DOUBLE);`

const transformation = z.object({
  metricName: text(0, 255),
  metricNamespace: text(0, 255),
  metricValue: text(0, 100),
  defaultValue: z.number().optional(),
  dimensions: z.record(z.string(), z.string()).optional(),
  unit: z.string().optional(),
})
const put = z.object({
  logGroupName,
  filterName: text(1, 512),
  filterPattern: text(0, 1024),
  metricTransformations: listOf(transformation, 1, 1),
})
type Filter = z.infer<typeof put>
export type Transformation = z.infer<typeof transformation>

export async function putMetricFilter({ store, clock }: Box, input: unknown) {
  const filter = read(put, input, error)
  if (!store.hasLogGroup(filter.logGroupName)) throw noSuchGroup()
  compilePattern(filter.filterPattern)
  const [change] = filter.metricTransformations
  if (change?.dimensions && change.defaultValue !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
    )
  }
  await store.transaction(async (session) => {
    const { rows } = await session.query(
      'SELECT count(*) FROM metric_filters WHERE log_group = $1 AND name <> $2',
      [filter.logGroupName, filter.filterName],
    )
    if (Number(rows[0]?.[0]) >= mostFilters) {
      throw new AwsError(
        'LimitExceededException',
        `A log group has at most ${mostFilters} metric filters.`,
      )
    }
    await session.run('INSERT OR REPLACE INTO metric_filters VALUES ($1, $2, $3, $4)', [
      filter.logGroupName,
      filter.filterName,
      JSON.stringify(filter),
      clock(),
    ])
  })
  return {}
}

const describe = z.object({
  logGroupName: logGroupName.optional(),
  filterNamePrefix: text(1, 512).optional(),
  metricName: text(0, 255).optional(),
  metricNamespace: text(0, 255).optional(),
  limit: whole(1, 50).default(50),
  nextToken: text(1, 10_000).optional(),
})

export async function describeMetricFilters({ store }: Box, input: unknown) {
  const asked = read(describe, input, error)
  if (asked.logGroupName !== undefined && !store.hasLogGroup(asked.logGroupName))
    throw noSuchGroup()
  const { rows } = await store.query(
    'SELECT body, created FROM metric_filters ORDER BY name, log_group',
  )
  const filters = rows
    .map(([body, created]) => ({
      ...(JSON.parse(String(body)) as Filter),
      creationTime: Number(created),
    }))
    .filter(
      ({ logGroupName: group, filterName, metricTransformations: [change] }) =>
        (asked.logGroupName === undefined || group === asked.logGroupName) &&
        filterName.startsWith(asked.filterNamePrefix ?? '') &&
        (asked.metricName === undefined || change?.metricName === asked.metricName) &&
        (asked.metricNamespace === undefined || change?.metricNamespace === asked.metricNamespace),
    )
  const { items, nextToken } = page(filters, {
    token: asked.nextToken,
    size: asked.limit,
    kind: 'filters',
  })
  return { metricFilters: items, nextToken }
}

const one = z.object({ logGroupName, filterName: text(1, 512) })

export async function deleteMetricFilter({ store }: Box, input: unknown) {
  const { logGroupName: group, filterName } = read(one, input, error)
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  await store.transaction(async (session) => {
    const where = 'FROM metric_filters WHERE log_group = $1 AND name = $2'
    const { rows } = await session.query(`SELECT 1 ${where}`, [group, filterName])
    if (rows.length === 0) throw notFound('The specified metric filter does not exist.')
    await session.run(`DELETE ${where}`, [group, filterName])
  })
  return {}
}

export const forgetMetricFilters = (session: Session, group: string) =>
  session.run('DELETE FROM metric_filters WHERE log_group = $1', [group])

const trial = z.object({
  filterPattern: text(0, 1024),
  logEventMessages: listOf(z.string('Member must not be null').min(1), 1, 50),
})

export async function testMetricFilter(_box: Box, input: unknown) {
  const { filterPattern, logEventMessages } = read(trial, input, error)
  const { matches, extract } = compilePattern(filterPattern)
  return {
    matches: logEventMessages.flatMap((message, at) => {
      const event = { message, fields: discoverFields(message) }
      if (!matches(event)) return []
      return [{ eventNumber: at + 1, eventMessage: message, extractedValues: extract(event) }]
    }),
  }
}

/** The metric filters of a log group. */
export async function metricFiltersOf({ store }: Box, group: string): Promise<Filter[]> {
  const { rows } = await store.query('SELECT body FROM metric_filters WHERE log_group = $1', [
    group,
  ])
  return rows.map(([body]) => JSON.parse(String(body)) as Filter)
}

export type Datapoint = [
  namespace: string,
  metric: string,
  dimensions: string,
  periodMs: number,
  value: number,
  weight: number,
]

const rowsAtOnce = 500

/** Adds datapoints: period start in epoch ms, dimensions as JSON, weight is how often the value came. */
export async function addDatapoints({ run }: Session, rows: Datapoint[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce)
    const places = part.map((_, at) => {
      const first = at * 6
      return `($${first + 1}, $${first + 2}, $${first + 3}, $${first + 4}, $${first + 5}, $${first + 6})`
    })
    await run(`INSERT INTO datapoints VALUES ${places.join(', ')}`, part.flat())
  }
}
