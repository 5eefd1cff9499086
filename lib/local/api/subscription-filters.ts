import * as z from 'zod'
import { limitExceeded, noSuchGroup, notFound } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { compilePattern } from '@/lib/local/filter-pattern'
import { logGroupName, oneOf, read, text, whole } from '@/lib/local/input'
import { filterName } from '@/lib/local/metrics/metric-filter-store'
import { numberOf, type Session } from '@/lib/local/store/duckdb'
import { page } from './paging'
import { checkRegexLimit } from './regex-limit'

export const subscriptionFilterTables = `
  CREATE TABLE IF NOT EXISTS subscription_filters (log_group VARCHAR, name VARCHAR, body VARCHAR, created BIGINT);`

const maxFilters = 2

const one = z.object({ logGroupName, filterName })
const filter = one.extend({
  filterPattern: text(0, 1024),
  destinationArn: text(1, 2048).regex(
    /^arn:[^:]+:(?:kinesis|firehose|lambda|logs):/,
    'Member must be the ARN of a Kinesis or Firehose stream, a Lambda function or a logs destination',
  ),
  roleArn: text(1, 2048).optional(),
  distribution: oneOf(['Random', 'ByLogStream']).default('ByLogStream'),
  applyOnTransformedLogs: z.boolean().optional(),
  emitSystemFields: z.array(text(1, 128)).optional(),
  fieldSelectionCriteria: text(0, 2000).optional(),
})
const describe = z.object({
  logGroupName,
  filterNamePrefix: filterName.optional(),
  limit: whole(1, 50).default(50),
  nextToken: text(1, 10_000).optional(),
})

/** Stores a subscription filter and gives it back. Nothing is delivered: there is no stream or function here. */
export async function putSubscriptionFilter(context: EngineContext, input: unknown) {
  const { store, clock, log } = context
  const request = read(filter, input)
  const { logGroupName: group, filterName: name } = request
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  const pattern = compilePattern(request.filterPattern)
  await store.transaction(async (session) => {
    const { query, run } = session
    const others = await query(
      'SELECT count(*) FROM subscription_filters WHERE log_group = $1 AND name <> $2',
      [group, name],
    )
    if (numberOf(others) >= maxFilters)
      throw limitExceeded(`A log group has at most ${maxFilters} subscription filters.`)
    await checkRegexLimit(session, pattern, { kind: 'subscription filter', group, name })
    const ofOne = [group, name]
    await run('DELETE FROM subscription_filters WHERE log_group = $1 AND name = $2', ofOne)
    await run('INSERT INTO subscription_filters VALUES ($1, $2, $3, $4)', [
      ...ofOne,
      JSON.stringify(request),
      clock(),
    ])
  })
  log('A subscription filter is stored. This engine delivers no log events to its destination.')
  return {}
}

export async function describeSubscriptionFilters({ store }: EngineContext, input: unknown) {
  const request = read(describe, input)
  if (!store.hasLogGroup(request.logGroupName)) throw noSuchGroup()
  const { rows } = await store.query(
    'SELECT body, created FROM subscription_filters WHERE log_group = $1 AND starts_with(name, $2) ORDER BY name',
    [request.logGroupName, request.filterNamePrefix ?? ''],
  )
  const filters = rows.map(([body, created]) => ({
    ...filter.parse(JSON.parse(String(body))),
    creationTime: Number(created),
  }))
  const { items, nextToken } = page('subscriptions', filters, request.limit, request.nextToken)
  return { subscriptionFilters: items, nextToken }
}

export async function deleteSubscriptionFilter({ store }: EngineContext, input: unknown) {
  const { logGroupName: group, filterName: name } = read(one, input)
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  const sql = 'DELETE FROM subscription_filters WHERE log_group = $1 AND name = $2'
  const deleted = await store.transaction(({ query }) => query(sql, [group, name]))
  if (numberOf(deleted) === 0) throw notFound('The specified subscription filter does not exist.')
  return {}
}

export const forgetSubscriptionFilters = ({ run }: Session, group: string): Promise<void> =>
  run('DELETE FROM subscription_filters WHERE log_group = $1', [group])
