import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { type Compiled, compile } from '@/lib/local/insights/compile'
import { format } from '@/lib/local/insights/format'
import { MalformedQuery } from '@/lib/local/insights/malformed'
import { type Box, groupName } from './box'
import { AwsError, invalidParameter, noSuchGroup, notFound } from './errors'
import { listOf, logGroupName, oneOf, read, text, whole } from './input'
import { page } from './paging'

const error = 'InvalidParameterException'
const keepMs = 7 * 86_400_000
const deadlineMs = 60 * 60_000
const mostKept = 2_000
// Of the results of old queries so many rows are remembered; a page of ours refreshes all day.
const mostRowsKept = 300_000
const rowsOfPage = 10_000
// A query that is about to end is waited for: it spares its asker a round.
const patienceMs = 100

type Status = 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout'
type Field = { field: string; value: string }

interface Started {
  id: string
  text: string
  group: string
  createdMs: number
  endedMs: number | null
  status: Status
  rows: Field[][]
  scanned: number
  bytes: number
  matched: number
  groups: number
  stop: AbortController
  /** Settles when the query has come to its end, whatever that is. */
  ended: Promise<void>
}

/** The queries that were started, by their id. */
export type Queries = Map<string, Started>

const start = z.object({
  logGroupName: logGroupName.optional(),
  logGroupNames: listOf(logGroupName, 1, 50).optional(),
  logGroupIdentifiers: listOf(text(1, 2048), 1, 50).optional(),
  startTime: whole(0),
  endTime: whole(0),
  queryString: text(0, 10_000),
  limit: whole(1, 100_000).optional(),
  queryLanguage: oneOf(['CWLI', 'SQL', 'PPL']).default('CWLI'),
})

const latestSecond = 1e11

function malformed(problem: MalformedQuery): AwsError {
  const { start: startCharOffset, end: endCharOffset } = problem.span
  return new AwsError('MalformedQueryException', problem.message, 400, {
    queryCompileError: { location: { startCharOffset, endCharOffset }, message: problem.message },
  })
}

function groupsOf(asked: z.infer<typeof start>): string[] {
  const given = [
    asked.logGroupName && [asked.logGroupName],
    asked.logGroupNames,
    asked.logGroupIdentifiers,
  ].filter((list) => list !== undefined)
  if (given.length !== 1) {
    throw invalidParameter(
      'Exactly one of logGroupName, logGroupNames and logGroupIdentifiers is needed.',
    )
  }
  return [...new Set((given[0] as string[]).map(groupName))]
}

export async function startQuery(box: Box, input: unknown) {
  const asked = read(start, input, error)
  const { store, clock, queries } = box
  if (asked.queryLanguage !== 'CWLI')
    throw invalidParameter('This engine answers queries in Logs Insights QL (CWLI) only.')
  if (asked.startTime > latestSecond || asked.endTime > latestSecond) {
    throw invalidParameter('startTime and endTime are epoch seconds, not milliseconds.')
  }
  if (asked.endTime < asked.startTime)
    throw invalidParameter('End time should not be before start time.')
  const groups = groupsOf(asked)
  if (groups.some((name) => !store.hasLogGroup(name))) throw noSuchGroup()
  let compiled: Compiled
  try {
    compiled = compile(asked.queryString, store.source(groups), {
      startMs: asked.startTime * 1000,
      endMs: asked.endTime * 1000 + 999,
      nowMs: clock(),
      limit: asked.limit,
    })
  } catch (problem) {
    throw problem instanceof MalformedQuery ? malformed(problem) : problem
  }
  const started: Started = {
    id: randomUUID(),
    text: asked.queryString,
    group: groups[0] ?? '',
    createdMs: clock(),
    endedMs: null,
    status: 'Scheduled',
    rows: [],
    scanned: 0,
    bytes: 0,
    matched: 0,
    groups: groups.length,
    stop: new AbortController(),
    ended: Promise.resolve(),
  }
  forget(queries, clock())
  queries.set(started.id, started)
  started.ended = fly(box, started, compiled)
  return { queryId: started.id }
}

function forget(queries: Queries, nowMs: number) {
  let rowsKept = 0
  for (const [id, { endedMs, rows }] of [...queries].reverse()) {
    rowsKept += rows.length
    const tooMuch = rowsKept > mostRowsKept || queries.size >= mostKept
    if (endedMs !== null && (endedMs < nowMs - keepMs || tooMuch)) queries.delete(id)
  }
}

const isInterrupt = (problem: unknown) =>
  problem instanceof Error && /interrupt/i.test(problem.message)

async function fly({ store, clock }: Box, query: Started, compiled: Compiled): Promise<void> {
  const { signal } = query.stop
  const deadline = globalThis.setTimeout(() => {
    query.status = 'Timeout'
    query.stop.abort()
  }, deadlineMs)
  deadline.unref()
  try {
    query.status = 'Running'
    const counted = compiled.matched
    const statement = counted && 'sql' in counted ? counted : null
    const [scanned, matched, rows] = await Promise.all([
      store.query(compiled.scanned.sql, compiled.scanned.parameters, { signal }),
      statement && store.query(statement.sql, statement.parameters, { signal }),
      store.query(compiled.sql, compiled.parameters, { signal }),
    ])
    query.scanned = Number(scanned.rows[0]?.[0] ?? 0)
    query.bytes = Number(scanned.rows[0]?.[1] ?? 0)
    if (matched) query.matched = Number(matched.rows[0]?.[0] ?? 0)
    else if (counted && 'column' in counted) {
      query.matched = Number(rows.rows[0]?.[counted.column] ?? 0)
    } else query.matched = query.scanned
    query.rows = rows.rows.map((row) =>
      compiled.columns.flatMap(({ name, kind }, at) => {
        const value = format(row[at] ?? null, kind)
        return value === undefined ? [] : [{ field: name, value }]
      }),
    )
    query.status = 'Complete'
  } catch (problem) {
    const ended = query.status === 'Cancelled' || query.status === 'Timeout'
    if (!ended) query.status = signal.aborted || isInterrupt(problem) ? 'Cancelled' : 'Failed'
  } finally {
    clearTimeout(deadline)
    query.endedMs = clock()
  }
}

function known(queries: Queries, id: string): Started {
  const query = queries.get(id)
  if (!query) throw notFound(`Query ${id} does not exist.`)
  return query
}

const results = z.object({
  queryId: text(0, 256),
  nextToken: text(1, 1024).optional(),
  maxItems: whole(0, rowsOfPage).default(rowsOfPage),
})

export async function getQueryResults({ queries }: Box, input: unknown) {
  const { queryId, nextToken, maxItems } = read(results, input, error)
  const query = known(queries, queryId)
  await Promise.race([query.ended, setTimeout(patienceMs, undefined, { ref: false })])
  const { items, nextToken: next } = page(query.rows, {
    token: nextToken,
    size: Math.max(1, maxItems),
    kind: queryId,
  })
  return {
    queryLanguage: 'CWLI',
    results: items,
    statistics: {
      recordsMatched: query.matched,
      recordsScanned: query.scanned,
      bytesScanned: query.bytes,
      estimatedRecordsSkipped: 0,
      estimatedBytesSkipped: 0,
      logGroupsScanned: query.groups,
      resultCount: query.rows.length,
    },
    status: query.status,
    nextToken: next,
  }
}

export async function stopQuery({ queries }: Box, input: unknown) {
  const { queryId } = read(z.object({ queryId: text(0, 256) }), input, error)
  const query = known(queries, queryId)
  if (query.status !== 'Scheduled' && query.status !== 'Running') {
    throw invalidParameter(`Query ${queryId} is not running: it has ended as ${query.status}.`)
  }
  query.status = 'Cancelled'
  query.stop.abort()
  return { success: true }
}

const describe = z.object({
  logGroupName: logGroupName.optional(),
  status: oneOf([
    'Scheduled',
    'Running',
    'Complete',
    'Failed',
    'Cancelled',
    'Timeout',
    'Unknown',
  ]).optional(),
  queryLanguage: oneOf(['CWLI', 'SQL', 'PPL']).optional(),
  maxResults: whole(1, 1000).default(1000),
  nextToken: text(1, 10_000).optional(),
})

export async function describeQueries({ queries, clock }: Box, input: unknown) {
  const { logGroupName: group, status, maxResults, nextToken } = read(describe, input, error)
  const found = [...queries.values()]
    .filter(
      (query) =>
        (group === undefined || query.group === group) &&
        (status === undefined || query.status === status),
    )
    .reverse()
  const { items, nextToken: next } = page(found, {
    token: nextToken,
    size: maxResults,
    kind: 'queries',
  })
  return {
    queries: items.map((query) => ({
      queryLanguage: 'CWLI',
      queryId: query.id,
      queryString: query.text,
      status: query.status,
      createTime: query.createdMs,
      logGroupName: query.group,
      queryDuration: (query.endedMs ?? clock()) - query.createdMs,
      bytesScanned: query.bytes,
    })),
    nextToken: next,
  }
}
