// @vitest-environment happy-dom
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { progressType } from '@/lib/progress'
import type { SourceStatus } from '@/lib/source'
import type { View } from '@/lib/view'
import type { Answer } from './refresh'
import { type FirstOfPage, usePage } from './use-page'

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
  answer(word: string, reading: object, ageMs?: number): Promise<void>
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
    answer: (ask, reading, ageMs) =>
      act(async () =>
        controller?.enqueue(
          new TextEncoder().encode(`${JSON.stringify({ ask, ageMs, reading })}\n`),
        ),
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
const throttled = { kind: 'throttled', message: 'Too many.', remedy: 'Wait.' } as const
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

test('an earlier answer that comes first is shown as old as it is, until the newer one is there', async () => {
  const { result } = render({ source })
  await pass(0)
  const askedMs = Date.now()
  await asked[0]?.answer('totals', answer(1), 40_000)
  const { totals } = result.current.readings
  expect(totals).toMatchObject({ reading: { value: 1 }, answeredMs: askedMs - 40_000 })
  await pass(3_000)
  await asked[0]?.answer('totals', answer(2))
  expect(result.current.readings.totals).toMatchObject({
    reading: { value: 2 },
    answeredMs: askedMs + 3_000,
  })
})

test('what is answered for now goes on being asked: it is not asked for again beside', async () => {
  render({ source })
  await pass(0)
  await asked[0]?.answer('totals', answer(1, { againInMs: 1_000 }), 40_000)
  await asked[0]?.answer('situation', answer(1, { againInMs: 10_000 }))
  await pass(10_000)
  expect(words().slice(1)).toEqual([['situation']])
})

test('an earlier answer takes no newer one’s place', async () => {
  const { result } = render({ totals: answer(5), source })
  await pass(minute)
  expect(words().at(-1)).toContain('totals')
  await asked.at(-1)?.answer('totals', answer(4), minute + 1_000)
  expect(result.current.readings.totals.reading).toMatchObject({ value: 5 })
  await asked.at(-1)?.answer('totals', answer(6), 2_000)
  expect(result.current.readings.totals.reading).toMatchObject({ value: 6 })
})

test.each([
  ['fails', (request?: Asked) => request?.answer('totals', { ok: false, failure: throttled })],
  ['is cut off', (request?: Asked) => request?.end()],
])('where the newer answer %s, the earlier stays, and the page says why', async (_, come) => {
  const { result } = render({ before: answer(1), situation: answer(1), source })
  await pass(0)
  const beganMs = Date.now()
  await asked[0]?.answer('totals', answer(1), 40_000)
  await come(asked[0])
  await pass(0)
  const { reading, problem, answeredMs } = result.current.readings.totals
  expect({ reading, answeredMs }).toEqual({ reading: answer(1), answeredMs: beganMs - 40_000 })
  expect(problem).not.toBeNull()
})

describe('an earlier answer that comes with the page', () => {
  const open = (totals: Promise<Answer | null>) => {
    const openedMs = Date.now()
    const first = { totals: answer(1), before: answer(1), situation: answer(1), source }
    const { result } = render({ ...first, later: { totals }, agesMs: { totals: 40_000 } })
    expect(result.current.readings.totals).toMatchObject({
      reading: { value: 1 },
      answeredMs: openedMs - 40_000,
    })
    return () => result.current.readings.totals
  }

  test('is followed by the newer with the page, which is not asked for', async () => {
    let come: (answer: Answer) => void = () => {}
    const totals = open(
      new Promise((resolve) => {
        come = resolve
      }),
    )
    await pass(3_000)
    await act(async () => come(answer(2)))
    expect(totals()).toMatchObject({ reading: { value: 2 }, answeredMs: Date.now() })
    await pass(30_000)
    expect(asked).toHaveLength(0)
  })

  test('stays where the newer failed, and the page says why', async () => {
    const totals = open(Promise.resolve({ ok: false, failure: throttled }))
    await pass(0)
    expect(totals()).toMatchObject({ reading: { value: 1 }, problem: throttled })
  })

  test('stays where the newer was lost, which is asked for once', async () => {
    const totals = open(Promise.resolve(null))
    await pass(0)
    expect(totals()).toMatchObject({ reading: { value: 1 }, problem: null })
    expect(words()).toEqual([['totals']])
  })
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
