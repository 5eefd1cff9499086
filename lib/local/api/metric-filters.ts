import * as z from 'zod'
import { discoverFields } from '@/lib/access-log/discover-fields'
import { PatternProblem } from '@/lib/filter-pattern/problem'
import { readSelector } from '@/lib/filter-pattern/selector'
import { invalidParameter, limitExceeded, noSuchGroup, notFound } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import { type CompiledPattern, compilePattern } from '@/lib/local/filter-pattern'
import { listOf, logGroupName, read, text, whole } from '@/lib/local/input'
import {
  filterName,
  type MetricFilter,
  metricFilter,
  type Transformation,
} from '@/lib/local/metrics/metric-filter-store'
import { numberOf, type Session } from '@/lib/local/store/duckdb'
import { page } from './paging'
import { checkRegexLimit } from './regex-limit'

const maxFilters = 100

const maxDimensions = 3

const wrong = (what: string) => invalidParameter(`Invalid metric transformation: ${what}`)

/** Throws when a text names neither a field, `$.latency`, nor a column, `$size`. */
function checkField(text: string, what: string): void {
  if (!text.startsWith('$.') && !text.startsWith('$[')) {
    if (/^\$[^\s.[\]]+$/.test(text)) return
    throw wrong(`${what} must be a field such as $.latency or $size, not ${text}.`)
  }
  try {
    readSelector(text)
  } catch (problem) {
    throw problem instanceof PatternProblem ? wrong(`${what}: ${problem.message}.`) : problem
  }
}

function checkTransformation(
  { metricValue, dimensions, defaultValue }: Transformation,
  { isText }: CompiledPattern,
  systemFields: readonly string[],
): void {
  if (metricValue.startsWith('$')) checkField(metricValue, 'the metric value')
  else if (metricValue.trim() === '' || !Number.isFinite(Number(metricValue)))
    throw wrong(`the metric value must be a number or a field, not ${metricValue || 'empty'}.`)
  if (!dimensions && systemFields.length === 0) return
  if (dimensions && defaultValue !== undefined)
    throw wrong('dimensions and default value are mutually exclusive properties.')
  const all = Object.entries(dimensions ?? {})
  const count = all.length + systemFields.length
  if (count > maxDimensions)
    throw wrong(`a metric has at most ${maxDimensions} dimensions, not ${count}.`)
  if (isText && all.length > 0)
    throw wrong('dimensions go with JSON and space-delimited filter patterns only.')
  for (const [name, value] of all) {
    if (name.trim() === '' || name.startsWith(':'))
      throw wrong(`${name || 'an empty text'} is not the name of a dimension.`)
    checkField(value, `the dimension ${name}`)
  }
}

/** Puts a metric filter in a transaction of the caller's. */
export async function putMetricFilterIn(
  session: Session,
  { store, clock }: EngineContext,
  input: unknown,
) {
  const filter = read(metricFilter, input)
  if (!store.hasLogGroup(filter.logGroupName)) throw noSuchGroup()
  const pattern = compilePattern(filter.filterPattern)
  for (const change of filter.metricTransformations)
    checkTransformation(change, pattern, filter.emitSystemFieldDimensions ?? [])
  const others = await session.query(
    'SELECT count(*) FROM metric_filters WHERE log_group = $1 AND name <> $2',
    [filter.logGroupName, filter.filterName],
  )
  if (numberOf(others) >= maxFilters) {
    throw limitExceeded(`A log group has at most ${maxFilters} metric filters.`)
  }
  await checkRegexLimit(session, pattern, {
    kind: 'metric filter',
    group: filter.logGroupName,
    name: filter.filterName,
  })
  await session.run('INSERT OR REPLACE INTO metric_filters VALUES ($1, $2, $3, $4)', [
    filter.logGroupName,
    filter.filterName,
    JSON.stringify(filter),
    clock(),
  ])
  return {}
}

export const putMetricFilter = (context: EngineContext, input: unknown) =>
  context.store.transaction((session) => putMetricFilterIn(session, context, input))

const describe = z.object({
  logGroupName: logGroupName.optional(),
  filterNamePrefix: filterName.optional(),
  metricName: text(0, 255).optional(),
  metricNamespace: text(0, 255).optional(),
  limit: whole(1, 50).default(50),
  nextToken: text(1, 10_000).optional(),
})

export async function describeMetricFilters({ store }: EngineContext, input: unknown) {
  const request = read(describe, input)
  if (request.logGroupName !== undefined && !store.hasLogGroup(request.logGroupName))
    throw noSuchGroup()
  if ((request.metricName === undefined) !== (request.metricNamespace === undefined))
    throw invalidParameter('metricName and metricNamespace must be specified together.')
  const { rows } = await store.query(
    'SELECT body, created FROM metric_filters ORDER BY name, log_group',
  )
  const filters = rows
    .map(([body, created]) => ({
      ...(JSON.parse(String(body)) as MetricFilter),
      creationTime: Number(created),
    }))
    .filter(
      ({ logGroupName: group, filterName, metricTransformations: [change] }) =>
        (request.logGroupName === undefined || group === request.logGroupName) &&
        filterName.startsWith(request.filterNamePrefix ?? '') &&
        (request.metricName === undefined || change?.metricName === request.metricName) &&
        (request.metricNamespace === undefined ||
          change?.metricNamespace === request.metricNamespace),
    )
  const { items, nextToken } = page('filters', filters, request.limit, request.nextToken)
  return { metricFilters: items, nextToken }
}

const one = z.object({ logGroupName, filterName })

export async function deleteMetricFilter({ store }: EngineContext, input: unknown) {
  const { logGroupName: group, filterName } = read(one, input)
  if (!store.hasLogGroup(group)) throw noSuchGroup()
  const sql = 'DELETE FROM metric_filters WHERE log_group = $1 AND name = $2'
  const deleted = await store.transaction(({ query }) => query(sql, [group, filterName]))
  if (numberOf(deleted) === 0) throw notFound('The specified metric filter does not exist.')
  return {}
}

const trial = z.object({
  filterPattern: text(0, 1024),
  logEventMessages: listOf(z.string().min(1), 1, 50),
})

export async function testMetricFilter(_context: EngineContext, input: unknown) {
  const { filterPattern, logEventMessages } = read(trial, input)
  const { matches, extract } = compilePattern(filterPattern)
  return {
    matches: logEventMessages.flatMap((message, at) => {
      const event = { message, fields: discoverFields(message) }
      if (!matches(event)) return []
      return [{ eventNumber: at + 1, eventMessage: message, extractedValues: extract(event) }]
    }),
  }
}
