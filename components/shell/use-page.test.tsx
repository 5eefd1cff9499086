// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressType } from '@/lib/progress'
import type { SourceStatus } from '@/lib/source'
import type { View } from '@/lib/view'
import type { Answer } from './refresh'
import { type FirstOfPage, usePage } from './use-queries'

const questions = {
  totals: { query: 'totals' },
  before: { query: 'totals', period: 'day-ago' },
  situation: { api: 'situation' },
} as const
const view: View = { range: '24h', country: 'DE' }
const minute = 60_000

const source: SourceStatus = {
  mode: 'aws',
  logGroup: 'log',
  simulated: false,
  loading: null,
  newestEventMs: null,
  newestHour: null,
  notices: [],
}

/** A request for readings: what it asks for, and how it is answered. */
interface Asked {
  words: string[]
  url: string
  signal: AbortSignal
  headers: Record<string, string>
  answer(word: string, reading: object): Promise<void>
  end(): Promise<void>
}
let asked: Asked[] = []
let refusal: Response | null = null

async function fetched(url: string, { signal, headers }: Pick<Asked, 'signal' | 'headers'>) {
  if (refusal) return refusal
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given
    },
  })
  signal.addEventListener('abort', () => controller?.error(signal.reason))
  const words = new URL(url, 'http://here').searchParams.get('ask')?.split(',') ?? []
  asked.push({
    words,
    url,
    signal,
    headers,
    answer: (ask, reading) =>
      act(async () =>
        controller?.enqueue(new TextEncoder().encode(`${JSON.stringify({ ask, reading })}\n`)),
      ),
    end: () => act(async () => controller?.close()),
  })
  return new Response(body, { headers: { 'content-type': progressType } })
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms))
const words = () => asked.map((request) => request.words)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  asked = []
  refusal = null
})

const nothing = { totals: null, before: null, situation: null, source: null }
// What an answer holds is the panels' affair.
const render = (first: object = {}) =>
  renderHook(() =>
    usePage(questions, view, { ...nothing, ...first } as unknown as FirstOfPage<typeof questions>),
  )
const answer = (value: number, more = {}) => ({ ok: true, value, ...more })
const all = ['totals', 'totals.day-ago', 'situation', 'source']

test('a page asks all in one request, for its view, and again each minute', async () => {
  render()
  await pass(0)
  expect(words()).toEqual([all])
  expect(asked[0]?.url).toMatch(/^\/api\/readings\?range=24h&country=DE&ask=/)
  for (const word of all)
    await asked[0]?.answer(word, word === 'source' ? { ...source, ok: true } : answer(1))
  await asked[0]?.end()
  await pass(minute)
  expect(words()).toEqual([all, all])
})

test('what a page asks by itself is told from what somebody has opened or clicked', async () => {
  const { result } = render()
  await pass(0)
  for (const word of all)
    await asked[0]?.answer(word, word === 'source' ? { ...source, ok: true } : answer(1))
  await asked[0]?.end()
  await pass(minute)
  for (const word of all)
    await asked[1]?.answer(word, word === 'source' ? { ...source, ok: true } : answer(2))
  await asked[1]?.end()
  act(() => result.current.readings.totals.again())
  await pass(0)
  expect(asked.map(({ headers }) => headers['x-cafewatch-automatic'])).toEqual([
    undefined,
    'yes',
    undefined,
  ])
})

test('each answer is shown when it is there', async () => {
  const { result } = render()
  await pass(0)
  await asked[0]?.answer('totals.day-ago', answer(5))
  expect(result.current.readings.before.reading).toMatchObject({ value: 5 })
  expect(result.current.readings.totals.reading).toBeNull()
  expect(result.current.source.loading).toBe(true)
  await asked[0]?.answer('source', { ...source, ok: true })
  expect(result.current.source).toMatchObject({ loading: false, reading: source })
})

test('while one answer takes long, others are asked for beside it, in one more request', async () => {
  render({ source })
  await pass(0)
  const [first] = asked
  await first?.answer('situation', answer(1, { againInMs: 10_000 }))
  await first?.answer('totals.day-ago', answer(1))
  await pass(10_000)
  expect(words().slice(1)).toEqual([['situation']])
  await pass(3 * minute)
  // Two are on their way: the browser keeps connections for other pages.
  expect(asked).toHaveLength(2)
  await asked[1]?.answer('situation', answer(2))
  await asked[1]?.end()
  await pass(1_000)
  expect(words().slice(2)).toEqual([['totals.day-ago', 'situation', 'source']])
})

test('what comes with the page is not asked for', async () => {
  let come: (answer: Answer | null) => void = () => {}
  // As React makes it of what the server sends: its `then` gives nothing.
  const totals = Object.create(Promise.prototype)
  Reflect.set(totals, 'then', (take: typeof come) => {
    come = take
  })
  const later = { totals }
  const { result } = render({ before: answer(1), situation: answer(1), source, later })
  await pass(30_000)
  expect(asked).toHaveLength(0)
  await act(async () => come(answer(9)))
  expect(result.current.readings.totals.reading).toMatchObject({ value: 9 })
  await pass(30_000)
  expect(words()).toEqual([['totals.day-ago', 'situation', 'source']])
})

test.each([
  ['is said to be lost', () => Promise.resolve(null)],
  ['is cut off', () => Promise.reject(new Error('Connection closed.'))],
])('what %s on its way with the page is asked for', async (_, lost) => {
  render({
    before: answer(1),
    situation: answer(1),
    source,
    later: { totals: lost() },
  })
  await pass(0)
  expect(words()).toEqual([['totals']])
})

test('where the connection is lost, what was answered stays and the rest is asked for again', async () => {
  const { result } = render({ source })
  await pass(0)
  await asked[0]?.answer('totals', answer(1))
  await asked[0]?.end()
  await pass(0)
  expect(result.current.readings.totals.problem).toBeNull()
  expect(result.current.readings.before.reading).toMatchObject({ ok: false })
  await pass(10_000)
  expect(words().slice(1)).toEqual([['totals.day-ago', 'situation']])
})

test('what the server says when it refuses is shown', async () => {
  const message = 'Nobody can be let in now. The file of users is damaged.'
  refusal = Response.json({ error: { message } }, { status: 503 })
  const { result } = render({ totals: answer(3), source })
  await pass(0)
  expect(result.current.readings.situation.reading).toMatchObject({ failure: { message } })
})

test('leaving ends all requests', async () => {
  const { unmount } = render({ source })
  await pass(0)
  unmount()
  expect(asked.every(({ signal }) => signal.aborted)).toBe(true)
})

test('a page that is opened while CloudWatch cannot be asked shows the last good answer, as old as it is', async () => {
  const failure = { kind: 'throttled', message: 'Too many.', remedy: 'Wait.' } as const
  const last = { ok: true, value: 4, asOfMs: 1_000 }
  const { result } = render({ totals: { ok: false, failure, last }, source })
  expect(result.current.readings.totals).toMatchObject({
    reading: { value: 4 },
    problem: failure,
    answeredMs: 1_000,
  })
  await pass(0)
  await asked[0]?.answer('situation', { ok: false, failure, last })
  expect(result.current.readings.situation).toMatchObject({ answeredMs: 1_000, problem: failure })
})
