import { rmSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { readQuery, readSource } from '@/lib/aws/read'
import { setRuntime } from '@/lib/aws/runtime'
import { type Engine, startEngine } from '@/lib/local/engine'
import { startInWorker } from '@/lib/local/reading/read-in-worker'
import { openLocations } from '@/lib/location'
import { defaultMonitoring } from '@/lib/site'
import { dayMs } from '@/lib/time'
import { endMs, group } from './lines'
import { runtimeOf, timed, viewOf } from './queries'

export interface Loaded {
  seconds: number
  /** The slowest answers while it was loading, ms: a page's queries, and what /api/health asks; 0 when no one asked. */
  pageMs: number
  healthMs: number
  peakMb: number
  /** Ten seconds later. */
  afterMb: number
  storeMb: number
}

const pageNames = ['totals', 'requests-by-bin', 'failing-urls', 'requests-by-country'] as const
const settleMs = 10_000

/** Asks as a page and as a monitor do, until `loaded`; the slowest of each, ms. */
async function askWhile(engine: Engine, loaded: () => boolean) {
  const runtime = { ...runtimeOf(engine.answer, openLocations()), loading: engine.loading }
  setRuntime(runtime)
  let pageMs = 0
  let healthMs = 0
  const page = () =>
    Promise.all(pageNames.map((name) => readQuery(name, viewOf(dayMs), { nowMs: endMs })))
  const health = () =>
    Promise.all([
      readSource({ nowMs: endMs }),
      readQuery('totals', { range: '15m' }, { nowMs: endMs }),
    ])
  while (!loaded()) {
    runtime.flights.clear()
    healthMs = Math.max(healthMs, await timed(health))
    pageMs = Math.max(pageMs, await timed(page))
    await wait(500)
  }
  return { pageMs, healthMs }
}

interface Options {
  file: string
  lines: number
  dataDir: string
  /** Whether pages are asked for meanwhile. */
  asks: boolean
}

/** Loads a log into a new store, in a process of its own so that its memory is its own. */
export async function loadOne({ file, lines, dataDir, asks }: Options): Promise<Loaded> {
  rmSync(dataDir, { recursive: true, force: true })
  let peak = 0
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 50)
  const started = performance.now()
  const engine = await startEngine({
    dataDir,
    logGroup: group,
    accessLog: [file],
    clock: () => endMs,
    locationOf: () => null,
    startReading: startInWorker(),
    // Archiving begins afterwards, and has a measurement of its own.
    monitoring: { ...defaultMonitoring, archive: false },
    log: () => {},
  })
  let seconds = 0
  const loaded = engine.loaded.then(() => {
    seconds = (performance.now() - started) / 1000
  })
  const slowest = asks ? await askWhile(engine, () => seconds > 0) : { pageMs: 0, healthMs: 0 }
  await loaded
  const read = engine.loading()?.files[0]
  if (read?.lines !== lines || read.requests !== lines)
    throw new Error(`${read?.lines} lines were read, ${read?.requests} of them requests`)
  if (!asks) await wait(settleMs)
  clearInterval(sampling)
  const afterMb = process.memoryUsage.rss() / 1e6
  await engine.close()
  const storeMb = statSync(`${dataDir}/cloudwatch.duckdb`).size / 1e6
  return { seconds, ...slowest, peakMb: peak / 1e6, afterMb, storeMb }
}
