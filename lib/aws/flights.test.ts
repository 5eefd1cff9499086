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
  const join = (signal?: AbortSignal) =>
    share('key', request, { flights, now: () => clock.ms, cacheMs: 1_000, signal })
  return { join, started, clock }
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
