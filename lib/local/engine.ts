import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as setTimeoutAsync } from 'node:timers/promises'
import { type LogSettings, noLogSettings } from '@/lib/access-log/declared/readers'
import type { ArchiveStatus } from '@/lib/archive'
import { closeTails, newTails } from '@/lib/local/live-tail/sessions'
import type { LocationOf } from '@/lib/location'
import type { Monitoring } from '@/lib/monitoring'
import type { LoadingStatus, StorageStatus } from '@/lib/source'
import { makeAlarmTables } from './alarms/alarm-store'
import { type AlarmClockStatus, startAlarmClock } from './alarms/clock'
import { answer, type Reply, type Request } from './api/answer'
import { operationTables } from './api/tables'
import { startArchiver } from './archive/archiver'
import { archiveFolder, headFile, openObjectStore, workFolder } from './archive/open'
import { newContext } from './context'
import { declareAlarms, declareFilters } from './declare'
import { datapointTables } from './metrics/datapoints'
import { metricFilterTables } from './metrics/metric-filter-store'
import { type Notifier, startNotifier } from './notify/notifier'
import type { EvidenceOf, Setting } from './notify/words'
import { type Pause, pause } from './pause'
import { readHere, type StartReading } from './reading/reading'
import { type Declared, newRedeclaration } from './redeclare'
import type { Times } from './store/changes'
import { copyStore } from './store/copy-store'
import { giveBack } from './store/give-back'
import { spaceOf } from './store/space'
import { openStore } from './store/store'

export interface EngineOptions {
  /** Null stores everything in memory. */
  dataDir: string | null
  logGroup: string
  /** Files and globs to follow into the log group; empty follows none. */
  accessLog: string[]
  clock: () => number
  locationOf: LocationOf
  /** By default formats are recognized, and no proxy is known. */
  logSettings?: LogSettings
  /** Reads the files in a thread of its own; in this one when absent. */
  startReading?: StartReading
  /** Metric filters and alarms of the log group. */
  monitoring?: Monitoring
  /** Refuse events that are too old, too new or expired, as AWS does; off by default, so that old logs load. */
  rejectOldEvents?: boolean
  /** Maximum run time of a query; 60 minutes by default, as in AWS. */
  queryDeadlineMs?: number
  /** How Live Tail waits for the next second. */
  pause?: Pause
  /** What messages about alarms contain beside the alarm. */
  messages?: Setting & { evidenceOf?: EvidenceOf }
  /** How the alarm clock waits for its next tick. */
  pauseAlarms?: Pause
  log: (text: string) => void
}

export interface Engine {
  answer(request: Request): Promise<Reply>
  /** How far the followed files have been read; null when none are followed. */
  loading(): LoadingStatus | null
  /** Up to which minute alarms have been evaluated, and what prevents it. */
  alarmClock(): AlarmClockStatus
  /** Settles when what the files contained at the start has been read and evaluated. */
  loaded: Promise<void>
  /** Recipients of alarm notifications. */
  recipients: Pick<Notifier, 'status' | 'attempts' | 'test' | 'testUnsaved'>
  /** Watches and notifies otherwise from now on. Rejects when that is refused; what was before is in force then. */
  redeclare(next: Declared): Promise<void>
  /** Another one whenever log events have been added. */
  version(): number
  /** Whether events of a range of time may have been added or deleted since a version. */
  changedSince(version: number, times: Times): boolean
  /** Whether the store can be written, and what room it has. */
  storage(): Promise<StorageStatus>
  /** Why a query failed, where that is the store's or its disk's fault, with what to do; else null. */
  queryProblem(queryId: string): string | null
  /** How far the archive is; null without an archive. */
  archive(): Promise<ArchiveStatus | null>
  /** Writes all that is stored now into a new file beside the store, and gives its path. */
  copyStore(): Promise<string>
  close(): Promise<void>
}

const nothingDeclared: Monitoring = {
  retentionDays: 180,
  metricFilters: [],
  alarms: [],
  recipients: [],
  archive: undefined,
}
const nowhere: Setting = { publicUrl: 'http://127.0.0.1:3000', shop: 'the café', zone: 'UTC' }

const storeOf = (dataDir: string) => join(dataDir, 'cloudwatch.duckdb')

/** Throws an Error that explains why the store of a folder cannot be opened, as when another process has it. */
export async function checkStore(dataDir: string): Promise<void> {
  if (!existsSync(storeOf(dataDir))) return
  const store = await openStore({ path: storeOf(dataDir) })
  await store.close()
}

/** Starts the embedded CloudWatch: store, log files, metric filters, alarms, and the AWS API. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { dataDir, logGroup, accessLog, clock, locationOf, monitoring, log } = options
  let reading = accessLog.length > 0
  if (dataDir !== null) await mkdir(dataDir, { recursive: true })
  const workDir = dataDir === null ? undefined : workFolder(dataDir)
  const store = await openStore({
    path: dataDir === null ? ':memory:' : storeOf(dataDir),
    workDir,
  })
  // Not before the store is ours: another process may be at work there.
  if (workDir !== undefined) {
    await rm(workDir, { recursive: true, force: true })
    await mkdir(workDir)
  }
  // Each statement would be a transaction of its own.
  await store.transaction(({ run }) => run(metricFilterTables + datapointTables + operationTables))
  await makeAlarmTables(store)
  const notifier = await startNotifier({
    store,
    recipients: monitoring?.recipients ?? [],
    clock,
    pause,
    log,
    ...(options.messages ?? nowhere),
  })
  const context = newContext({
    store,
    clock,
    log,
    queueNotifications: notifier.queueNotifications,
    rejectOldEvents: options.rejectOldEvents,
    followed: accessLog.length > 0 ? logGroup : null,
    queryDeadlineMs: options.queryDeadlineMs,
    tails: newTails({
      pause: options.pause,
      isLoading: (group) => reading && group === logGroup,
    }),
  })
  /** Starts reading as soon as metric filters count what is read, and puts the alarms meanwhile. */
  async function follow() {
    if (monitoring) await declareFilters(context, logGroup, monitoring)
    const reading =
      accessLog.length === 0
        ? null
        : (options.startReading ?? readHere)({
            store,
            group: logGroup,
            paths: accessLog,
            clock,
            locationOf,
            settings: options.logSettings ?? noLogSettings,
            log,
          })
    // It is awaited below.
    reading?.catch(() => {})
    try {
      if (monitoring) await declareAlarms(context, logGroup, monitoring)
    } catch (error) {
      await (await reading)?.close()
      throw error
    }
    return reading
  }

  if (accessLog.length > 0) {
    await store.createLogGroup(logGroup, 0)
    if (monitoring) await store.setRetention(logGroup, monitoring.retentionDays)
  }
  const newestId = accessLog.length === 0 ? 0 : store.newestId(logGroup)
  const following = await follow().catch(async (error: unknown) => {
    await notifier.close()
    await store.close()
    throw error
  })

  const alarms = await startAlarmClock(context, {
    catchUp: async () => following?.catchUp(),
    pause: options.pauseAlarms ?? pause,
  })
  const loaded = (async () => {
    await following?.firstPass
    reading = false
    await alarms.caughtUp
  })()

  const closed = new AbortController()
  const givenBack = loaded.then(
    () => (closed.signal.aborted ? undefined : giveBack(store, logGroup, newestId)),
    () => {},
  )
  const archiver =
    dataDir === null || !monitoring || accessLog.length === 0
      ? null
      : startArchiver({
          store,
          group: logGroup,
          to: await openObjectStore(monitoring.archive, archiveFolder(dataDir), closed.signal),
          headFile: headFile(dataDir),
          clock,
          loaded,
          closed: closed.signal,
          pause: (ms) => setTimeoutAsync(ms, undefined, { signal: closed.signal }),
          log,
        })

  const setting = options.messages ?? nowhere
  const redeclare = newRedeclaration({
    context,
    logGroup,
    notifier,
    first: { monitoring: monitoring ?? nothingDeclared, shop: setting.shop },
  })

  return {
    redeclare,
    archive: async () => (await archiver?.status()) ?? null,
    answer: (request) => answer(context, request),
    copyStore: () => copyStore(store),
    loading: () => following?.status() ?? null,
    alarmClock: alarms.status,
    version: store.version,
    changedSince: store.changedSince,
    storage: async () => ({
      problem: store.problem(),
      space: dataDir === null ? null : { folder: dataDir, ...(await spaceOf(dataDir)) },
    }),
    queryProblem: (queryId) => context.queries.byId.get(queryId)?.problem ?? null,
    loaded,
    recipients: notifier,
    async close() {
      closed.abort()
      const queries = [...context.queries.byId.values()]
      for (const { stop } of queries) stop.abort()
      const tailsClosed = closeTails(context.tails)
      await Promise.all([following?.close(), alarms.close()])
      await loaded.catch(() => {})
      await Promise.all(queries.map(({ ended }) => ended))
      await tailsClosed
      await notifier.close()
      await givenBack
      await archiver?.ended
      await store.close()
    },
  }
}
