import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { alarmInput, metricFilterInput } from '@/lib/alarm-input'
import type { Alarm, Monitoring } from '@/lib/monitoring'
import type { PlaceOf } from '@/lib/place'
import type { LoadingStatus } from '@/lib/source'
import { alarmTables, evaluateAlarms, putMetricAlarm } from './api/alarms'
import { answer, type Reply, type Request } from './api/answer'
import { type Box, newBox } from './api/box'
import { closeTails, newTails, type Tails } from './api/live-sessions'
import { metricFilterTables, putMetricFilter } from './api/metric-filters'
import { queryDefinitionTables } from './api/query-definitions'
import { watchMetrics } from './api/watch-metrics'
import { type Notifier, startNotifier } from './notify/notifier'
import { arnOfTarget } from './notify/target-arn'
import type { Setting } from './notify/words'
import { pause } from './pause'
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
  /** What messages about alarms say beside the alarm. */
  messages?: Setting
  say: (text: string) => void
}

export interface Engine {
  answer(request: Request): Promise<Reply>
  /** How far the followed files have been read; null when none are followed. */
  loading(): LoadingStatus | null
  /** Settles when what the files held at the start has been read and judged. */
  loaded: Promise<void>
  /** Those who are told of alarms. */
  targets: Pick<Notifier, 'status' | 'test'>
  close(): Promise<void>
}

const minuteMs = 60_000
const historyMs = 7 * 24 * 60 * minuteMs
// Lines of the last second of a minute are in the file and read by then.
const settleMs = 3_000
const tickMs = 1_000
const nowhere: Setting = { publicUrl: 'http://127.0.0.1:3000', shop: 'the café', zone: 'UTC' }

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
  const store = await openStore({
    path: dataDir === null ? ':memory:' : join(dataDir, 'cloudwatch.duckdb'),
  })
  await store.run(metricFilterTables)
  await store.run(alarmTables)
  await store.run(queryDefinitionTables)
  const notifier = await startNotifier({
    store,
    targets: monitoring?.targets ?? [],
    clock,
    pause,
    say,
    ...(options.messages ?? nowhere),
  })
  const box = newBox({
    store,
    clock,
    say,
    announce: notifier.announce,
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

  return {
    answer: (request) => answer(box, request, say),
    loading: () => following?.status() ?? null,
    loaded,
    targets: notifier,
    async close() {
      closing = true
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
      await notifier.close()
      await store.close()
    },
  }
}
