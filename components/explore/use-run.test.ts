// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ExploreLine } from '@/lib/explore'
import { useRun } from './use-run'

/** A request that was sent, and the hand that answers it piece by piece. */
interface Sent {
  url: string
  body: unknown
  signal: AbortSignal
  say: (...lines: (ExploreLine | { error: { message: string } })[]) => Promise<void>
  sayText: (text: string) => Promise<void>
  end: () => Promise<void>
}
const sent: Sent[] = []

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (url: string, { body, signal }: { body: string; signal: AbortSignal }) => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    const sayText = (text: string) =>
      act(async () => {
        void writer.write(new TextEncoder().encode(text))
        await vi.advanceTimersByTimeAsync(0)
      })
    sent.push({
      url,
      body: JSON.parse(body),
      signal,
      sayText,
      say: (...lines) => sayText(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
      end: () =>
        act(async () => {
          void writer.close()
          await vi.advanceTimersByTimeAsync(0)
        }),
    })
    signal.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => {}))
    return Promise.resolve({ body: readable })
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  sent.length = 0
})

const scanned = { bytesScanned: 9, recordsScanned: 3, recordsMatched: 1, elapsedMs: 5 }
const found = (values: string[]) => ({
  columns: ['a'],
  rows: values.map((a) => ({ a })),
  ...scanned,
})
const progress = (...values: string[]): ExploreLine => ({ kind: 'progress', ...found(values) })
const complete = (...values: string[]): ExploreLine => ({
  kind: 'complete',
  more: false,
  ...found(values),
})
const timedOut = {
  kind: 'timed-out',
  message: 'The query took more than 60 seconds.',
  remedy: 'Choose a shorter period.',
} as const

async function running(text = 'fields a') {
  const hook = renderHook(() => useRun({ range: '1h' }))
  await act(async () => void hook.result.current.start(text))
  const [request] = sent
  if (!request) throw new Error('nothing was sent')
  const run = () => hook.result.current.run
  return { ...hook, request, run, values: () => run()?.table.rows.map(({ a }) => a) }
}

test('it sends the query with the period, and shows what there is so far until it is complete', async () => {
  const { request, run, values } = await running()
  expect(request).toMatchObject({ url: '/api/explore?range=1h', body: { query: 'fields a' } })
  expect(run()).toMatchObject({ state: 'running', stale: true })
  await request.say({ kind: 'started', window: { fromMs: 1, toMs: 2, binMs: 1 } }, progress())
  expect(run()).toMatchObject({ state: 'running', window: { fromMs: 1 }, scanned })
  await request.say(progress('1'))
  expect([run()?.stale, values()]).toEqual([false, ['1']])
  await request.say(complete('1', '2'))
  await request.end()
  expect([run()?.state, values()]).toEqual(['complete', ['1', '2']])
})

test('a query that stands in line says its place until it has started', async () => {
  const { request, run } = await running()
  const waiting = (placeInLine: number): ExploreLine => ({
    kind: 'progress',
    ...found([]),
    placeInLine,
  })
  await request.say(waiting(3), waiting(2))
  expect(run()?.scanned.placeInLine).toBe(2)
  await request.say(progress())
  expect(run()?.scanned.placeInLine).toBeUndefined()
})

test('a line may come in pieces', async () => {
  const { request, values } = await running()
  const line = JSON.stringify(complete('ä'))
  await request.sayText(line.slice(0, 20))
  await request.sayText(`${line.slice(20)}\n`)
  expect(values()).toEqual(['ä'])
})

test('stopping aborts the request and keeps what was found', async () => {
  const { request, run, values, result } = await running()
  await request.say(progress('1'))
  await act(async () => result.current.stop())
  expect(request.signal.aborted).toBe(true)
  expect([run()?.state, values()]).toEqual(['stopped', ['1']])
})

test('a run that ends at the deadline keeps what was found and says why', async () => {
  const { request, run, values } = await running()
  await request.say(progress('1'), { kind: 'failed', failure: timedOut })
  await request.end()
  expect(run()).toMatchObject({ state: 'failed', failure: timedOut })
  expect(values()).toEqual(['1'])
})

test('a server that hangs up before the end cannot be reached', async () => {
  const { request, run } = await running()
  await request.say(progress('1'))
  await request.end()
  expect(run()).toMatchObject({ state: 'failed', failure: { kind: 'unreachable' } })
})

test('a query that is refused says why', async () => {
  const { request, run } = await running()
  await request.say({ error: { message: 'query must be a text' } })
  await request.end()
  expect(run()?.failure?.message).toContain('query must be a text')
})

test('another query takes the place of the one before, whose rows stay until there are new ones', async () => {
  const { request, run, values, result } = await running()
  await request.say(complete('1'))
  await request.end()
  await act(async () => void result.current.start('fields b'))
  expect([run()?.stale, values()]).toEqual([true, ['1']])
  await sent[1]?.say(complete('2'))
  expect([run()?.text, run()?.stale, values()]).toEqual(['fields b', false, ['2']])
})

test('what a replaced run still answers is not heard, and rows of the query before go when it fails', async () => {
  const { request, run, values, result } = await running()
  await act(async () => void result.current.start('fields b'))
  expect(request.signal.aborted).toBe(true)
  await sent[1]?.say({ kind: 'failed', failure: timedOut })
  expect([run()?.text, run()?.state, values()]).toEqual(['fields b', 'failed', []])
})

test('leaving the page stops the run', async () => {
  const { request, unmount } = await running()
  unmount()
  expect(request.signal.aborted).toBe(true)
})
