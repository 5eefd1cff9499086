import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { overviewQuestions } from '@/components/overview/questions'
import { openHere } from '@/lib/access/testdata/open-here'
import { type Answer, runtime, setRuntime } from '@/lib/aws/runtime'
import { logLines } from '@/lib/demo/visitors'
import { readEnv } from '@/lib/env'
import { catalog } from '@/lib/queries/catalog'
import { wordOf } from '@/lib/queries/question'
import { openShop } from '@/lib/saving/testdata/open-shop'
import { GET } from './route'

const nowMs = Date.parse('2026-11-20T12:00:00Z')

const get = (query: string, signal?: AbortSignal) =>
  GET(
    new Request(`http://localhost/api/readings?${query}`, {
      headers: { host: 'localhost' },
      signal,
    }),
    undefined,
  )

// biome-ignore lint/suspicious/noExplicitAny: answers as whoever asks sees them
async function answers(query: string): Promise<Record<string, any>> {
  const lines = (await (await get(query)).text()).trimEnd().split('\n')
  const parsed = lines.map((line) => JSON.parse(line))
  return Object.fromEntries(parsed.map(({ ask, reading }) => [ask, reading]))
}

/** Counts the operations that are asked for. */
function counting(answer: Answer): { counts: Record<string, number>; answer: Answer } {
  const counts: Record<string, number> = {}
  return {
    counts,
    answer: (request) => {
      const operation = request.target.split('.')[1] ?? ''
      counts[operation] = (counts[operation] ?? 0) + 1
      return answer(request)
    },
  }
}

describe('the questions of a page', () => {
  let shop: Awaited<ReturnType<typeof openShop>> | undefined
  afterEach(async () => {
    await shop?.close()
    shop = undefined
  })
  const words = Object.values(overviewQuestions).map(wordOf)
  const all = `range=3h&ask=${[...words, 'source'].join(',')}`

  test('each is answered in a line of its own, as by its own address', async () => {
    shop = await openShop({ nowMs, lines: logLines(nowMs - 3_600_000, nowMs, 7, []) })
    const found = await answers(all)
    expect(Object.keys(found).sort()).toEqual([...words, 'source'].sort())
    expect(Object.values(found).every(({ ok }) => ok)).toBe(true)
    expect(found.totals.rows[0].requests).toBeGreaterThan(0)
    expect(found['totals.day-ago'].window.toMs).toBe(nowMs - 86_400_000)
    expect(found.source).toMatchObject({ mode: 'local', loading: { done: true } })
  })

  test('what many ask is asked once, until a line of its window comes', async () => {
    shop = await openShop({ nowMs, lines: logLines(nowMs - 3_600_000, nowMs - 60_000, 7, []) })
    const { counts, answer } = counting(shop.engine.answer)
    setRuntime({ ...runtime(), answer, clients: undefined })
    const first = await Promise.all(Array.from({ length: 20 }, () => get('range=1h&ask=totals')))
    const texts = await Promise.all(first.map((response) => response.text()))
    expect(new Set(texts).size).toBe(1)
    await answers('range=1h&ask=totals')
    expect(counts.StartQuery).toBe(1)

    const before = JSON.parse(texts[0] ?? '').reading.rows[0].requests
    const [line = ''] = logLines(nowMs - 3_600_000, nowMs, 7, [])
    appendFileSync(
      join(shop.dir, 'access_log'),
      `${line.replace(/"time":"[^"]*"/, '"time":"2026-11-20T11:59:30.000Z"')}\n`,
    )
    await vi.waitFor(async () => {
      const { totals } = await answers('range=1h&ask=totals')
      expect(totals.rows[0].requests).toBe(before + 1)
      // A reading that took long, as on a busy machine, rests for ten seconds.
    }, 30_000)
    expect(counts.StartQuery).toBe(2)
  })
})

test('at the minute’s turn the engine is asked once its lines are there, and the minute before shown', async () => {
  const clock = { ms: nowMs }
  const lines = logLines(nowMs - 600_000, nowMs, 7, [])
  const shop = await openShop({ nowMs, lines, clock: () => clock.ms })
  const { counts, answer } = counting(shop.engine.answer)
  setRuntime({ ...runtime(), answer, clients: undefined })
  await answers('range=1h&ask=totals')
  clock.ms += 60_000
  const { body } = await get('range=1h&ask=totals')
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  const next = async () => JSON.parse((await reader?.read())?.value ?? '')
  expect(await next()).toMatchObject({ ageMs: 60_000, reading: { window: { toMs: nowMs } } })
  expect(counts.StartQuery).toBe(1)
  expect(await next()).toMatchObject({ reading: { window: { toMs: clock.ms } } })
  expect(counts.StartQuery).toBe(2)
  await shop.close()
})

test.each<[query: string, field: string]>([
  ['range=3h', 'ask'],
  ['ask=', 'ask'],
  ['ask=totals,nosuch', 'ask'],
  ['ask=totals.nosuch', 'ask'],
  [`ask=${Array.from({ length: 41 }, (_, at) => `a${at}`).join(',')}`, 'ask'],
  ['ask=totals&period=day-ago', 'period'],
  ['ask=totals&range=nosuch', 'range'],
  ['ask=totals&nosuch=1', 'nosuch'],
  ['ask=totals,url-by-bin', 'request'],
])('%s is refused, and says what is wrong', async (query, field) => {
  const response = await get(query)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { field } })
})

describe('queries that take long', () => {
  openHere()
  const calls: string[] = []
  const running: Answer = async ({ target }) => {
    const operation = target.split('.')[1] ?? ''
    calls.push(operation)
    const bodies: Record<string, object> = {
      StartQuery: { queryId: 'q-1' },
      GetQueryResults: { status: 'Running', results: [] },
      StopQuery: { success: true },
    }
    const headers = { 'content-type': 'application/x-amz-json-1.1' }
    return { status: 200, headers, body: JSON.stringify(bodies[operation] ?? {}) }
  }
  const count = (operation: string) => calls.filter((call) => call === operation).length
  const start = () => {
    calls.length = 0
    setRuntime({
      env: readEnv({}),
      answer: running,
      localEngine: null,
      loading: null,
      simulated: false,
      locationOf: () => null,
      now: () => nowMs,
      flights: new Map(),
    })
  }

  test('are stopped when the last of their readers has left, and not before', async () => {
    start()
    const [a, b] = [new AbortController(), new AbortController()]
    const first = await get('ask=totals,requests-by-bin', a.signal)
    const second = await get('ask=totals', b.signal)
    await vi.waitFor(() => expect(count('StartQuery')).toBe(2))
    a.abort()
    await first.body?.cancel().catch(() => {})
    // The other query has no reader any more.
    await vi.waitFor(() => expect(count('StopQuery')).toBe(1))
    await second.body?.cancel()
    await vi.waitFor(() => expect(count('StopQuery')).toBe(2))
    expect(runtime().flights.size).toBe(0)
    expect(count('StartQuery')).toBe(2)
  })
})

test('an answer that failed brings the last good one of the same view with it', async () => {
  openHere()
  let isWell = true
  const answer: Answer = async ({ target }) => {
    const operation = target.split('.')[1] ?? ''
    const fields = { country: 'DE', requests: '7', orders: '1', failed: '0' }
    const rows = [Object.entries(fields).map(([field, value]) => ({ field, value }))]
    const bodies: Record<string, object> = {
      StartQuery: { queryId: 'q-1' },
      GetQueryResults: { status: isWell ? 'Complete' : 'Failed', results: rows, statistics: {} },
    }
    const headers = { 'content-type': 'application/x-amz-json-1.1' }
    return { status: 200, headers, body: JSON.stringify(bodies[operation] ?? {}) }
  }
  let now = nowMs
  setRuntime({
    env: readEnv({}),
    answer,
    localEngine: null,
    loading: null,
    simulated: false,
    locationOf: () => null,
    now: () => now,
    flights: new Map(),
  })
  const ask = 'ask=requests-by-country'
  const good = await answers(ask)
  expect(good['requests-by-country']).toMatchObject({ ok: true, rows: [{ requests: 7 }] })
  isWell = false
  now += 60_000
  const failed = (await answers(ask))['requests-by-country']
  expect(failed).toMatchObject({ ok: false, last: { asOfMs: nowMs, rows: [{ requests: 7 }] } })
  // Another view has another answer.
  expect((await answers(`${ask}&country=DE`))['requests-by-country'].last).toBeUndefined()
})

test('the names of what can be asked need no escape in an address', () => {
  for (const word of Object.keys(catalog)) expect(encodeURIComponent(word)).toBe(word)
})
