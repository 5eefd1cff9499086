// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Failure } from '@/lib/failure'
import type { TailNews } from '@/lib/tail'
import { Tail } from './tail'
import { useTail } from './use-tail'

/** One session as the server sees it. */
interface Session {
  url: string
  signal: AbortSignal
  say: (...news: TailNews[]) => Promise<void>
  hangUp: () => Promise<void>
}
const sessions: Session[] = []
/** What the server refuses the next sessions with. */
const refusals: Failure[] = []

const pass = (ms: number) => act(async () => void (await vi.advanceTimersByTimeAsync(ms)))

function open(url: string, signal: AbortSignal): Response {
  const refusal = refusals.shift()
  if (refusal) return Response.json({ ok: false, failure: refusal }, { status: 429 })
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  signal.addEventListener('abort', () => void writer.abort(signal.reason).catch(() => {}))
  sessions.push({
    url,
    signal,
    say: (...news) => {
      const text = news.map((one) => `data: ${JSON.stringify(one)}\n\n`).join('')
      void writer.write(new TextEncoder().encode(text))
      return pass(0)
    },
    hangUp: () => {
      void writer.close()
      return pass(0)
    },
  })
  return { ok: true, body: readable } as Response
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
  vi.stubGlobal('fetch', async (url: string, { signal }: { signal: AbortSignal }) =>
    url.startsWith('/api/tail') ? open(url, signal) : Response.json({ ok: false }),
  )
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
  sessions.length = 0
  refusals.length = 0
})

const failure = (kind: Failure['kind']): Failure => ({ kind, message: `${kind}.`, remedy: 'Wait.' })
const lines = (...paths: string[]): TailNews => ({
  kind: 'lines',
  lines: paths.map((path) => ({
    timestampMs: 0,
    request: { status: '200', method: 'GET', path },
    message: path,
    cut: 0,
  })),
  sampled: false,
  leftOut: 0,
  skipped: 0,
})

async function follow(options: { on?: boolean } = {}) {
  const onUpdate = vi.fn()
  const onGap = vi.fn()
  const hook = renderHook(
    ({ pattern, on, attempt }) => useTail({ pattern, on, attempt, onUpdate, onGap }),
    { initialProps: { pattern: 'menu', on: true, attempt: 0, ...options } },
  )
  await pass(0)
  return { ...hook, onUpdate, onGap, state: () => hook.result.current }
}

describe('the connection', () => {
  test('follows from the moment that the session has started, and hands on what arrives', async () => {
    const { state, onUpdate } = await follow()
    expect(sessions[0]?.url).toBe('/api/tail?pattern=menu')
    expect(state()).toEqual({ state: 'connecting' })
    await sessions[0]?.say({ kind: 'started' }, lines('/a'))
    expect(state()).toEqual({ state: 'following', sinceMs: 1_000_000 })
    expect(onUpdate.mock.calls).toEqual([[lines('/a')]])
  })

  test('is not opened until it is wanted, and closed when it is not', async () => {
    const { state, rerender } = await follow({ on: false })
    expect([state(), sessions.length]).toEqual([{ state: 'stopped' }, 0])
    rerender({ pattern: 'menu', on: true, attempt: 1 })
    await pass(0)
    await sessions[0]?.say({ kind: 'started' })
    rerender({ pattern: 'menu', on: false, attempt: 2 })
    expect(state()).toEqual({ state: 'stopped' })
    expect(sessions[0]?.signal.aborted).toBe(true)
  })

  test('comes back by itself after growing pauses, and says of which time nothing is known', async () => {
    const { state, onGap } = await follow()
    await sessions[0]?.say({ kind: 'started' })
    refusals.push(failure('throttled'), failure('throttled'))
    await sessions[0]?.hangUp()
    expect(state()).toMatchObject({ state: 'reconnecting', pauseMs: 1_000 })
    await pass(1_000)
    expect(state()).toMatchObject({ pauseMs: 2_000, failure: { kind: 'throttled' } })
    await pass(2_000)
    expect(state()).toMatchObject({ pauseMs: 4_000 })
    await pass(3_999)
    expect(sessions).toHaveLength(1)
    await pass(1)
    await sessions[1]?.say({ kind: 'started' })
    expect(state()).toEqual({ state: 'following', sinceMs: 1_000_000 })
    expect(onGap.mock.calls).toEqual([[1_000_000, 1_007_000]])
  })

  test('after it was back the pauses begin anew', async () => {
    const { state } = await follow()
    await sessions[0]?.hangUp()
    await pass(1_000)
    await sessions[1]?.say({ kind: 'started' })
    await sessions[1]?.hangUp()
    expect(state()).toMatchObject({ state: 'reconnecting', pauseMs: 1_000 })
  })

  test('a server that is silent for 15 seconds is gone', async () => {
    const { state } = await follow()
    await sessions[0]?.say({ kind: 'started' })
    await pass(14_000)
    await sessions[0]?.say(lines())
    await pass(14_999)
    expect(state().state).toBe('following')
    await pass(1)
    expect(state()).toMatchObject({ state: 'reconnecting', failure: { kind: 'unreachable' } })
    expect(sessions[0]?.signal.aborted).toBe(true)
  })

  test('a session that has run its full time is followed by the next at once', async () => {
    const { state } = await follow()
    await sessions[0]?.say({ kind: 'started' }, { kind: 'ended' })
    await sessions[1]?.say({ kind: 'started' })
    expect(state()).toEqual({ state: 'following', sinceMs: 1_000_000 })
  })

  test('what no waiting mends is not tried again', async () => {
    refusals.push(failure('malformed-query'))
    const { state } = await follow()
    expect(state()).toEqual({ state: 'failed', failure: failure('malformed-query') })
    await pass(60_000)
    expect(sessions).toHaveLength(0)
  })

  test('another pattern closes the session and opens its own', async () => {
    const { rerender } = await follow()
    rerender({ pattern: 'order', on: true, attempt: 1 })
    await pass(0)
    expect(sessions.map(({ url, signal }) => [url, signal.aborted])).toEqual([
      ['/api/tail?pattern=menu', true],
      ['/api/tail?pattern=order', false],
    ])
  })

  test('leaving closes the session and ends every pause', async () => {
    const { unmount } = await follow()
    await sessions[0]?.hangUp()
    unmount()
    await pass(60_000)
    expect(sessions).toHaveLength(1)
  })
})

describe('the page', () => {
  const view = { range: '1h' } as const
  const page = (
    <Tail
      first={{ source: null }}
      mode="local"
      pattern=""
      wholeAddresses={false}
      on
      view={view}
      window={{ fromMs: 0, toMs: 3_600_000, binMs: 60_000 }}
      zone="UTC"
      nowMs={0}
    />
  )

  test('the space key pauses, what arrives is counted, and comes when it goes on', async () => {
    render(page)
    await pass(0)
    await sessions[0]?.say({ kind: 'started' }, lines('/a'))
    expect(screen.getByText(/^Following since/)).toBeDefined()
    fireEvent.keyDown(document.body, { key: ' ' })
    await sessions[0]?.say(lines('/b', '/c'))
    expect(screen.getByText('Paused · 2 lines waiting')).toBeDefined()
    fireEvent.keyDown(screen.getByRole('textbox'), { key: ' ' })
    expect(screen.getByText('Paused · 2 lines waiting')).toBeDefined()
    fireEvent.click(screen.getByRole('button', { name: 'Resume' }))
    expect(screen.queryByText(/^Paused/)).toBeNull()
    expect(screen.getByText('3 lines')).toBeDefined()
    expect(sessions).toHaveLength(1)
  })
})
