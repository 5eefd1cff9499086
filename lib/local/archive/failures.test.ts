import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Store } from '@/lib/local/store/store'
import { groupArchive } from './archive'
import { openFolder } from './folder'
import type { ObjectStore } from './object-store'
import {
  event,
  group,
  type OpenArchive,
  openArchive,
  plainStep,
  put,
  startMs,
  threeHours,
} from './testdata/open-archive'

/** Fails the n-th call of all that goes out or is kept, before it takes effect or after. */
function failing(at: number, when: 'before' | 'after') {
  let calls = 0
  const wrap =
    <A extends unknown[], T>(call: (...given: A) => Promise<T>) =>
    async (...given: A): Promise<T> => {
      calls += 1
      const mine = calls
      if (mine === at && when === 'before') throw new Error('injected')
      const result = await call(...given)
      if (mine === at) throw new Error('injected')
      return result
    }
  return {
    calls: () => calls,
    objects: (to: ObjectStore): ObjectStore => ({ ...to, put: wrap(to.put), read: wrap(to.read) }),
    store: (store: Store): Store => ({
      ...store,
      query: wrap(store.query),
      run: wrap(store.run),
      transaction: ((work) => wrap(() => store.transaction(work))()) as Store['transaction'],
      deleteEvents: wrap(store.deleteEvents),
    }),
  }
}

const passOf = (here: OpenArchive, store: Store, to: ObjectStore, nowMs = here.time.nowMs) =>
  groupArchive({
    store,
    group,
    to,
    headFile: here.headFile,
    clock: () => nowMs,
    step: plainStep,
  }).pass()

const day = 86_400_000
const left = async ({ store }: OpenArchive) =>
  Number((await store.query(`SELECT count(*) FROM ${store.source([group]).from}`)).rows[0]?.[0])

test.each(['before', 'after'] as const)(
  'whichever call fails, %s it took effect: the next pass makes the archive whole, and nothing is lost',
  async (when) => {
    let survived = 0
    for (let n = 1; ; n += 1) {
      const here = await openArchive()
      const faults = failing(n, when)
      try {
        await put(here.store, [event(startMs, 'one'), event(startMs + 1, 'two')])
        await here.store.setRetention(group, 1)
        // So much newer that the others are too old.
        await put(here.store, [event(startMs + 2 * day, 'newest')])
        const store = faults.store(here.store)
        const to = faults.objects(here.to)
        const whole = await passOf(here, store, to, startMs + 3 * day)
        // Between the two more has come, as it does.
        if (n % 2 === 0) await put(here.store, [event(startMs + 1, 'late')])
        expect(await passOf(here, here.store, here.to, startMs + 3 * day)).toBe(true)
        const { findings, events } = await here.verify()
        expect({ n, findings, events }).toEqual({
          n,
          findings: [],
          events: 3 + (n % 2 === 0 ? 1 : 0),
        })
        expect(await left(here)).toBe(1)
        if (whole) break
        survived += 1
      } finally {
        await here.close()
      }
    }
    expect(survived).toBeGreaterThan(30)
  },
  120_000,
)

test('a store that was lost and reads the same log again archives nothing twice', async () => {
  const here = await openArchive()
  const again = await openArchive({ to: openFolder(join(here.root, 'archive')) })
  await threeHours(here.store)
  await here.archive.pass()
  await threeHours(again.store)
  await put(again.store, [event(startMs, 'new')])
  expect(await again.archive.pass()).toBe(true)
  expect(await again.verify()).toMatchObject({ findings: [], events: 181, objects: 8 })
  await again.close()
  await here.close()
})

test('two servers that write one archive take turns', async () => {
  const here = await openArchive()
  const other = await openArchive({ to: openFolder(join(here.root, 'archive')) })
  await threeHours(here.store)
  await put(other.store, [
    event(startMs, 'of the other'),
    event(startMs + 3_600_000, 'of the other'),
  ])
  await Promise.all([here.archive.pass(), other.archive.pass()])
  await Promise.all([here.archive.pass(), other.archive.pass()])
  expect([(await here.archive.status()).problem, (await other.archive.status()).problem]).toEqual([
    null,
    null,
  ])
  expect(await here.verify()).toMatchObject({ findings: [], events: 182 })
  await other.close()
  await here.close()
})
