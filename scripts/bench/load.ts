import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, statSync } from 'node:fs'
import { startEngine } from '@/lib/local/engine'
import { startInWorker } from '@/lib/local/reading/read-in-worker'
import type { LocationOf } from '@/lib/location'
import { defaultMonitoring } from '@/lib/site'
import { dayMs } from '@/lib/time'
import { dir, endMs, type Format, formats, group, type Variety, writeLog } from './lines'
import type { Loaded } from './load-one'

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

const inOwnProcess = <Result>(...arguments_: string[]): Result => {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/bench.ts', ...arguments_], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    // The SDK would warn in each of them that it will want a newer Node one day.
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  })
  if (run.status !== 0) throw new Error(`${arguments_[0]} ended with ${run.status}`)
  return JSON.parse(run.stdout)
}

const against = (name: string, theirs: number, ours: number) =>
  `${name} ${theirs.toFixed(1)} s, ${(theirs / ours).toFixed(2)} times ours`

/** Loading a day of requests in both formats, against GoAccess where it is installed and DuckDB's SQL. */
export function benchLoading(lines: number, variety: Variety): void {
  for (const format of formats) {
    const file = writeLog(format, lines, dayMs, variety)
    const peer = goaccess(file, format)
    const loaded: Loaded = inOwnProcess('load-one', file, String(lines))
    const { seconds, peakMb, afterMb, storeMb } = loaded
    const sql: number = inOwnProcess('load-by-sql', file, format)
    const { pageMs, healthMs }: Loaded = inOwnProcess('load-asked', file, String(lines))
    const size = (statSync(file).size / 1e6).toFixed(0)
    const rate = Math.round(lines / seconds).toLocaleString('en')
    console.log(
      `${variety} ${format}: ${lines.toLocaleString('en')} lines, ${size} MB, loaded in ${seconds.toFixed(1)} s (${rate} lines/s)
  ${peer === null ? 'goaccess is not installed (Debian: apt-get install goaccess)' : against('goaccess', peer, seconds)}; ${against('the same by SQL in DuckDB', sql, seconds)}
  meanwhile at most ${pageMs.toFixed(0)} ms for a page, ${healthMs.toFixed(0)} ms for /api/health
  peak memory ${peakMb.toFixed(0)} MB, ${afterMb.toFixed(0)} MB after 10 s; store ${storeMb.toFixed(0)} MB`,
    )
  }
}
