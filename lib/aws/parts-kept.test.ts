import { afterEach, expect, test } from 'vitest'
import { random } from '@/lib/demo/random'
import { catalog, type QueryName } from '@/lib/queries/catalog'
import type { Query } from '@/lib/queries/query'
import { hourMs, minuteMs } from '@/lib/time'
import type { View } from '@/lib/view'
import { periods, periodWindow, windowOf } from '@/lib/window'
import { run } from './run'
import { runtime } from './runtime'
import { eventsOf, openBilled } from './testdata/billed-cloudwatch'

// What is kept and what is new are put together: the same rows as when all is asked for anew.

const beginMs = Date.parse('2026-11-18T06:00:00Z')
const endMs = beginMs + 60 * hourMs
let cloudwatch: Awaited<ReturnType<typeof openBilled>>
afterEach(() => cloudwatch.close())

const found = { country: 'ES', region: 'Madrid', city: 'Madrid', lat: '40.4', lon: '-3.7' }
/** Logs of two shops: the second counts orders by their numbers, leaves visitors out and has no locations. */
const shops: Record<number, Parameters<typeof openBilled>[0]> = {
  1: {},
  2: {
    site: {
      orderId: '?order={id}',
      ignore: { networks: ['203.0.113.0/24'], agents: ['iPhone'] },
      people: { agents: ['Googlebot'] },
    },
    locationOf: (address) => (address.endsWith('1') ? null : found),
  },
}

const names = (Object.keys(catalog) as QueryName[]).filter((name) => catalog[name].from)
const lastStep = 9
const queryOf = (name: QueryName) => catalog[name] as unknown as Query<unknown>

async function rowsOf(query: Query<unknown>, view: View, window: ReturnType<typeof windowOf>) {
  const reading = await run(query, { view, window, site: runtime().env.site })
  if (!reading.ok) throw new Error(`${query.name}: ${reading.failure.message}`)
  const { rows, note } = reading
  // Whether a log without requests has locations, nothing says.
  return { rows, note: rows.length > 0 ? note : undefined }
}

test.each([1, 2])(
  'random windows, refreshes and late events (seed %i)',
  async (seed) => {
    cloudwatch = await openBilled(shops[seed])
    const chance = random(seed, 7)
    const group = { fromMs: beginMs, toMs: endMs }
    const events = eventsOf(group, { seed, perMinute: 1, located: seed !== 2 })
    // When each event arrives: at once, within the open minutes, or so late that a look must find it.
    const delays = events.map(() => chance.pick([0, 0, 0, 0, 30_000, 3 * minuteMs]))
    const arriving = events
      .map((event, at) => ({ event, atMs: event.timestamp + (delays[at] ?? 0) }))
      .sort((a, b) => a.atMs - b.atMs)
    const { clock, put, restart } = cloudwatch
    const { flights, kept } = restart()
    expect(kept).toBeUndefined()
    clock.ms = beginMs + 50 * hourMs
    let arrived = 0
    for (let step = 0; step <= lastStep; step += 1) {
      clock.ms += chance.pick([40_000, minuteMs, minuteMs, 7 * minuteMs, 50 * minuteMs])
      const now = arriving.slice(arrived).filter(({ atMs }) => atMs <= clock.ms)
      arrived += now.length
      await put(now.map(({ event }) => event))
      const range = chance.pick(['15m', '1h', '3h', '24h'] as const)
      const view: View = {
        range,
        request: '/cafe/menu.php',
        ...chance.pick([{}, {}, { country: seed === 2 ? undefined : 'DE' }, { status: '500' }]),
      }
      const window = periodWindow(
        windowOf(range, clock.ms),
        chance.pick([undefined, undefined, ...periods]),
      )
      const some = names.filter(() => chance.below(4) === 0)
      for (const name of step === lastStep ? names : some) {
        const query = queryOf(name)
        const [known, fresh] = [
          await rowsOf(query, view, window),
          await rowsOf({ ...query, from: undefined }, view, window),
        ]
        expect(known, `${name} ${JSON.stringify([view, window, clock.ms])}`).toEqual(fresh)
      }
      flights.clear()
    }
  },
  300_000,
)
