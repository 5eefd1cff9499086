import { spawnSync } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { newReaders } from '@/lib/access-log/declared/readers'
import { readLogLines } from '@/lib/aws/log-lines'
import { setRuntime } from '@/lib/aws/runtime'
import { writeLines } from '@/lib/demo/write'
import { answer } from '@/lib/local/api/answer'
import { newContext } from '@/lib/local/context'
import type { Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import { followShop } from '@/lib/situation/follow-shop'
import { dayMs } from '@/lib/time'
import { windowOf } from '@/lib/window'
import { dir, endMs, group, writeLog } from './lines'
import { head, median, row, runtimeOf, timed, viewOf } from './queries'

const shopDays = 19
const wantedMs = { instant: 100, situation: 50 }
const rounds = 9
/** As often as an open page asks. */
const pollMs = 10_000

/** A log of the simulated café, about a million lines, the last hour of which the menu fails. */
function shopLog(): string {
  const file = `${dir}/shop-${shopDays}d.log`
  if (existsSync(file)) return file
  const incidents = [{ fromMs: endMs - 3_600_000, toMs: null }]
  writeLines(`${file}.part`, { fromMs: endMs - shopDays * dayMs, toMs: endMs, seed: 3, incidents })
  renameSync(`${file}.part`, file)
  return file
}

/** `npm run situation` over a day every 10 minutes: processor time of an instant, reading the log included. */
export function benchReplay(lines: number): void {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const iso = (ms: number) => new Date(ms).toISOString()
  const range = ['--from', iso(endMs - dayMs), '--to', iso(endMs), '--every', '10m']
  head('npm run situation, an instant', 'ms', 'wanted')
  for (const [name, log] of [
    ['the café', shopLog()],
    ['hardly a client twice', writeLog('combined', lines, dayMs, 'ordinary')],
  ] as const) {
    const loaded = ['tsx', `${here}processor-time.ts`].flatMap((one) => ['--import', one])
    // As package.json starts it.
    const program = [
      '--max-semi-space-size=64',
      '--initial-heap-size=1024',
      ...loaded,
      `${here}../situation.ts`,
      '--log',
      log,
      ...range,
    ]
    const run = spawnSync(process.execPath, program, { encoding: 'utf8', maxBuffer: 1 << 28 })
    const { seconds, peakMb } = JSON.parse(run.stderr.trim().split('\n').at(-1) ?? '')
    const instants = run.stdout.trim().split('\n').length
    row(name, [(seconds / instants) * 1_000, wantedMs.instant])
    console.log(`  ${seconds.toFixed(1)} s in all, peak memory ${peakMb.toFixed(0)} MB`)
  }
}

/** What `/api/situation` costs when nothing came since it was asked before. */
export async function benchSituation(store: Store, locationOf: LocationOf): Promise<void> {
  let nowMs = endMs
  const now = () => nowMs
  const context = newContext({ store, clock: now, log: console.warn })
  const runtime = { ...runtimeOf((request) => answer(context, request), locationOf), now }
  setRuntime(runtime)
  const { env } = runtime
  const follower = followShop({
    site: env.site,
    zone: 'UTC',
    reader: newReaders(env, now)(group),
    locationOf,
    readLines: readLogLines,
    newestMs: async () => endMs,
    version: store.version,
    now,
    lagMs: 3_000,
    maxLines: 300_000,
  })
  while ((await follower.now()).state === null);
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    nowMs += pollMs
    times.push(await timed(() => follower.now()))
  }
  const band = await timed(async () => follower.expected(windowOf(viewOf(dayMs).range, nowMs)))
  head('how the shop is doing', 'ms', 'wanted')
  row('/api/situation, nothing new', [median(times), wantedMs.situation])
  // Lines whose clock is ahead become due without being added.
  row('the same, once a minute', [Math.max(...times), wantedMs.situation])
  row('/api/expected, the band', [band, wantedMs.situation])
}
