import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { recorded } from '@/lib/aws/recorded'
import type { Runtime } from '@/lib/aws/runtime'
import { startDemo } from '@/lib/demo/start'
import type { Env } from '@/lib/env'
import { checkStore, startEngine } from '@/lib/local/engine'
import { startInWorker } from '@/lib/local/reading/read-in-worker'
import { openPartsFile } from '@/lib/local/store/parts-file'
import { type LocationOf, openLocations } from '@/lib/location'
import { alarmEvidence } from '@/lib/situation/alarm-evidence'
import { openLedgerFile } from '@/lib/spending/ledger-file'
import { openBackupDoor } from './backup/door'
import { checkFormats } from './check-formats'
import { dataFolder, makeDataFolder } from './data-folder'
import { findLogs } from './usual-logs'

export interface Source {
  runtime: Runtime
  /** Settles when what the files contained at the start has been read. */
  loaded: Promise<void>
  close: () => Promise<void>
}

type Answering = Omit<Source, 'runtime'> & {
  runtime: Pick<
    Runtime,
    'answer' | 'localEngine' | 'loading' | 'simulated' | 'now' | 'partsFile' | 'ledger'
  >
}

interface Options {
  now: () => number
  /** Reports how the reading goes. */
  log: (text: string) => void
}

async function startLocal(
  env: Env,
  locationOf: LocationOf,
  { now, log }: Options,
): Promise<Answering> {
  makeDataFolder(env)
  const demo = env.accessLog.length > 0 ? null : await openDemo(env, now())
  const starting = startEngine({
    dataDir: dataFolder(env),
    logGroup: env.logGroup,
    accessLog: demo ? [demo.logFile] : followedLogs(env, log),
    clock: now,
    monitoring: env.monitoring,
    messages: {
      publicUrl: env.publicUrl,
      shop: env.site.name,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      evidenceOf: alarmEvidence,
    },
    locationOf,
    logSettings: { logFormats: env.logFormats, trustedProxies: env.trustedProxies },
    startReading: startInWorker(),
    log,
  })
  // Its visitors do not go on without it.
  const engine = await starting.catch(async (error: unknown) => {
    await demo?.stop()
    throw error
  })
  const closeDoor = await openBackupDoor(dataFolder(env), engine.copyStore, log)
  return {
    runtime: {
      answer: engine.answer,
      localEngine: {
        recipients: engine.recipients.status,
        attempts: engine.recipients.attempts,
        testMessage: engine.recipients.test,
        testUnsaved: engine.recipients.testUnsaved,
        redeclare: engine.redeclare,
        alarmClock: engine.alarmClock,
        version: engine.version,
        changedSince: engine.changedSince,
        storage: engine.storage,
        queryProblem: engine.queryProblem,
        archive: engine.archive,
      },
      loading: engine.loading,
      simulated: demo !== null,
      now,
    },
    loaded: engine.loaded,
    close: async () => {
      await demo?.stop()
      await closeDoor()
      await engine.close()
    },
  }
}

/** The simulated café, unless another process has its store: it writes the log there already. */
async function openDemo(env: Env, nowMs: number) {
  const dir = dataFolder(env)
  await checkStore(dir)
  return startDemo({ dir, nowMs, seed: 1 })
}

function followedLogs(env: Env, log: (text: string) => void): string[] {
  const { findsLogs, accessLog, logFormats } = env
  // Not awaited: a file system that hangs holds up nothing.
  void checkFormats(accessLog, logFormats, log)
  if (!findsLogs) return accessLog
  const found = findLogs(accessLog)
  log(`Following ${found.join(', ')}`)
  return found
}

/** Amazon's CloudWatch; what it has said of the past is kept in a file, since each look is billed. */
async function startAws(env: Env, { now, log }: Options): Promise<Answering> {
  const workDir = resolve(env.dataDir)
  await mkdir(workDir, { recursive: true, mode: 0o700 }).catch(() => {})
  const partsFile = await openPartsFile({ path: `${workDir}/readings.duckdb`, workDir, log })
  const spending = openLedgerFile(`${workDir}/spending.json`, log)
  const { runtime, ...rest } = remote(null, now)
  return {
    ...rest,
    runtime: { ...runtime, ledger: spending.ledger, ...(partsFile && { partsFile }) },
    close: async () => {
      spending.close()
      await partsFile?.close()
    },
  }
}

/** CloudWatch without an engine in this process. */
const remote = (answer: Runtime['answer'], now: () => number): Answering => ({
  runtime: { answer, localEngine: null, loading: null, simulated: false, now },
  loaded: Promise.resolve(),
  close: async () => {},
})

async function startAnswering(
  env: Env,
  locationOf: LocationOf,
  options: Options,
): Promise<Answering> {
  if (env.cloudwatch === 'local') return startLocal(env, locationOf, options)
  if (env.cloudwatch === 'aws') return startAws(env, options)
  const { answer, nowMs } = await recorded(env.recordings)
  return remote(answer, () => nowMs)
}

// Whoever follows the shop asks for its new visitors once a minute at least, and while a database is read
// no page is answered.
const locationsIdleMs = 90_000

/** Starts what the settings name as CloudWatch, and what the pages need beside it. */
export async function startSource(
  env: Env,
  now: () => number = Date.now,
  log: (text: string) => void = (text) => console.log(text),
): Promise<Source> {
  const locationOf = openLocations({ idleMs: locationsIdleMs })
  const { runtime, ...rest } = await startAnswering(env, locationOf, { now, log })
  return { runtime: { ...runtime, env, locationOf, flights: new Map() }, ...rest }
}
