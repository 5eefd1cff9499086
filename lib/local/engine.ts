import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as setTimeoutAsync } from 'node:timers/promises'
import { alarmInput, metricFilterInput } from '@/lib/alarm-input'
import type { ArchiveStatus } from '@/lib/archive'
import type { Alarm, Monitoring, Target } from '@/lib/monitoring'
import type { PlaceOf } from '@/lib/place'
import type { LoadingStatus } from '@/lib/source'
import { alarmTables, evaluateAlarms, putMetricAlarm } from './api/alarms'
import { answer, type Reply, type Request } from './api/answer'
import { account, type Box, newBox, region } from './api/box'
import { closeTails, newTails, type Tails } from './api/live-sessions'
import { metricFilterTables, putMetricFilter } from './api/metric-filters'
import { queryDefinitionTables } from './api/query-definitions'
import { watchMetrics } from './api/watch-metrics'
import { startArchiver } from './archive/archiver'
import { openObjectStore } from './archive/open'
import { archiveFolder, headFile, workFolder } from './archive/paths'
import { followLogs } from './pipeline/ingest'
import { openStore } from './store/store'

export interface EngineOptions {
  /** Null keeps everything in memory. */
  dataDir: string | null
  logGroup: string
  /** Files and globs to follow into the log group; empty follows none. */
  accessLog: string[]
  clock: () => number
  placeOf: PlaceOf
  /** Metric filters and alarms of the log group. */
  monitoring?: Monitoring
  /** Refuse events that are too old, too new or expired, as AWS does; off by default, so that old logs load. */
  rejectOldEvents?: boolean
  /** So long a query may run; 60 minutes by default, as in AWS. */
  queryDeadlineMs?: number
  /** How Live Tail waits for the next second. */
  pause?: Tails['pause']
  say: (text: string) => void
}

export interface Engine {
  answer(request: Request): Promise<Reply>
  /** How far the followed files have been read; null when none are followed. */
  loading(): LoadingStatus | null
  /** Settles when what the files held at the start has been read and judged. */
  loaded: Promise<void>
  /** How far the archive is; null when nothing was declared that could be archived. */
  archive(): Promise<ArchiveStatus | null>
  close(): Promise<void>
}

const minuteMs = 60_000
const historyMs = 7 * 24 * 60 * minuteMs
// Lines of the last second of a minute are in the file and read by then.
const settleMs = 3_000
const tickMs = 1_000

/** The ARN under which an alarm tells a target. */
const arnOfTarget = (target: Target) =>
  target.kind === 'sns' ? target.topicArn : `arn:aws:sns:${region}:${account}:${target.name}`

async function declare(box: Box, logGroup: string, monitoring: Monitoring) {
  const { metricFilters, alarms, targets } = monitoring
  for (const filter of metricFilters)
    await putMetricFilter(box, metricFilterInput(logGroup, filter))
  const actionsOf = (tell: Alarm['tell']) =>
    targets
      .filter(({ name }) => tell === 'everybody' || (tell !== 'nobody' && tell.includes(name)))
      .map(arnOfTarget)
  for (const alarm of alarms) {
    if (!('rule' in alarm)) await putMetricAlarm(box, alarmInput(alarm, actionsOf))
  }
}

/** Starts CloudWatch in a box: store, log files, metric filters, alarms, and the AWS API before them. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, logGroup, accessLog, clock, placeOf, monitoring, say } = options
  let reading = accessLog.length > 0
  if (dataDir !== null) await mkdir(dataDir, { recursive: true })
  const workDir = dataDir === null ? null : workFolder(dataDir)
  const store = await openStore({
    path: dataDir === null ? ':memory:' : join(dataDir, 'cloudwatch.duckdb'),
    workDir,
  })
  // Not before the store is ours: another process may be at work there.
  if (workDir !== null) {
    await rm(workDir, { recursive: true, force: true })
    await mkdir(workDir)
  }
  await store.run(metricFilterTables)
  await store.run(alarmTables)
  await store.run(queryDefinitionTables)
  const box = newBox({
    store,
    clock,
    say,
    rejectOldEvents: options.rejectOldEvents,
    followed: accessLog.length > 0 ? logGroup : null,
    queryDeadlineMs: options.queryDeadlineMs,
    tails: newTails({
      pause: options.pause,
      isLoading: (group) => reading && group === logGroup,
    }),
  })
  if (accessLog.length > 0) await store.createLogGroup(logGroup, 0)
  if (monitoring) await declare(box, logGroup, monitoring)
  if (monitoring && accessLog.length > 0)
    await store.setRetention(logGroup, monitoring.retentionDays)

  const following =
    accessLog.length === 0
      ? null
      : await followLogs(store, {
          paths: accessLog,
          group: logGroup,
          placeOf,
          clock,
          say,
          watch: () => watchMetrics(box, logGroup),
        })

  let closing = false
  let evaluating: Promise<void> = Promise.resolve()
  const evaluate = () => {
    const closedMs = Math.floor((clock() - settleMs) / minuteMs) * minuteMs
    evaluating = evaluating
      .then(() => evaluateAlarms(box, closedMs, historyMs))
      .catch((error: unknown) =>
        say(`Alarms could not be evaluated: ${error instanceof Error ? error.message : error}`),
      )
    return evaluating
  }
  let ticking: NodeJS.Timeout | undefined
  const loaded = (async () => {
    await following?.firstPass
    reading = false
    await evaluate()
    if (!closing) ticking = setInterval(evaluate, tickMs)
  })()

  const closed = new AbortController()
  const archiver =
    dataDir === null || !monitoring || accessLog.length === 0
      ? null
      : startArchiver({
          store,
          group: logGroup,
          to: openObjectStore(monitoring.archive, archiveFolder(dataDir), closed.signal),
          headFile: headFile(dataDir),
          clock,
          loaded,
          closed: closed.signal,
          pause: (ms) => setTimeoutAsync(ms, undefined, { signal: closed.signal }),
          say,
        })

  return {
    archive: async () => (await archiver?.status()) ?? null,
    answer: (request) => answer(box, request, say),
    loading: () => following?.status() ?? null,
    loaded,
    async close() {
      closing = true
      closed.abort()
      clearInterval(ticking)
      const queries = [...box.queries.byId.values()]
      for (const { stop } of queries) stop.abort()
      const tailsClosed = closeTails(box.tails)
      await following?.close()
      await loaded.catch(() => {})
      clearInterval(ticking)
      await evaluating
      await Promise.all(queries.map(({ ended }) => ended))
      await tailsClosed
      await archiver?.ended
      await store.close()
    },
  }
}
