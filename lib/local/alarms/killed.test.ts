import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Session } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { openStory } from './testdata/alarm-story'

const dir = mkdtempSync(join(tmpdir(), 'alarms-'))
afterAll(() => rmSync(dir, { recursive: true }))

/** A store that fails at its n-th write of a transaction, and at all after it: the process is gone. */
function failingAt(n: number) {
  let writes = 0
  const wrap = (store: Store): Store => ({
    ...store,
    transaction: (work) =>
      store.transaction((session) => {
        const run: Session['run'] = (sql, parameters) => {
          writes += 1
          if (writes >= n) throw new Error('killed')
          return session.run(sql, parameters)
        }
        return work({ ...session, run })
      }),
  })
  return { wrap, failed: () => writes >= n }
}

// Three alarms were evaluated to 12:01, then nothing ran for twelve and a half hours: two chunks of minutes.
async function prepare(path: string) {
  const story = await openStory({ now: '05:00:30', path })
  await story.put('errors')
  await story.put('slow')
  await story.putRule('both', 'ALARM(errors) AND ALARM(slow)')
  await story.start()
  await story.at('05:01:00')
  await story.count('errors', ['05:10:00', 9], ['05:11:00', 0])
  await story.count('slow', ['05:10:00', 9], ['05:11:00', 9], ['17:20:00', 9])
  await story.put('new', { MetricName: 'slow' }, 'past')
  await story.close()
}

async function wake(path: string, wrap?: (store: Store) => Store) {
  const story = await openStory({ now: '17:30:10', path, wrap, maxMs: 12.5 * 3_600_000 })
  await story.start()
  const found = { history: await story.history(), notified: await story.notified() }
  await story.close()
  return found
}

test('killed at any write, the minutes missed are evaluated as if nothing had happened', {
  timeout: 300_000,
}, async () => {
  const asleep = join(dir, 'asleep')
  await prepare(asleep)
  copyFileSync(asleep, join(dir, 'whole'))
  const whole = await wake(join(dir, 'whole'))
  expect(whole.history.filter((change) => change.includes(' both '))).toEqual([
    '05:01:00 both INSUFFICIENT_DATA -> OK',
    '05:11:00 both OK -> ALARM',
    '05:12:00 both ALARM -> OK',
  ])
  let n = 1
  for (; ; n += 1) {
    const path = join(dir, `killed-${n}`)
    copyFileSync(asleep, path)
    const { wrap, failed } = failingAt(n)
    const first = await wake(path, wrap)
    expect(first.history.every((change) => whole.history.includes(change))).toBe(true)
    expect({ n, ...(await wake(path)) }).toEqual({ n, ...whole })
    if (!failed()) break
  }
  expect(n).toBeGreaterThan(20)
})
