import { randomUUID } from 'node:crypto'
import {
  DescribeLogStreamsCommand,
  DescribeQueriesCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { maskingHeader } from '@/lib/mask'
import type { TimeRange } from '@/lib/time'
import { clients, within } from './cloudwatch'
import { calling, Failed, failed, failureOf } from './failures'
import { countingQuery } from './query-counts'
import { runtime } from './runtime'

export interface LogsQuery {
  text: string
  /** Null when the query names its log groups itself, by SOURCE. */
  logGroup: string | null
  range: TimeRange
  /** When this aborts, the query is stopped. */
  signal: AbortSignal
  deadlineMs: number
  /** The names of secret parameters: the engine of this process then masks events before the query sees them. */
  masked?: readonly string[]
  /** Rows beyond these are not fetched. */
  maxRows?: number
  /** Called when the query has started, and while it runs with what there is so far. */
  onProgress?: (partial: QueryResults) => void
}

export interface QueryResults {
  rows: Record<string, string>[]
  bytesScanned: number
  recordsScanned: number
  recordsMatched: number
  status: string
}

const noResults: QueryResults = {
  rows: [],
  bytesScanned: 0,
  recordsScanned: 0,
  recordsMatched: 0,
  status: 'Scheduled',
}

const startLimitMs = 30_000
// GetQueryResults may be called ten times a second by a whole account; the engine in this process does not mind.
const polls = {
  network: { firstMs: 250, growth: 1.6, maxMs: 2_000 },
  inProcess: { firstMs: 2, growth: 1.3, maxMs: 50 },
}
const allRows = 100_000
const progressEveryMs = 250

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
  })

async function stop(queryId: string): Promise<void> {
  try {
    await clients().logs.send(new StopQueryCommand({ queryId }), within())
  } catch (error) {
    // A query that has ended cannot be stopped: that is what was wanted.
    if (!(error instanceof Error) || error.name !== 'InvalidParameterException') return
  }
}

/** Stops a query of ours whose StartQuery got no answer, so that it is not billed for nothing. */
async function stopOrphan(marker: string, logGroup: string | null): Promise<void> {
  try {
    const { queries = [] } = await clients().logs.send(
      new DescribeQueriesCommand({ logGroupName: logGroup ?? undefined, status: 'Running' }),
      within(),
    )
    const orphans = queries.filter(({ queryString }) => queryString?.includes(marker))
    await Promise.all(orphans.map(({ queryId }) => queryId && stop(queryId)))
  } catch {
    // Nothing more can be done from here; the query ends by itself.
  }
}

/** Asks the engine for masked events. Amazon does not know of it. */
function askMasked(command: StartQueryCommand, secretParameters: readonly string[]) {
  command.middlewareStack.add(
    (next) => async (args) => {
      const { headers } = args.request as { headers: Record<string, string> }
      headers[maskingHeader] = secretParameters.join(',')
      return next(args)
    },
    { step: 'build', name: 'askMasked' },
  )
}

async function start({ text, logGroup, range, signal, masked }: LogsQuery, untilMs: number) {
  const marker = `cafewatch:${randomUUID()}`
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 8_000)) {
    if (signal.aborted) throw failed('cancelled')
    try {
      // Not the viewer's signal: an aborted StartQuery may run, and its id would be unknown.
      const command = new StartQueryCommand({
        logGroupName: logGroup ?? undefined,
        queryString: `${text}\n# ${marker}`,
        startTime: Math.floor(range.fromMs / 1000),
        // Both ends are inclusive there and the end is exclusive here.
        endTime: Math.ceil(range.toMs / 1000) - 1,
      })
      if (masked) askMasked(command, masked)
      const { queryId } = await clients().start.send(command, within(undefined, startLimitMs))
      if (!queryId) throw failed('unusable-answer')
      return queryId
    } catch (error) {
      const failure = failureOf(error, 'logs:StartQuery')
      const nothingStarted = failure.kind === 'throttled' || failure.kind === 'too-many-queries'
      if (nothingStarted && Date.now() + waitMs < untilMs) {
        await pause(waitMs, signal)
        continue
      }
      if (['unreachable', 'timed-out', 'unusable-answer'].includes(failure.kind)) {
        await stopOrphan(marker, logGroup)
      }
      throw new Failed(failure)
    }
  }
}

function rowsOf({ results = [] }: GetQueryResultsCommandOutput): Record<string, string>[] {
  return results.map((fields) =>
    Object.fromEntries(
      fields.flatMap(({ field, value }) =>
        field === undefined || value === undefined ? [] : [[field, value]],
      ),
    ),
  )
}

function resultsOf(page: GetQueryResultsCommandOutput): QueryResults {
  const { bytesScanned = 0, recordsScanned = 0, recordsMatched = 0 } = page.statistics ?? {}
  const status = page.status ?? 'Unknown'
  return { rows: rowsOf(page), bytesScanned, recordsScanned, recordsMatched, status }
}

async function results(queryId: string, nextToken?: string) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const command = new GetQueryResultsCommand({ queryId, nextToken })
      const page = await clients().logs.send(command, within())
      if (page.status === undefined) throw failed('unusable-answer')
      return page
    } catch (error) {
      const failure = failureOf(error, 'logs:GetQueryResults')
      // Throttled polls say nothing about the query itself.
      if (failure.kind !== 'throttled' || attempt >= 5) throw new Failed(failure)
    }
  }
}

const ended: Record<string, (queryId: string) => Failed> = {
  Failed: (queryId) => {
    const problem = runtime().localEngine?.queryProblem(queryId) ?? null
    return problem === null ? failed('failed', 'the query failed') : failed('store-failed', problem)
  },
  Cancelled: () => failed('cancelled'),
  Timeout: () => failed('timed-out'),
}

async function wait(queryId: string, { signal, onProgress }: LogsQuery, untilMs: number) {
  const { firstMs, growth, maxMs } = runtime().answer ? polls.inProcess : polls.network
  let reportedMs = 0
  for (let pollMs = firstMs; ; pollMs = Math.min(pollMs * growth, maxMs)) {
    if (signal.aborted) throw failed('cancelled')
    if (Date.now() >= untilMs) throw failed('timed-out')
    const page = await results(queryId)
    const status = page.status ?? ''
    if (status === 'Complete') return page
    if (status !== 'Scheduled' && status !== 'Running') {
      throw ended[status]?.(queryId) ?? failed('failed', `the query ended as ${status}`)
    }
    if (onProgress && Date.now() - reportedMs >= progressEveryMs) {
      reportedMs = Date.now()
      onProgress(resultsOf(page))
    }
    await pause(Math.min(pollMs, Math.max(0, untilMs - Date.now())), signal)
  }
}

/**
 * Runs one Logs Insights query to its end: StartQuery, GetQueryResults at a growing interval, all
 * pages. StopQuery is sent when the signal aborts or the deadline passes. Throws {@link Failed}.
 */
export const queryLogs = (query: LogsQuery): Promise<QueryResults> =>
  countingQuery(() => runQuery(query))

async function runQuery(query: LogsQuery): Promise<QueryResults> {
  const untilMs = Date.now() + query.deadlineMs
  const queryId = await start(query, untilMs)
  try {
    query.onProgress?.(noResults)
    const first = await wait(queryId, query, untilMs)
    const all = resultsOf(first)
    const { maxRows = allRows } = query
    for (let token = first.nextToken; token && all.rows.length < maxRows; ) {
      if (query.signal.aborted) throw failed('cancelled')
      const page = await results(queryId, token)
      all.rows.push(...rowsOf(page))
      token = page.nextToken === token ? undefined : page.nextToken
    }
    return all
  } catch (error) {
    await stop(queryId)
    throw new Failed(failureOf(error, 'logs:GetQueryResults'))
  }
}

/** The times of a log group's oldest and newest event, epoch ms; null when it has none or it is not known. */
export interface EventTimes {
  oldestMs: number | null
  newestMs: number | null
}

const maxStreams = 50

/** Looks at the 50 streams with the newest events: where there are more, the oldest event is not known. Throws {@link Failed}. */
export async function readEventTimes(logGroupName: string): Promise<EventTimes> {
  const newest = { orderBy: 'LastEventTime', descending: true, limit: maxStreams } as const
  const command = new DescribeLogStreamsCommand({ logGroupName, ...newest })
  const { logStreams = [], nextToken } = await calling('logs:DescribeLogStreams', () =>
    clients().logs.send(command, within()),
  )
  const firsts = logStreams.flatMap(({ firstEventTimestamp: ms }) => ms ?? [])
  return {
    newestMs: logStreams[0]?.lastEventTimestamp ?? null,
    oldestMs: nextToken === undefined && firsts.length > 0 ? Math.min(...firsts) : null,
  }
}
