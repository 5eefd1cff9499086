import { AsyncLocalStorage } from 'node:async_hooks'
import { queryObjects } from 'node:v8'
import { expect, test } from 'vitest'
import { type Flight, share } from './flights'

function runway() {
  const flights = new Map<string, Flight>()
  const started: { signal: AbortSignal; land: (value: string) => void }[] = []
  const clock = { ms: 0 }
  const request = (signal: AbortSignal) =>
    new Promise<string>((land, reject) => {
      started.push({ signal, land })
      signal.addEventListener('abort', () => reject(new Error('stopped')))
    })
  const join = (signal?: AbortSignal, more: { key?: string; isCurrent?: () => boolean } = {}) => {
    const { key = 'key', isCurrent } = more
    return share(key, request, { flights, now: () => clock.ms, cacheMs: 1_000, signal, isCurrent })
  }
  return { join, started, clock, flights }
}

test('two viewers share one flight, and it stops only when both have left', async () => {
  const { join, started } = runway()
  const [a, b] = [new AbortController(), new AbortController()]
  const first = join(a.signal)
  const second = join(b.signal)
  expect(started).toHaveLength(1)
  a.abort()
  await expect(first).rejects.toThrow()
  expect(started[0]?.signal.aborted).toBe(false)
  b.abort()
  await expect(second).rejects.toThrow()
  expect(started[0]?.signal.aborted).toBe(true)
})

test('a flight of a viewer without a signal is not stopped', async () => {
  const { join, started } = runway()
  const leaving = new AbortController()
  const staying = join()
  const left = join(leaving.signal)
  leaving.abort()
  await expect(left).rejects.toThrow()
  started[0]?.land('rows')
  await expect(staying).resolves.toBe('rows')
})

test('an answer is handed out again until it is stale', async () => {
  const { join, started, clock } = runway()
  const first = join()
  started[0]?.land('rows')
  await first
  await expect(join()).resolves.toBe('rows')
  clock.ms = 1_001
  void join()
  expect(started).toHaveLength(2)
})

test('a failure is not cached', async () => {
  const { join, started } = runway()
  const leaving = new AbortController()
  const first = join(leaving.signal)
  leaving.abort()
  await expect(first).rejects.toThrow()
  void join().catch(() => {})
  expect(started).toHaveLength(2)
})

test('an answer is handed out no longer than it is what would be answered now', async () => {
  const { join, started } = runway()
  let changed = false
  const isCurrent = () => !changed
  const first = join(undefined, { isCurrent })
  changed = true
  // Whoever comes while it is on its way joins.
  const second = join(undefined, { isCurrent })
  expect(started).toHaveLength(1)
  started[0]?.land('rows')
  await Promise.all([first, second])
  void join(undefined, { isCurrent })
  expect(started).toHaveLength(2)
})

test('whoever tries many addresses fills no memory, and ends nobody’s flight', async () => {
  const { join, started, flights } = runway()
  void join(undefined, { key: 'on its way' })
  for (let at = 0; at < 1_200; at += 1) {
    const answer = join(undefined, { key: `address ${at}` })
    started.at(-1)?.land('rows')
    await answer
  }
  expect(flights.size).toBeLessThanOrEqual(1_002)
  expect(flights.has('on its way')).toBe(true)
  expect(flights.has('address 0')).toBe(false)
  expect(flights.has('address 1199')).toBe(true)
})

/** Stands for a request of the pages, which its promises hold. */
class Asker {}

test('an answer that is kept holds nothing of the request that it was an answer to', async () => {
  const { flights, now } = { flights: new Map<string, Flight>(), now: () => 0 }
  const asked = new AsyncLocalStorage<Asker>()
  const count = 20
  for (let key = 0; key < count; key += 1)
    await asked.run(new Asker(), () =>
      share(String(key), async () => key, { flights, now, cacheMs: 1_000 }),
    )
  expect(flights.size).toBe(count)
  // What was waited for last may not be gone yet.
  expect(queryObjects(Asker, { format: 'count' })).toBeLessThan(3)
  await expect(share('0', async () => -1, { flights, now, cacheMs: 1_000 })).resolves.toBe(0)
})
