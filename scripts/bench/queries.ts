import { readQuery } from '@/lib/aws/read'
import { setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { answer } from '@/lib/local/api/answer'
import { newContext } from '@/lib/local/context'
import type { Engine } from '@/lib/local/engine'
import { compile } from '@/lib/local/insights/compile'
import { forgetParts } from '@/lib/local/queries/known'
import type { Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import { catalog, type QueryName } from '@/lib/queries/catalog'
import { botSource } from '@/lib/queries/people'
import { hourMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { windowOf } from '@/lib/window'
import { endMs, group } from './lines'

const rounds = 5

export const median = (values: number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** Medians of two alternating operations, ms. */
async function against(ours: () => Promise<unknown>, theirs: () => Promise<unknown>) {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await timed(ours))
    times[1].push(await timed(theirs))
  }
  return times.map(median) as [number, number]
}

export const row = (name: string, [a, b]: [number, number]) =>
  console.log(
    `${name.padEnd(30)} ${a.toFixed(0).padStart(7)} ${b.toFixed(0).padStart(9)} ${(a / b).toFixed(2).padStart(7)}`,
  )
export const head = (name: string, ours: string, theirs: string) =>
  console.log(`\n${name.padEnd(30)} ${ours.padStart(7)} ${theirs.padStart(9)}   ratio`)

export const viewOf = (spanMs: number): View => ({ range: { fromMs: endMs - spanMs, toMs: endMs } })

/** The same queries, written by hand for this table. */
function byHand(store: Store, spanMs: number): Partial<Record<QueryName, string>> {
  const source = store.source([group])
  const field = (name: string) => source.field(name) ?? 'NULL'
  const [status, request, method, ip, country, region, city, lat, lon, agent] = [
    'status',
    'request',
    'method',
    'remoteIP',
    'country',
    'region',
    'city',
    'lat',
    'lon',
    'userAgent',
  ].map(field)
  const where = `ts BETWEEN ${endMs - spanMs} AND ${endMs - 1}`
  const number = `TRY_CAST(${status} AS INTEGER)`
  const order = `${method} = 'POST' AND ${request} = '/cafe/processOrder.php' AND ${number} < 400`
  const isBot = `regexp_matches(agent, '${botSource}')`
  const { binMs } = windowOf(viewOf(spanMs).range, endMs)
  const bin = `ts - ts % ${binMs}`
  const from = `FROM ${source.from} WHERE ${where}`
  const sums = `count(*) AS n, count(*) FILTER (${order}), count(*) FILTER (${number} >= 400)`
  return {
    totals: `SELECT sum(n), sum(answered), sum(if(bot, 0, clients)), sum(if(bot, answered, 0)), sum(ordered), sum(failed) FROM (SELECT ${isBot} AS bot, * FROM (SELECT ${agent} AS agent, count(*) AS n, count(${status}) AS answered, count(DISTINCT ${ip}) AS clients, count(*) FILTER (${order}) AS ordered, count(*) FILTER (${number} >= 400) AS failed ${from} GROUP BY 1))`,
    funnel: `SELECT count(*), ${['landing', 'menu', 'orders'].map((step) => `count(${step})`)}, median(menu - landing) FILTER (menu >= landing), median(orders - menu) FILTER (orders >= menu) FROM (SELECT client, visit, min(ts) FILTER (request = '/cafe') AS landing, min(ts) FILTER (request = '/cafe/menu.php') AS menu, min(ts) FILTER (request = '/cafe/processOrder.php') AS orders FROM (SELECT *, sum(begins) OVER (PARTITION BY client ORDER BY ts) AS visit FROM (SELECT *, if(coalesce(ts - lag(ts) OVER (PARTITION BY client ORDER BY ts) > 1800000, true), 1, 0) AS begins FROM (SELECT ts, hash(${ip}, agent) AS client, request FROM (SELECT ts, ${ip}, ${agent} AS agent, ${request} AS request ${from} AND ${request} IN ('/cafe', '/cafe/menu.php', '/cafe/processOrder.php')) WHERE NOT ${isBot}))) GROUP BY client, visit)`,
    bots: `SELECT ${isBot} AS bot, * FROM (SELECT ${agent} AS agent, count(*) AS n, count(DISTINCT ${ip}), max(ts) ${from} GROUP BY 1) ORDER BY bot DESC, n DESC LIMIT 200`,
    'requests-by-bin': `SELECT ${bin} AS bin, ${status}, count(*) ${from} GROUP BY ALL ORDER BY bin`,
    'orders-by-bin': `SELECT bin, sum(if(${isBot}, 0, clients)), sum(ordered), max(latest) FROM (SELECT ${bin} AS bin, ${agent} AS agent, count(DISTINCT ${ip}) FILTER (${request} = '/cafe') AS clients, count(*) FILTER (${order}) AS ordered, max(ts) FILTER (${order}) AS latest ${from} AND ${request} IN ('/cafe', '/cafe/processOrder.php') GROUP BY ALL) GROUP BY bin ORDER BY bin`,
    'requests-by-country': `SELECT ${country}, ${sums} ${from} GROUP BY ${country} ORDER BY n DESC LIMIT 300`,
    'requests-by-region': `SELECT ${country}, ${region}, ${sums}, avg(TRY_CAST(${lat} AS DOUBLE)), avg(TRY_CAST(${lon} AS DOUBLE)) ${from} GROUP BY ${country}, ${region} ORDER BY n DESC LIMIT 1000`,
    'requests-by-city': `SELECT ${country}, ${region}, ${city}, ${sums} ${from} GROUP BY ${country}, ${region}, ${city} ORDER BY n DESC LIMIT 1000`,
    'failing-urls': `SELECT ${method}, ${request}, ${status}, count(*) AS n, count(DISTINCT ${ip}), min(ts), max(ts) ${from} AND ${number} >= 400 GROUP BY ${method}, ${request}, ${status} ORDER BY n DESC LIMIT 200`,
    'requests-by-url': `SELECT ${method}, ${request}, count(*) AS n ${from} GROUP BY ${method}, ${request} ORDER BY n DESC LIMIT 2000`,
    'failures-by-bin': `SELECT ${method}, ${request}, ${status}, ${bin} AS bin, count(*) AS n ${from} AND ${number} >= 400 GROUP BY ${method}, ${request}, ${status}, bin ORDER BY n DESC LIMIT 1000`,
  }
}

/** The overview's queries by their names. */
export const pageQueries = (store: Store, spanMs: number) =>
  Object.keys(byHand(store, spanMs)) as QueryName[]

/** What the pages read from, without cached results. */
export const runtimeOf = (answer: Engine['answer'], locationOf: LocationOf) => ({
  env: readEnv({}),
  answer,
  localEngine: null,
  loading: null,
  simulated: false,
  locationOf,
  now: () => endMs,
  flights: new Map(),
})

/** Reads as the pages do. `forget`: what follows is asked for the first time. */
export function pages(store: Store, locationOf: LocationOf) {
  const context = newContext({ store, clock: () => endMs, log: console.warn })
  const runtime = runtimeOf((request) => answer(context, request), locationOf)
  setRuntime(runtime)
  return {
    async ask(name: QueryName, view: View, nowMs = endMs) {
      runtime.flights.clear()
      const reading = await readQuery(name, view, { nowMs })
      if (!reading.ok) throw new Error(reading.failure.message)
    },
    async forget() {
      context.queries.answers.clear()
      context.queries.bases.clear()
      const tables = forgetParts(context.queries.parts)
      for (const table of tables) await store.query(`DROP TABLE IF EXISTS ${table}`)
    },
  }
}

/** The overview's queries, whole readings, against SQL written by hand over the same table. */
export async function benchOverview(
  store: Store,
  spanMs: number,
  locationOf: LocationOf,
): Promise<void> {
  const { ask, forget } = pages(store, locationOf)
  head(`query over ${spanMs / hourMs} h`, 'page ms', 'hand ms')
  for (const [name, sql] of Object.entries(byHand(store, spanMs)) as [QueryName, string][])
    row(
      name,
      await against(
        async () => {
          await forget()
          return ask(name, viewOf(spanMs))
        },
        () => store.query(sql),
      ),
    )
}

/** A regular expression over the raw lines, against DuckDB's own. */
export async function benchRegex(store: Store, spanMs: number): Promise<void> {
  const source = store.source([group])
  const window = { startMs: endMs - spanMs, endMs: endMs - 1, nowMs: endMs }
  head('regular expression', 'ours ms', 'DuckDB ms')
  for (const regex of ['Chrome/1[0-3]\\d', 'item/\\d+', '"(4|5)\\d\\d"']) {
    const { sql, parameters } = compile(
      `filter @message like /${regex.replaceAll('/', '\\/')}/ | stats count(*) as n`,
      source,
      window,
    )
    const plain = `SELECT count(*) FROM ${source.from} WHERE ts BETWEEN ${window.startMs} AND ${window.endMs} AND regexp_matches(message, '${regex}')`
    row(
      `/${regex}/`,
      await against(
        () => store.query(sql, parameters),
        () => store.query(plain),
      ),
    )
  }
}

/** One hour of a long store against a store that holds that hour alone. */
export async function benchWindow(long: Store, hour: Store, locationOf: LocationOf): Promise<void> {
  head('the last hour of it', 'of all ms', 'alone ms')
  for (const name of Object.keys(byHand(long, hourMs)) as QueryName[]) {
    const times: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round += 1) {
      for (const [at, store] of [long, hour].entries()) {
        const { ask, forget } = pages(store, locationOf)
        await ask(name, viewOf(hourMs))
        await forget()
        times[at as 0 | 1].push(await timed(() => ask(name, viewOf(hourMs))))
      }
    }
    row(name, times.map(median) as [number, number])
  }
}

/** Reading and compiling every query of the pages, ms each. */
export function benchCompiler(store: Store): void {
  const source = store.source([group])
  const window = windowOf(viewOf(24 * hourMs).range, endMs)
  const view = { ...viewOf(24 * hourMs), request: '/cafe/menu.php', country: 'DE' }
  const site = readEnv({}).site
  const texts = Object.values(catalog).map(({ text }) => text({ view, window, site }).fragment)
  const times = Array.from({ length: 40 }, () => texts)
    .flat()
    .map((text) => {
      const started = performance.now()
      compile(text, source, { startMs: window.fromMs, endMs: window.toMs, nowMs: endMs })
      return performance.now() - started
    })
    .sort((a, b) => a - b)
  const share = (part: number) => times[Math.floor(times.length * part)]?.toFixed(2)
  console.log(
    `\nreading and compiling a query of the pages: median ${share(0.5)} ms, 95 of 100 below ${share(0.95)} ms`,
  )
}
