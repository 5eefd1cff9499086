import { openStore, type Store } from '@/lib/local/store/store'
import type { LocationOf } from '@/lib/location'
import { dayMs, hourMs } from '@/lib/time'
import { dir, type Variety } from './lines'
import { loadOnce } from './load'
import { head, median, pageQueries, pages, row } from './queries'

const rounds = 5
/** What all queries of the overview may take together, ms, by what they are asked of. */
const wantedMs = { day: 500, week: 2_000 }

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

const medianOf = (costs: Cost[]): Cost => ({
  ms: median(costs.map(({ ms }) => ms)),
  processorMs: median(costs.map(({ processorMs }) => processorMs)),
})

/** The overview's queries one after another, as a page asks them for the first time and again: each, and all together. */
export async function benchWhole(
  store: Store,
  { name, spanMs }: { name: string; spanMs: number },
  locationOf: LocationOf,
): Promise<void> {
  const names = pageQueries(store, spanMs)
  const { ask, forget } = pages(store, locationOf)
  const [first, again]: [Cost[][], Cost[][]] = [[], []]
  const each = async () => {
    const costs: Cost[] = []
    for (const name of names) costs.push(await costOf(() => ask(name, spanMs)))
    return costs
  }
  for (let round = 0; round < rounds; round += 1) {
    forget()
    first.push(await each())
    again.push(await each())
  }
  head(`the overview of ${name}`, 'ms', 'processor')
  const show = (name: string, { ms, processorMs }: Cost) => row(name, [ms, processorMs])
  for (const [at, name] of names.entries())
    show(name, medianOf(first.flatMap((costs) => costs[at] ?? [])))
  show('all', medianOf(first.map(sumOf)))
  show('all, asked again', medianOf(again.map(sumOf)))
  console.log(`  wanted: ${spanMs > dayMs ? wantedMs.week : wantedMs.day} ms for all`)
}

/** The overview of a day and of a week, each with `lines` requests, for both varieties of log. Loads them once. */
export async function benchOverviews(lines: number, locationOf: LocationOf): Promise<void> {
  for (const variety of ['varied', 'ordinary'] satisfies Variety[]) {
    for (const spanMs of [dayMs, 7 * dayMs]) {
      const hours = spanMs / hourMs
      const folder = `${dir}/overview-${variety}-${lines}-${hours}h`
      await loadOnce(folder, lines, spanMs, locationOf, variety)
      const store = await openStore({ path: `${folder}/cloudwatch.duckdb` })
      await benchWhole(store, { name: `${hours} h, ${variety}`, spanMs }, locationOf)
      await store.close()
    }
  }
}
