// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SourceStatus } from '@/lib/source'
import type { Answer } from './refresh'
import { useReading, useSource } from './use-reading'

interface Counted extends Answer {
  value?: number
}

const answers: (Counted | Error | Promise<Counted>)[] = []
const fetched = vi.fn(async (_url: string, _options: { signal: AbortSignal }) => {
  const answer = await (answers.shift() ?? { ok: true })
  if (answer instanceof Error) throw answer
  return Response.json(answer)
})
const signalOf = (call: number) => fetched.mock.calls[call]?.[1].signal
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const minute = 60_000

let visibility: DocumentVisibilityState = 'visible'
async function turn(to: DocumentVisibilityState) {
  visibility = to
  await act(async () => void document.dispatchEvent(new Event('visibilitychange')))
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', fetched)
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility)
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  fetched.mockClear()
  answers.length = 0
  visibility = 'visible'
})

const first: Counted = { ok: true, value: 1 }
const render = (start: Counted | null = first, everyMs?: number) =>
  renderHook(({ every }) => useReading<Counted>('/api/x', start, every), {
    initialProps: { every: everyMs },
  })

test('without an answer it asks at once', async () => {
  answers.push({ ok: true, value: 7 })
  const { result } = render(null)
  expect(result.current.reading).toBeNull()
  await pass(0)
  expect(result.current.reading?.value).toBe(7)
})

test('an answer that comes with the page is waited for, and asked for where it is lost', async () => {
  let come = (_: Counted) => {}
  const later = new Promise<Counted>((resolve) => {
    come = resolve
  })
  const { result } = renderHook(() => useReading<Counted>('/api/x', null, minute, later))
  await pass(1_000)
  expect(fetched).not.toHaveBeenCalled()
  come({ ok: true, value: 5 })
  await pass(0)
  expect(result.current.reading?.value).toBe(5)
  expect(fetched).not.toHaveBeenCalled()
  const lost = Promise.resolve(null)
  renderHook(() => useReading<Counted>('/api/y', null, minute, lost))
  await pass(0)
  expect(fetched).toHaveBeenCalledOnce()
})

test('with an answer it asks after a minute, and again each minute', async () => {
  answers.push({ ok: true, value: 2 }, { ok: true, value: 3 })
  const { result } = render()
  await pass(minute - 1_000)
  expect(fetched).not.toHaveBeenCalled()
  await pass(1_000)
  expect(result.current.reading?.value).toBe(2)
  await pass(minute)
  expect(result.current.reading?.value).toBe(3)
})

test('it asks only while the page is visible, and when it is seen again at once', async () => {
  render()
  await turn('hidden')
  await pass(5 * minute)
  expect(fetched).not.toHaveBeenCalled()
  await turn('visible')
  expect(fetched).toHaveBeenCalledTimes(1)
  await turn('hidden')
  await turn('visible')
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('a failure leaves the old answer and says why; the next answer takes its place', async () => {
  const throttled = { kind: 'throttled', message: 'Too many.', remedy: 'Wait.' } as const
  answers.push({ ok: false, failure: throttled }, new Error('gone'), { ok: true, value: 2 })
  const { result } = render()
  await pass(minute)
  expect(result.current).toMatchObject({ reading: first, problem: throttled })
  await pass(minute)
  expect(result.current).toMatchObject({ reading: first, problem: { kind: 'unreachable' } })
  await pass(minute)
  expect(result.current).toMatchObject({ reading: { value: 2 }, problem: null })
})

test('a failure is the answer when there is no other', async () => {
  answers.push({ ok: false })
  const { result } = render(null)
  await pass(0)
  expect(result.current).toMatchObject({ reading: { ok: false }, problem: null })
})

test.each([
  ['when it says so', 20_000, 20_000],
  ['never more often than every 250 ms', 1, 250],
])('an answer may ask to be asked again sooner: %s', async (_, againInMs, afterMs) => {
  render({ ...first, againInMs })
  await pass(afterMs - 1)
  expect(fetched).not.toHaveBeenCalled()
  await pass(1)
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('one request at a time, however long it takes', async () => {
  answers.push(new Promise(() => {}))
  const { result } = render()
  await pass(5 * minute)
  act(() => result.current.again())
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('a server that cannot be reached is asked again after ten seconds, and when seen at once', async () => {
  answers.push(new Error('gone'), new Error('gone'), { ok: true, value: 2 })
  const { result } = render()
  await pass(minute)
  await pass(10_000)
  expect(fetched).toHaveBeenCalledTimes(2)
  await turn('hidden')
  await pass(5_000)
  await turn('visible')
  expect(result.current).toMatchObject({ reading: { value: 2 }, problem: null })
})

test('what was asked over a lost connection is given up when it is back', async () => {
  answers.push(new Promise(() => {}), { ok: true, value: 2 })
  const { result } = render()
  await pass(minute)
  await act(async () => void dispatchEvent(new Event('online')))
  expect(signalOf(0)?.aborted).toBe(true)
  expect(result.current.reading?.value).toBe(2)
})

test('again asks at once', async () => {
  const { result } = render()
  await act(async () => result.current.again())
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('another rhythm begins at once', async () => {
  const { rerender } = render()
  rerender({ every: 5_000 })
  await pass(0)
  expect(fetched).toHaveBeenCalledTimes(1)
  await pass(5_000)
  expect(fetched).toHaveBeenCalledTimes(2)
})

test('leaving aborts what is asked and asks no more', async () => {
  answers.push(new Promise(() => {}))
  const { unmount } = render(null)
  expect(signalOf(0)?.aborted).toBe(false)
  unmount()
  expect(signalOf(0)?.aborted).toBe(true)
  await pass(5 * minute)
  await turn('visible')
  expect(fetched).toHaveBeenCalledTimes(1)
})

test('while the log is being read, the source is asked every five seconds', async () => {
  const source = (done: boolean): SourceStatus => ({
    mode: 'local',
    logGroup: 'log',
    simulated: false,
    loading: { files: [], linesPerSecond: 0, secondsLeft: null, done },
    newestEventMs: null,
    newestHour: null,
    notices: [],
  })
  const answer = (done: boolean) => ({ ...source(done), ok: true })
  answers.push(answer(false), answer(false), answer(true))
  const { result } = renderHook(() => useSource(source(false)))
  await pass(10_000)
  expect([fetched.mock.calls.length, result.current.loading]).toEqual([2, true])
  await pass(5_000)
  expect(result.current).toMatchObject({ loading: false, everyMs: minute })
})

test('an answer that comes line by line says how far it is until its last line', async () => {
  let send: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      send = controller
    },
  })
  const line = (value: unknown) =>
    send?.enqueue(new TextEncoder().encode(`${JSON.stringify(value)}\n`))
  fetched.mockResolvedValueOnce(
    new Response(body, { headers: { 'content-type': 'application/x-ndjson' } }),
  )
  const { result } = render(null)
  const progress = { doing: 'Reading', step: 1, steps: 2, answered: 0, asked: 1 }
  line({ progress })
  await pass(0)
  expect(result.current).toMatchObject({ reading: null, progress })
  line({ ok: true, value: 3 })
  send?.close()
  await pass(0)
  expect(result.current.reading?.value).toBe(3)
  expect(result.current.progress).toBeUndefined()
})

test('an answer that ends before its last line is a lost one', async () => {
  const body = new Response('{"progress":{"doing":"Reading","step":1}}\n').body
  fetched.mockResolvedValueOnce(
    new Response(body, { headers: { 'content-type': 'application/x-ndjson' } }),
  )
  const { result } = render(null)
  await pass(0)
  expect(result.current.reading).toMatchObject({ ok: false })
})
