import { expect, onTestFinished, test, vi } from 'vitest'
import type { Store } from '@/lib/local/store/store'
import { StoreFailed } from '@/lib/local/store/store-failed'
import { startArchiver } from './archiver'
import { group, openArchive, startMs, threeHours } from './testdata/open-archive'

/** A store that can be closed for a while, as a full disk closes it. */
function closable(store: Store) {
  let isClosed = false
  const guard =
    <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
    (...given: A): Promise<T> =>
      isClosed ? Promise.reject(new StoreFailed('a.duckdb')) : call(...given)
  return {
    set: (closed: boolean) => {
      isClosed = closed
    },
    store: {
      ...store,
      query: guard(store.query),
      run: guard(store.run),
      transaction: guard(store.transaction) as Store['transaction'],
    },
  }
}

test('a store that is closed for a while is archived once it opens again, and the problem is gone', async () => {
  const here = await openArchive()
  await threeHours(here.store)
  const door = closable(here.store)
  door.set(true)
  const closed = new AbortController()
  const said: string[] = []
  const archiver = startArchiver({
    store: door.store,
    group,
    to: here.to,
    headFile: here.headFile,
    clock: () => startMs + 3 * 3_600_000 + 10 * 60_000,
    loaded: Promise.resolve(),
    closed: closed.signal,
    // A retry waits by a clock of its own.
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    log: (text) => said.push(text),
  })
  onTestFinished(async () => {
    closed.abort()
    await archiver.ended
    await here.close()
  })
  await vi.waitFor(() => expect(said).toHaveLength(1))
  expect(said[0]).toMatch(/a\.duckdb could not be written.* It is retried automatically\.$/)
  door.set(false)
  await vi.waitFor(
    async () => expect(await archiver.status()).toMatchObject({ hoursBehind: 0, problem: null }),
    { timeout: 30_000, interval: 100 },
  )
  const { events, findings } = await here.verify()
  expect({ events, findings }).toEqual({ events: 180, findings: [] })
  expect(said).toHaveLength(1)
})
