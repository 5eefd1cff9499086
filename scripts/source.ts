import { createHash } from 'node:crypto'
import { recorded } from '@/lib/aws/recorded'
import type { Runtime } from '@/lib/aws/runtime'
import { startDemo } from '@/lib/demo/start'
import type { Env } from '@/lib/env'
import { startEngine } from '@/lib/local/engine'
import { openPlaces, type PlaceOf } from '@/lib/place'

export interface Source {
  runtime: Runtime
  /** Settles when what the files contained at the start has been read. */
  loaded: Promise<void>
  close: () => Promise<void>
}

type Answering = Omit<Source, 'runtime'> & {
  runtime: Pick<Runtime, 'answer' | 'home' | 'loading' | 'simulated' | 'now'>
}

interface Options {
  now: () => number
  /** Reports how the reading goes. */
  log: (text: string) => void
}

/** The folder of the engine's store, one for each ACCESS_LOG, so that logs never mix. */
export const dataFolder = ({ dataDir, accessLog }: Env) =>
  accessLog.length === 0
    ? `${dataDir}/demo`
    : `${dataDir}/log-${createHash('sha256').update(accessLog.join('\n')).digest('hex').slice(0, 8)}`

async function startLocal(env: Env, placeOf: PlaceOf, { now, log }: Options): Promise<Answering> {
  const demo =
    env.accessLog.length > 0
      ? null
      : await startDemo({ dir: dataFolder(env), nowMs: now(), seed: 1 })
  const engine = await startEngine({
    dataDir: dataFolder(env),
    logGroup: env.logGroup,
    accessLog: demo ? [demo.logFile] : env.accessLog,
    clock: now,
    monitoring: env.monitoring,
    messages: {
      publicUrl: env.publicUrl,
      shop: env.site.name,
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    placeOf,
    log,
  })
  return {
    runtime: {
      answer: engine.answer,
      home: {
        recipients: engine.recipients.status,
        testMessage: engine.recipients.test,
        alarmClock: engine.alarmClock,
        archive: engine.archive,
      },
      loading: engine.loading,
      simulated: demo !== null,
      now,
    },
    loaded: engine.loaded,
    close: async () => {
      await demo?.stop()
      await engine.close()
    },
  }
}

const nothing = async () => {}

async function startAnswering(env: Env, placeOf: PlaceOf, options: Options): Promise<Answering> {
  if (env.cloudwatch === 'local') return startLocal(env, placeOf, options)
  const { now } = options
  if (env.cloudwatch === 'recorded') {
    const { answer, nowMs } = await recorded(env.recordings)
    return {
      runtime: { answer, home: null, loading: null, simulated: false, now: () => nowMs },
      loaded: nothing(),
      close: nothing,
    }
  }
  return {
    runtime: { answer: null, home: null, loading: null, simulated: false, now },
    loaded: nothing(),
    close: nothing,
  }
}

/** Starts what the settings name as CloudWatch, and what the pages need beside it. */
export async function startSource(
  env: Env,
  now: () => number = Date.now,
  log: (text: string) => void = (text) => console.log(text),
): Promise<Source> {
  const placeOf = await openPlaces()
  const { runtime, ...rest } = await startAnswering(env, placeOf, { now, log })
  return { runtime: { ...runtime, env, placeOf, flights: new Map() }, ...rest }
}
