import { openStore, type Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import { dayMs, hourMs, minuteMs } from '@/lib/time'
import { dir, endMs, type Variety } from './lines'
import { loadOnce } from './load'
import { head, pageQueries, pages, row } from './queries'

const rounds = 5
/** What all queries of the overview may take together, ms, by what they are asked of. */
const wantedMs = { '24h': 500, '7d': 2_000 }

interface Cost {
  ms: number
  /** Of all threads. */
  processorMs: number
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [started, before] = [performance.now(), process.cpuUsage()]
  await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - started, processorMs: (user + system) / 1_000 }
}

const sumOf = (costs: Cost[]): Cost => ({
  ms: costs.reduce((sum, { ms }) => sum + ms, 0),
  processorMs: costs.reduce((sum, { processorMs }) => sum + processorMs, 0),
})

/** Others may keep the machine busy: the least is the nearest to what it takes. */
const leastOf = (costs: Cost[]): Cost => ({
  ms: Math.min(...costs.map(({ ms }) => ms)),
  processorMs: Math.min(...costs.map(({ processorMs }) => processorMs)),
})

/** When a page asks: for the first time, a minute later, when the half hour (of a week: three hours) ends, and again. */
const asks = [
  ['for the first time', 2 * minuteMs],
  ['a minute later', minuteMs],
  ['when a bin has ended', 0],
  ['the same again', 0],
] as const

/** The overview's queries one after another: each, and all together. */
export async function benchWhole(
  store: Store,
  { name, range }: { name: string; range: '24h' | '7d' },
  locationOf: LocationOf,
): Promise<void> {
  const names = pageQueries(store, range === '7d' ? 7 * dayMs : dayMs)
  const { ask, forget } = pages(store, locationOf)
  const costs = asks.map((): Cost[][] => [])
  for (let round = 0; round < rounds; round += 1) {
    await forget()
    for (const [at, [, agoMs]] of asks.entries()) {
      const each: Cost[] = []
      for (const name of names) each.push(await costOf(() => ask(name, { range }, endMs - agoMs)))
      costs[at]?.push(each)
    }
  }
  const show = (name: string, { ms, processorMs }: Cost) => row(name, [ms, processorMs])
  for (const [at, [when]] of asks.entries()) {
    const rounds = costs[at] ?? []
    head(`${name}, ${when}`, 'ms', 'processor')
    if (at < 2)
      for (const [of, name] of names.entries())
        show(name, leastOf(rounds.flatMap((each) => each[of] ?? [])))
    show('all', leastOf(rounds.map(sumOf)))
  }
  console.log(`  wanted: ${wantedMs[range]} ms for all`)
}

/** The overview of a day and of a week, each with `lines` requests, for both varieties of log. Loads them once. */
export async function benchOverviews(lines: number, locationOf: LocationOf): Promise<void> {
  for (const variety of ['varied', 'ordinary'] satisfies Variety[]) {
    for (const range of ['24h', '7d'] as const) {
      const spanMs = range === '7d' ? 7 * dayMs : dayMs
      const hours = spanMs / hourMs
      const folder = `${dir}/overview-${variety}-${lines}-${hours}h`
      await loadOnce(folder, lines, spanMs, locationOf, variety)
      const store = await openStore({ path: `${folder}/cloudwatch.duckdb` })
      await benchWhole(store, { name: `${range} ${variety}`, range }, locationOf)
      await store.close()
    }
  }
}
