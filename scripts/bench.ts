import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { hold } from '@/lib/aws/held'
import { read } from '@/lib/aws/read'
import { networks } from '@/lib/demo/networks'
import { random } from '@/lib/demo/random'
import { readEnv } from '@/lib/env'
import { answer } from '@/lib/local/api/answer'
import { newBox } from '@/lib/local/api/box'
import { startEngine } from '@/lib/local/engine'
import { openStore, type Store } from '@/lib/local/store/store'
import { monitoring } from '@/lib/monitoring'
import { openPlaces, type PlaceOf } from '@/lib/place'
import type { QueryName } from '@/lib/queries/catalog'
import type { View } from '@/lib/view'

const dir = 'test-results/bench'
const lines = Number(process.argv[2] ?? 2_000_000)
const endMs = Date.parse('2026-11-20T12:00:00Z')
const spanMs = 24 * 3_600_000
const group = 'apache/access'
const rounds = 5
const formats = ['combined', 'json'] as const
type Format = (typeof formats)[number]

const paths = [
  '/cafe',
  '/cafe/menu.php',
  '/cafe/css/styles.css',
  '/cafe/images/logo.png',
  '/cafe/images/front.jpg',
  '/cafe/processOrder.php',
  '/cafe/orderHistory.php',
  '/favicon.ico',
  '/robots.txt',
]
const agents = Array.from(
  { length: 40 },
  (_, at) =>
    `Mozilla/5.0 (Test ${at}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + at}.0.0.0 Safari/537.36`,
)
const monthNames = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
]
const two = (value: number) => String(value).padStart(2, '0')

function lineOf(format: Format, at: number, chance: ReturnType<typeof random>): string {
  const time = new Date(endMs - spanMs + Math.floor((at / lines) * spanMs))
  const [network] = chance.pick(networks)
  const remoteIP = `${network}.${1 + chance.below(254)}`
  const request = chance.next() < 0.03 ? `/cafe/item/${chance.below(5_000)}` : chance.pick(paths)
  const method = request.endsWith('processOrder.php') ? 'POST' : 'GET'
  const dice = chance.next()
  const status = dice < 0.02 ? '404' : dice < 0.03 ? '500' : dice < 0.1 ? '304' : '200'
  const agent = chance.pick(agents)
  const referer = chance.next() < 0.5 ? '-' : 'https://cafe.example/cafe/index.php'
  if (format === 'json') {
    return JSON.stringify({
      time: time.toISOString(),
      process: String(chance.below(30_000)),
      filename: `/var/www/html${request}`,
      remoteIP,
      host: 'cafe.example',
      request,
      query: '',
      method,
      status,
      userAgent: agent,
      referer,
    })
  }
  const stamp = `${two(time.getUTCDate())}/${monthNames[time.getUTCMonth()]}/${time.getUTCFullYear()}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`
  return `${remoteIP} - - [${stamp}] "${method} ${request} HTTP/1.1" ${status} ${chance.below(40_000)} "${referer}" "${agent}"`
}

function write(format: Format): string {
  const file = `${dir}/${format}-${lines}.log`
  if (existsSync(file)) return file
  mkdirSync(dir, { recursive: true })
  const out = openSync(file, 'w')
  const chance = random(42, format.length)
  let text = ''
  for (let at = 0; at < lines; at += 1) {
    text += `${lineOf(format, at, chance)}\n`
    if (text.length > 1 << 22) {
      writeSync(out, text)
      text = ''
    }
  }
  writeSync(out, text)
  closeSync(out)
  return file
}

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

/** Seconds until the engine, with its metric filters and alarms, has taken the file in; and then its store. */
async function load(file: string, placeOf: PlaceOf) {
  const dataDir = `${dir}/data`
  rmSync(dataDir, { recursive: true, force: true })
  const started = performance.now()
  const engine = await startEngine({
    dataDir,
    logGroup: group,
    accessLog: [file],
    clock: () => endMs,
    placeOf,
    monitoring,
    say: () => {},
  })
  await engine.loaded
  const seconds = (performance.now() - started) / 1000
  const read = engine.loading()?.files[0]
  await engine.close()
  if (read?.lines !== lines || read.unparsed !== 0)
    throw new Error(`${read?.lines} lines were read, ${read?.unparsed} of them not understood`)
  return { store: await openStore({ path: `${dataDir}/cloudwatch.duckdb` }), seconds }
}

const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

const view: View = { range: { fromMs: endMs - spanMs, toMs: endMs } }

/** The same questions as somebody would write them for this very table. */
function byHand(store: Store): Partial<Record<QueryName, string>> {
  const source = store.source([group])
  const field = (name: string) => source.field(name) ?? 'NULL'
  const [status, request, method, ip, country, region, city] = [
    'status',
    'request',
    'method',
    'remoteIP',
    'country',
    'region',
    'city',
  ].map(field)
  const where = `ts BETWEEN ${endMs - spanMs} AND ${endMs - 1}`
  const number = `TRY_CAST(${status} AS INTEGER)`
  const order = `${method} = 'POST' AND ${request} = '/cafe/processOrder.php' AND ${number} < 400`
  const bin = 'ts - ts % 1800000'
  const from = `FROM ${source.from} WHERE ${where}`
  const sums = `count(*) AS n, count(*) FILTER (${order}), count(*) FILTER (${number} >= 400)`
  return {
    totals: `SELECT count(*), count(${status}), count(DISTINCT ${ip}), count(*) FILTER (${request} = '/cafe'), count(*) FILTER (${order}), count(*) FILTER (${number} >= 400) ${from}`,
    'requests-by-bin': `SELECT ${bin} AS bin, ${status}, count(*) ${from} GROUP BY ALL ORDER BY bin`,
    'orders-by-bin': `SELECT ${bin} AS bin, count(*) FILTER (${request} = '/cafe'), count(*) FILTER (${request} = '/cafe/menu.php'), count(*) FILTER (${request} = '/cafe/menu.php' AND ${number} >= 400), count(*) FILTER (${order}), max(ts) FILTER (${order}) ${from} AND ${request} IN ('/cafe', '/cafe/menu.php', '/cafe/processOrder.php') GROUP BY ALL ORDER BY bin`,
    'requests-by-country': `SELECT ${country}, ${sums} ${from} GROUP BY ${country} ORDER BY n DESC LIMIT 300`,
    'requests-by-city': `SELECT ${country}, ${region}, ${city}, ${sums} ${from} GROUP BY ${country}, ${region}, ${city} ORDER BY n DESC LIMIT 1000`,
    'failing-urls': `SELECT ${method}, ${request}, ${status}, count(*) AS n, count(DISTINCT ${ip}), min(ts), max(ts) ${from} AND ${number} >= 400 GROUP BY ${method}, ${request}, ${status} ORDER BY n DESC LIMIT 200`,
    'requests-by-url': `SELECT ${method}, ${request}, count(*) AS n ${from} GROUP BY ${method}, ${request} ORDER BY n DESC LIMIT 2000`,
    'failures-by-bin': `SELECT ${method}, ${request}, ${status}, ${bin} AS bin, count(*) AS n ${from} AND ${number} >= 400 GROUP BY ${method}, ${request}, ${status}, bin ORDER BY n DESC LIMIT 1000`,
  }
}

async function queries(store: Store, placeOf: PlaceOf) {
  const box = newBox({ store, clock: () => endMs, say: console.warn })
  const held = {
    env: readEnv({}),
    answer: (request: Parameters<typeof answer>[1]) => answer(box, request, console.warn),
    loading: null,
    simulated: false,
    placeOf,
    now: () => endMs,
    flights: new Map(),
  }
  hold(held)
  console.log('\nquery                  page ms   by hand ms   ratio')
  for (const [name, sql] of Object.entries(byHand(store)) as [QueryName, string][]) {
    const ours: number[] = []
    const hand: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      ours.push(
        await timed(async () => {
          held.flights.clear()
          const reading = await read(name, view, { nowMs: endMs })
          if (!reading.ok) throw new Error(reading.failure.message)
        }),
      )
      hand.push(await timed(() => store.query(sql)))
    }
    const [a, b] = [median(ours), median(hand)]
    console.log(
      `${name.padEnd(22)} ${a.toFixed(0).padStart(7)} ${b.toFixed(0).padStart(12)} ${(a / b).toFixed(2).padStart(7)}`,
    )
  }
}

async function main(): Promise<void> {
  const placeOf = await openPlaces()
  for (const format of formats) {
    const file = write(format)
    const peer = goaccess(file, format)
    const { store, seconds } = await load(file, placeOf)
    const size = (statSync(file).size / 1e6).toFixed(0)
    const ratio =
      peer === null
        ? 'goaccess is not installed (Debian: apt-get install goaccess)'
        : `goaccess ${peer.toFixed(1)} s, ratio ${(peer / seconds).toFixed(2)}`
    console.log(
      `${format}: ${lines.toLocaleString('en')} lines, ${size} MB, loaded in ${seconds.toFixed(1)} s (${Math.round(lines / seconds).toLocaleString('en')} lines/s), ${ratio}`,
    )
    if (format === 'json') await queries(store, placeOf)
    await store.close()
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
