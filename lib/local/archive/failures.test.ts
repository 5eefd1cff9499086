import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Store } from '@/lib/local/store/store'
import { groupArchive } from './archive'
import { openFolder } from './folder'
import { readHeads } from './manifest'
import type { ObjectStore } from './object-store'
import { event, openArchive, plainStep, put, startMs, threeHours } from './testdata/open-archive'
import { verifyArchive } from './verify'

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

const day = 86_400_000

test.each(['before', 'after'] as const)(
  'whichever call fails, %s it took effect: the next pass makes the archive whole, and nothing is lost',
  async (when) => {
    // Each try has a log group, an archive and a note of its head of its own, in one store.
    const { root, store, close } = await openArchive()
    const left = async (group: string) =>
      Number((await store.query(`SELECT count(*) FROM ${store.source([group]).from}`)).rows[0]?.[0])
    let survived = 0
    for (let n = 1; ; n += 1) {
      const group = `try/${n}`
      const headFile = join(root, `head-${n}.json`)
      const to = openFolder(join(root, `archive-${n}`))
      const putHere = (events: Parameters<typeof put>[1]) => put(store, events, { to: group })
      const passOf = (throughStore: Store, throughTo: ObjectStore) =>
        groupArchive({
          store: throughStore,
          group,
          to: throughTo,
          headFile,
          clock: () => startMs + 3 * day,
          step: plainStep,
        }).pass()
      await putHere([event(startMs, 'one'), event(startMs + 1, 'two')])
      await store.setRetention(group, 1)
      // So much newer that the others are too old.
      await putHere([event(startMs + 2 * day, 'newest')])
      const faults = failing(n, when)
      const whole = await passOf(faults.store(store), faults.objects(to))
      // Between the two more has come, as it does.
      if (n % 2 === 0) await putHere([event(startMs + 1, 'late')])
      expect(await passOf(store, to)).toBe(true)
      const { findings, events } = await verifyArchive(to, {
        witnesses: await readHeads(headFile, to.name),
      })
      expect({ n, findings, events }).toEqual({
        n,
        findings: [],
        events: 3 + (n % 2 === 0 ? 1 : 0),
      })
      expect(await left(group)).toBe(1)
      if (whole) break
      survived += 1
    }
    expect(survived).toBeGreaterThan(30)
    await close()
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
