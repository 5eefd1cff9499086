import { expect, test } from 'vitest'
import { openStore, type Store } from '@/lib/local/store/store'
import { minuteMs } from '@/lib/time'
import type { SendResult } from './outcome'
import { changeOf, startMs } from './testdata/changes'
import { fakeTime } from './testdata/fake-time'
import { openNotifier, refused } from './testdata/open-notifier'

const names = ['ops', 'owner']
const actions = names.map((name) => `arn:aws:sns:local:000000000000:${name}`)

/** Fails the n-th call of all, before or after it has done its work. */
function faults(nth: number, when: 'before' | 'after') {
  let calls = 0
  let failed = false
  return {
    failed: () => failed,
    async over<T>(work: () => Promise<T>, fail: () => T): Promise<T> {
      calls += 1
      if (calls !== nth) return work()
      failed = true
      if (when === 'after') await work()
      return fail()
    },
  }
}
type Faults = ReturnType<typeof faults>

const broken = (): never => {
  throw new Error('the store failed')
}

const failing =
  ({ over }: Faults) =>
  (store: Store): Pick<Store, 'run' | 'query' | 'transaction'> => ({
    run: (...call) => over(() => store.run(...call), broken),
    query: (...call) => over(() => store.query(...call), broken),
    transaction: (work) => over(() => store.transaction(work), broken),
  })

/** Two changes and two recipients; one call fails, then a new notifier goes on with the same store. */
async function story(existing: Store, fault: Faults) {
  const time = fakeTime(startMs)
  const got: { to: string; id: string; atMs: number }[] = []
  const open = (now: Faults) =>
    openNotifier({
      existing,
      time,
      names,
      wrap: failing(now),
      behave: (to, { id, changes }) =>
        now.over(
          async (): Promise<SendResult> => {
            for (const { atMs } of changes) got.push({ to, id, atMs })
            return { ok: true }
          },
          () => refused,
        ),
    })
  const changes = [changeOf({ actions }), changeOf({ to: 'OK', atMs: startMs + minuteMs, actions })]

  const opening = await open(fault).then(
    (opened) => ({ opened }),
    () => null,
  )
  const opened = opening?.opened ?? (await open(faults(0, 'before')))
  for (const change of changes) {
    await opened.change(change)
    await time.advance(2_000, names.length)
  }
  await opened.close()

  const after = await open(faults(0, 'before'))
  await time.advance(20_000, names.length)
  const { rows } = await after.store.query(
    `SELECT status, count(*) FROM outbox GROUP BY status ORDER BY status`,
  )
  const actionItems = await after.actionItems()
  await after.close()
  return { got, actionItems, outbox: Object.fromEntries(rows) as Record<string, number> }
}

test.each(['before', 'after'] as const)(
  'whichever call fails, %s its work: notified at least once, at most once more than calls failed, with one id',
  async (when) => {
    const store = await openStore({ path: ':memory:' })
    let points = 0
    for (let nth = 1; ; nth += 1) {
      const fault = faults(nth, when)
      const { got, actionItems, outbox } = await story(store, fault)
      await store.run('DELETE FROM outbox')
      await store.run('DELETE FROM alarm_history_items')
      const where = `call ${nth} failed ${when} its work`
      for (const to of names) {
        for (const atMs of [startMs, startMs + minuteMs]) {
          const mine = got.filter((one) => one.to === to && one.atMs === atMs)
          expect(mine.length, where).toBeGreaterThanOrEqual(1)
          expect(mine.length, where).toBeLessThanOrEqual(fault.failed() ? 2 : 1)
          expect(new Set(mine.map(({ id }) => id)).size, where).toBe(1)
        }
      }
      expect(outbox, where).toEqual({ delivered: 4 })
      const succeeded = actionItems.filter(({ data }) => data.actionState === 'Succeeded')
      expect(succeeded, where).toHaveLength(4)
      if (!fault.failed()) break
      points += 1
    }
    // As many as the story has calls; fewer would mean that it does not get through them.
    expect(points).toBeGreaterThan(15)
    await store.close()
  },
  60_000,
)
