import { beforeEach, expect, test, vi } from 'vitest'
import { runtime, setRuntime } from '@/lib/aws/runtime'
import { readEnv } from '@/lib/env'
import { windowOf } from '@/lib/window'
import { answersOf, askAll, maxWaitMs } from './begin'
import { noteMoment } from './earlier'

// What the first HTML of a page has, and what its response brings afterwards.

const noonMs = Date.parse('2026-11-20T12:00:00Z')
const view = { range: '3h' } as const
const source = { ok: true as const, mode: 'local' as const, logGroup: 'log', simulated: false }
const known = { ...source, loading: null, newestEventMs: null, newestHour: null, notices: [] }

beforeEach(() =>
  setRuntime({
    env: readEnv({}),
    answer: null,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => noonMs,
    flights: new Map(),
  }),
)

const open = (newest: Promise<typeof known>) =>
  askAll(
    {},
    {
      params: {},
      frame: { view, window: windowOf(view.range, noonMs), zone: 'UTC', nowMs: noonMs },
      source: newest,
      left: undefined,
      asking: (work) => work(),
    },
  )

/** The newest answer, which comes when the test says so. */
function newAnswer() {
  let come = (_: typeof known | Promise<never>) => {}
  const promise = new Promise<typeof known>((resolve) => {
    come = resolve
  })
  return { promise, come }
}

test('what is there at once is all', async () => {
  expect(await open(Promise.resolve(known))).toEqual({ source: known })
})

test('an earlier answer is in the first HTML, with its age, and the newest comes later', async () => {
  const earlier = { ...known, newestEventMs: 1 }
  noteMoment(runtime(), 'source', earlier, noonMs - 4_000)
  const newest = newAnswer()
  const { later, ...first } = await open(newest.promise)
  expect(first).toEqual({ source: earlier, agesMs: { source: 4_000 } })
  newest.come(known)
  expect(await later?.source).toEqual(known)
})

test('what has no earlier answer comes later alone', async () => {
  const newest = newAnswer()
  const { later, ...first } = await open(newest.promise)
  expect(first).toEqual({ source: null, agesMs: {} })
  newest.come(known)
  expect(await later?.source).toEqual(known)
})

test('whoever left between the two is told nothing', async () => {
  noteMoment(runtime(), 'source', known, noonMs - 4_000)
  const newest = newAnswer()
  const { later } = await open(newest.promise)
  newest.come(Promise.reject(new DOMException('The viewer left', 'AbortError')))
  expect(await later?.source).toBeNull()
})

test('what a page without panels waits for too long comes with its response', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  const newest = newAnswer()
  const quick = Promise.resolve({ ok: true, value: 1 })
  const asked = answersOf({ quick }, { there: quick, slow: newest.promise })
  await vi.advanceTimersByTimeAsync(maxWaitMs)
  vi.useRealTimers()
  const { later, ...first } = await asked
  expect(first).toEqual({ quick: await quick, there: await quick, slow: null })
  expect(Object.keys(later)).toEqual(['slow'])
  newest.come(Promise.reject(new Error('left')))
  expect(await later.slow).toBeNull()
})
