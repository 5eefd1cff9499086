import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { groupName } from '@/lib/local/arn'
import { AwsError, invalidParameter, noSuchGroup } from '@/lib/local/aws-error'
import type { EngineContext } from '@/lib/local/context'
import {
  listOf,
  logGroupIdentifier,
  logGroupName,
  oneOf,
  read,
  text,
  whole,
} from '@/lib/local/input'
import { type Compiled, compile } from '@/lib/local/insights/compile'
import { MalformedQuery, NoLogGroup } from '@/lib/local/insights/malformed'
import type { Masking } from '@/lib/local/insights/masking'
import { newestShare, runQuery } from '@/lib/local/queries/run-query'
import { fixedShare, remember, type StartedQuery } from '@/lib/local/queries/started-queries'
import { maskingHeader } from '@/lib/mask'

const start = z.object({
  logGroupName: logGroupName.optional(),
  logGroupNames: listOf(logGroupName, 1, 50).optional(),
  logGroupIdentifiers: listOf(logGroupIdentifier, 1, 50).optional(),
  startTime: whole(0),
  endTime: whole(0),
  queryString: text(0, 10_000),
  limit: whole(1, 100_000).optional(),
  queryLanguage: oneOf(['CWLI', 'SQL', 'PPL']).default('CWLI'),
})

type Headers = Record<string, string | string[] | undefined>

const latestSecond = 1e11
// Partial results are shown until the whole result replaces them.
const partialRows = 1_000

function malformed(problem: MalformedQuery): AwsError {
  const { start: startCharOffset, end: endCharOffset } = problem.span
  return new AwsError('MalformedQueryException', problem.message, 400, {
    queryCompileError: { location: { startCharOffset, endCharOffset }, message: problem.message },
  })
}

/** The log groups that the request names; none when the query names them by SOURCE. */
function groupsOf(request: z.infer<typeof start>): string[] {
  const given = [
    request.logGroupName && [request.logGroupName],
    request.logGroupNames,
    request.logGroupIdentifiers,
  ].filter((list) => list !== undefined)
  if (given.length > 1) {
    throw invalidParameter(
      'Only one of logGroupName, logGroupNames and logGroupIdentifiers may be given.',
    )
  }
  return [...new Set((given[0] as string[] | undefined)?.map(groupName))]
}

/**
 * Our own pages ask for readers who may not see whole addresses. It only takes away: any other client sees
 * what the log holds.
 */
function maskingOf(headers: Headers): Masking | undefined {
  const names = headers[maskingHeader]
  return names === undefined
    ? undefined
    : { secretParameters: String(names).split(',').filter(Boolean) }
}

export async function startQuery(context: EngineContext, input: unknown, headers: Headers = {}) {
  const request = read(start, input)
  const { store, clock, queries } = context
  if (request.queryLanguage !== 'CWLI')
    throw invalidParameter('This engine answers queries in Logs Insights QL (CWLI) only.')
  if (request.startTime > latestSecond || request.endTime > latestSecond) {
    throw invalidParameter('startTime and endTime are epoch seconds, not milliseconds.')
  }
  if (request.endTime < request.startTime)
    throw invalidParameter('End time should not be before start time.')
  const given = groupsOf(request)
  if (given.some((name) => !store.hasLogGroup(name))) throw noSuchGroup()

  const nowMs = clock()
  const window = { startMs: request.startTime * 1000, endMs: request.endTime * 1000 + 999 }
  const named = new Set(given)
  const library = store.library(named)
  const masking = maskingOf(headers)
  const compileFrom = (startMs: number, limit = request.limit): Compiled =>
    compile(
      request.queryString,
      given.length > 0 ? store.source(given) : null,
      { ...window, startMs, nowMs, limit, masking },
      library,
    )
  let compiled: Compiled
  try {
    compiled = compileFrom(window.startMs)
  } catch (problem) {
    if (problem instanceof NoLogGroup)
      throw invalidParameter(
        'One of logGroupName, logGroupNames and logGroupIdentifiers is needed, or a query that begins with SOURCE.',
      )
    throw problem instanceof MalformedQuery ? malformed(problem) : problem
  }
  const query: StartedQuery = {
    id: randomUUID(),
    text: request.queryString,
    groups: [...named],
    columns: compiled.columns,
    createdMs: nowMs,
    endedMs: null,
    status: 'Scheduled',
    problem: null,
    rows: [],
    bytes: 0,
    extent: null,
    matched: 0,
    share: fixedShare(0),
    stop: new AbortController(),
    ended: Promise.resolve(),
  }
  remember(queries, query)
  const lastMs = Math.min(window.endMs, Math.max(nowMs, window.startMs))
  const newestMs = lastMs - Math.floor((lastMs - window.startMs) * newestShare)
  const fewRows = Math.min(request.limit ?? partialRows, partialRows)
  const plan = { compiled, newest: () => compileFrom(newestMs, fewRows) }
  query.ended = queries.apart(() => runQuery(context, query, plan))
  return { queryId: query.id }
}
