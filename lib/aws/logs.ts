import { randomUUID } from 'node:crypto'
import {
  DescribeLogStreamsCommand,
  DescribeQueriesCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import type { FailureKind } from '@/lib/failure'
import { maskingHeader } from '@/lib/mask'
import type { TimeRange } from '@/lib/time'
import { type CallOptions, clients, schedule, within } from './cloudwatch'
import { calling, Failed, failed, failureOf, isCutOff, stillInLine } from './failures'
import { countingQuery } from './query-counts'
import { runtime } from './runtime'
import { newLine, type Slot } from './schedule/line'
import { mustBeAffordable, spent } from './spending'
import { countForViewer } from './viewer-rate'

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
  /** Called while other queries have to end first: the place in the line, 1 for who is next. */
  onPlace?: (place: number) => void
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
const stopLimitMs = 5_000
// How often a whole account may ask is a quota; the engine in this process does not mind.
const polls = {
  network: { firstMs: 250, growth: 1.6, maxMs: 2_000 },
  inProcess: { firstMs: 2, growth: 1.3, maxMs: 50 },
}
const allRows = 100_000
const progressEveryMs = 250

// What a poll may meet that says nothing of the query, which is paid for; how often in a row.
const passing: Partial<Record<FailureKind, number>> = {
  throttled: Number.POSITIVE_INFINITY,
  unreachable: 5,
  'timed-out': 3,
  // The SDK corrects its time, and finds its credentials anew.
  'wrong-clock': 1,
  'expired-credentials': 1,
}

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

/** Whether a failure may pass by itself; counts. */
function patience() {
  const met: Partial<Record<FailureKind, number>> = {}
  return (kind: FailureKind): boolean => {
    met[kind] = (met[kind] ?? 0) + 1
    return met[kind] <= (passing[kind] ?? 0)
  }
}

/** Aborts when the viewer has left or the deadline has passed: one for all parts of a query. */
function lifeOf({ signal, deadlineMs }: LogsQuery) {
  const life = new AbortController()
  const late = setTimeout(() => life.abort(failed('timed-out')), deadlineMs)
  const leave = () => life.abort(failed('cancelled'))
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })
  const end = () => {
    clearTimeout(late)
    signal.removeEventListener('abort', leave)
  }
  return { signal: life.signal, end }
}

async function stop(queryId: string): Promise<void> {
  try {
    await clients().logs.send(new StopQueryCommand({ queryId }), within(undefined, stopLimitMs))
  } catch (error) {
    // A query that has ended cannot be stopped: that is what was wanted.
    if (!(error instanceof Error) || error.name !== 'InvalidParameterException') return
  }
}

/** Stops a query of ours whose StartQuery got no answer, so that it is not billed for nothing; whether it is sure that none runs. */
async function stopOrphan(marker: string, logGroup: string | null): Promise<boolean> {
  try {
    const { queries = [] } = await clients().logs.send(
      new DescribeQueriesCommand({ logGroupName: logGroup ?? undefined, status: 'Running' }),
      within(),
    )
    const orphans = queries.filter(({ queryString }) => queryString?.includes(marker))
    await Promise.all(orphans.map(({ queryId }) => queryId && stop(queryId)))
    return true
  } catch {
    // Nothing more can be done from here; the query ends by itself.
    return false
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

/** Sends StartQuery until it is answered with an id, or refused. */
async function start(query: LogsQuery, life: AbortSignal, slot: Slot): Promise<string> {
  const { text, logGroup, range, masked } = query
  const marker = `cafewatch:${randomUUID()}`
  const passes = patience()
  let mayBeCutOff = true
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 8_000)) {
    life.throwIfAborted()
    try {
      const command = new StartQueryCommand({
        logGroupName: logGroup ?? undefined,
        queryString: `${text}\n# ${marker}`,
        startTime: Math.floor(range.fromMs / 1000),
        // Both ends are inclusive there and the end is exclusive here.
        endTime: Math.ceil(range.toMs / 1000) - 1,
      })
      if (masked) askMasked(command, masked)
      // An aborted StartQuery may run, and its id would be unknown.
      const options: CallOptions = { turnSignal: life, limitMs: startLimitMs }
      const { queryId } = await clients().start.send(command, options)
      if (!queryId) throw failed('unusable-answer')
      slot.started()
      return queryId
    } catch (error) {
      // Nothing was sent.
      if (error === life.reason || (error instanceof Failed && error.failure.kind === 'throttled'))
        throw error
      const failure = failureOf(error, 'logs:StartQuery')
      if (failure.kind === 'too-many-queries') {
        await slot.refused()
        continue
      }
      const isLost = ['unreachable', 'timed-out', 'unusable-answer'].includes(failure.kind)
      if (isLost) {
        const isNoneLeft = await stopOrphan(marker, logGroup)
        // A connection that was kept may have been closed as the call was sent.
        const goesOn = isNoneLeft && isCutOff(error) && mayBeCutOff
        mayBeCutOff = false
        if (goesOn && !life.aborted) continue
      } else if (passes(failure.kind)) {
        if (failure.kind === 'throttled') await pause(waitMs, life)
        if (!life.aborted) continue
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

/** One page of results, however often CloudWatch has to be asked for it. */
async function results(queryId: string, life: AbortSignal, nextToken?: string) {
  const passes = patience()
  for (let waitMs = polls.network.firstMs; ; ) {
    try {
      const command = new GetQueryResultsCommand({ queryId, nextToken })
      return await clients().start.send(command, within(life))
    } catch (error) {
      life.throwIfAborted()
      const failure = failureOf(error, 'logs:GetQueryResults')
      if (!passes(failure.kind)) throw new Failed(failure)
      await pause(waitMs, life)
      life.throwIfAborted()
      waitMs = Math.min(waitMs * polls.network.growth, polls.network.maxMs)
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

const isRunning = ({ status }: GetQueryResultsCommandOutput) =>
  status === 'Scheduled' || status === 'Running'

const scannedBy = ({ statistics }: GetQueryResultsCommandOutput) => statistics?.bytesScanned ?? 0

/** What a query scanned that was stopped, as far as CloudWatch says; at least what it had scanned before. */
async function scannedUntilStopped(queryId: string, before: number): Promise<number> {
  const command = new GetQueryResultsCommand({ queryId })
  const page = await clients()
    .start.send(command, within(undefined, stopLimitMs))
    .catch(() => null)
  return page ? Math.max(before, scannedBy(page)) : before
}

interface Waiting {
  life: AbortSignal
  onPage: (page: GetQueryResultsCommandOutput) => void
  onProgress: LogsQuery['onProgress']
}

/** Polls until the query has ended, however it did. */
async function wait(queryId: string, { life, onPage, onProgress }: Waiting) {
  const { firstMs, growth, maxMs } = runtime().answer ? polls.inProcess : polls.network
  let reportedMs = 0
  for (let pollMs = firstMs; ; pollMs = Math.min(pollMs * growth, maxMs)) {
    life.throwIfAborted()
    const page = await results(queryId, life)
    onPage(page)
    if (!isRunning(page)) return page
    if (onProgress && Date.now() - reportedMs >= progressEveryMs) {
      reportedMs = Date.now()
      onProgress(resultsOf(page))
    }
    await pause(pollMs, life)
  }
}

/**
 * Runs one Logs Insights query to its end: a place among those that run, StartQuery, GetQueryResults at a
 * growing interval, all pages. StopQuery is sent when the signal aborts or the deadline passes. Throws {@link Failed}.
 */
export const queryLogs = (query: LogsQuery): Promise<QueryResults> =>
  countingQuery(() => runQuery(query))

async function runQuery(query: LogsQuery): Promise<QueryResults> {
  mustBeAffordable()
  countForViewer()
  const life = lifeOf(query)
  let slot: Slot | null = null
  try {
    slot = await enter(query, life.signal)
    return await runIn(slot, query, life.signal)
  } catch (error) {
    throw new Failed(failureOf(error, 'logs:GetQueryResults'))
  } finally {
    slot?.leave()
    life.end()
  }
}

const noLine = () => newLine({ limit: Number.POSITIVE_INFINITY, clock: Date.now })

/** Takes a place among the queries that run. Who waited until the deadline is told of the line. */
async function enter({ onPlace }: LogsQuery, signal: AbortSignal): Promise<Slot> {
  let place = 0
  const toldInLine = async <Value>(wait: Promise<Value>): Promise<Value> => {
    try {
      return await wait
    } catch (error) {
      const isLate = failureOf(error, 'logs:StartQuery').kind === 'timed-out'
      throw isLate && place > 0 ? stillInLine(place) : error
    }
  }
  const line = schedule()?.line ?? noLine()
  const slot = await toldInLine(
    line.enter({
      signal,
      onPlace: (now) => {
        place = now
        onPlace?.(now)
      },
    }),
  )
  return { ...slot, refused: () => toldInLine(slot.refused()) }
}

async function runIn(slot: Slot, query: LogsQuery, life: AbortSignal): Promise<QueryResults> {
  const queryId = await start(query, life, slot)
  let runs = true
  let bytesScanned = 0
  const onPage = (page: GetQueryResultsCommandOutput) => {
    bytesScanned = scannedBy(page)
  }
  try {
    query.onProgress?.(noResults)
    const first = await wait(queryId, { life, onPage, onProgress: query.onProgress })
    const { status = '' } = first
    runs = status !== 'Complete' && ended[status] === undefined
    if (status !== 'Complete')
      throw ended[status]?.(queryId) ?? failed('failed', `the query ended as ${status}`)
    const all = resultsOf(first)
    const { maxRows = allRows } = query
    for (let token = first.nextToken; token && all.rows.length < maxRows; ) {
      const page = await results(queryId, life, token)
      all.rows.push(...rowsOf(page))
      token = page.nextToken === token ? undefined : page.nextToken
    }
    return all
  } catch (error) {
    // What has ended cannot be stopped, and costs no more.
    if (runs) {
      await stop(queryId)
      bytesScanned = await scannedUntilStopped(queryId, bytesScanned)
    }
    throw error
  } finally {
    spent({ queries: 1, bytesScanned })
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
