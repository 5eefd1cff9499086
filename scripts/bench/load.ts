import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, statSync } from 'node:fs'
import { startEngine } from '@/lib/local/engine'
import { startInWorker } from '@/lib/local/reading/read-in-worker'
import type { LocationOf } from '@/lib/location'
import { defaultMonitoring } from '@/lib/site'
import { dayMs } from '@/lib/time'
import { bundle } from '../package/bundle'
import { dir, endMs, type Format, formats, group, type Variety, writeLog } from './lines'
import type { Loaded } from './load-one'
import { median } from './queries'

const goaccessFormat: Record<Format, string[]> = {
  combined: ['--log-format=COMBINED'],
  json: [
    '--log-format={"time":"%dT%t.%^","process":"%D","filename":"%^","remoteIP":"%h","host":"%v","request":"%U","query":"%q","method":"%m","status":"%s","userAgent":"%u","referer":"%R"}',
    '--date-format=%Y-%m-%d',
    '--time-format=%H:%M:%S',
  ],
}

/** Seconds that GoAccess needs for the file; null where it is not installed. */
function goaccess(file: string, format: Format): number | null {
  const started = performance.now()
  const run = spawnSync(
    'goaccess',
    [file, ...goaccessFormat[format], '-o', `${dir}/report.json`, '--no-progress'],
    { stdio: 'ignore' },
  )
  if (run.error) return null
  if (run.status !== 0) throw new Error(`goaccess ended with ${run.status}`)
  return (performance.now() - started) / 1000
}

/** Seconds until the engine, with its metric filters and alarms, has taken the file in. Closes it again. */
async function load(file: string, lines: number, dataDir: string, locationOf: LocationOf) {
  rmSync(dataDir, { recursive: true, force: true })
  const started = performance.now()
  const engine = await startEngine({
    dataDir,
    logGroup: group,
    accessLog: [file],
    clock: () => endMs,
    locationOf,
    startReading: startInWorker(),
    monitoring: defaultMonitoring,
    log: () => {},
  })
  await engine.loaded
  const seconds = (performance.now() - started) / 1000
  const read = engine.loading()?.files[0]
  await engine.close()
  if (read?.lines !== lines || read.requests !== lines)
    throw new Error(`${read?.lines} lines were read, ${read?.requests} of them requests`)
  return seconds
}

/** Loads a JSON log of `lines` requests unless the store has been loaded before. Seconds, null when it was there. */
export const loadOnce = async (
  dataDir: string,
  lines: number,
  spanMs: number,
  locationOf: LocationOf,
  variety: Variety = 'varied',
) =>
  existsSync(`${dataDir}/cloudwatch.duckdb`)
    ? null
    : load(writeLog('json', lines, spanMs, variety), lines, dataDir, locationOf)

/** As a server starts: bundled, with its worker beside it. */
const program = `${dir}/program`
const programs = { process: 'scripts/bench/own-process.ts', worker: 'lib/local/reading/worker.ts' }

const inOwnProcess = <Result>(...arguments_: string[]): Result => {
  const run = spawnSync(process.execPath, [`${program}/process.js`, ...arguments_], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // The SDK would warn in each of them that it will want a newer Node one day.
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  })
  if (run.status !== 0) throw new Error(`${arguments_[0]} ended with ${run.status}`)
  return JSON.parse(run.stdout)
}

/** The median of ratios, with the lowest and highest where there are several. */
function ratio(values: number[]): string {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)]
  const among = values.length > 1 ? ` (${lowest.toFixed(2)} to ${highest.toFixed(2)})` : ''
  return `${median(values).toFixed(2)} times ours${among}`
}

interface Round {
  /** Seconds. */
  theirs: number | null
  sql: number
  loaded: Loaded
  asked: Loaded
}

/** A machine is faster at one time than at another: what is compared is measured in turn, several times. */
function roundsOf(count: number, file: string, lines: number, format: Format): Round[] {
  return Array.from({ length: count }, () => ({
    theirs: goaccess(file, format),
    loaded: inOwnProcess<Loaded>('load-one', file, String(lines)),
    sql: inOwnProcess<number>('load-by-sql', file, format),
    asked: inOwnProcess<Loaded>('load-asked', file, String(lines)),
  }))
}

const inRounds = 3

/**
 * Loading a day of requests in both formats, against GoAccess where it is installed and DuckDB's SQL: the
 * medians of rounds, and the worst of what is to stay below a limit.
 */
export async function benchLoading(lines: number, variety: Variety): Promise<void> {
  await bundle(programs, program)
  for (const format of formats) {
    const file = writeLog(format, lines, dayMs, variety)
    const rounds = roundsOf(variety === 'ordinary' ? inRounds : 1, file, lines, format)
    const worst = (of: (round: Round) => number) => Math.max(...rounds.map(of)).toFixed(0)
    const seconds = median(rounds.map(({ loaded }) => loaded.seconds))
    const theirs = rounds.flatMap((round) => (round.theirs === null ? [] : [round.theirs]))
    const timesTheirs = ratio(
      rounds.map((round) => (round.theirs ?? Number.NaN) / round.loaded.seconds),
    )
    const sql = rounds.map((round) => round.sql)
    const size = (statSync(file).size / 1e6).toFixed(0)
    const rate = Math.round(lines / seconds).toLocaleString('en')
    console.log(
      `${variety} ${format}: ${lines.toLocaleString('en')} lines, ${size} MB, loaded in ${seconds.toFixed(1)} s (${rate} lines/s)
  ${theirs.length === 0 ? 'goaccess is not installed (Debian: apt-get install goaccess)' : `goaccess ${median(theirs).toFixed(1)} s, ${timesTheirs}`}; the same by SQL in DuckDB ${median(sql).toFixed(1)} s, ${ratio(rounds.map((round) => round.sql / round.loaded.seconds))}
  meanwhile at most ${worst(({ asked }) => asked.pageMs)} ms for a page, ${worst(({ asked }) => asked.healthMs)} ms for /api/health
  peak memory ${worst(({ loaded }) => loaded.peakMb)} MB, ${worst(({ loaded }) => loaded.afterMb)} MB after 10 s; store ${worst(({ loaded }) => loaded.storeMb)} MB`,
    )
  }
}
