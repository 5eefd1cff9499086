'use client'

import { useEffect, useEffectEvent, useState } from 'react'
import { readPieces } from '@/components/shell/read-pieces'
import { retrying } from '@/components/shell/send'
import { patternOfShown } from '@/components/shell/shown-address'
import { withBase } from '@/lib/base-path'
import type { Failure, FailureKind } from '@/lib/failure'
import type { TailNews, TailUpdate } from '@/lib/tail'

const silenceMs = 15_000

const failedWith = (failure: Failure): TailNews => ({ kind: 'failed', failure })

/** Why a request was refused before its stream began. */
async function refusal(response: Response): Promise<TailNews> {
  const { failure, error } = (await response.json()) as {
    failure?: Failure
    error?: { message: string }
  }
  return failedWith(
    failure ?? {
      kind: 'failed',
      message: error?.message ?? `The server answered ${response.status}.`,
      remedy: 'Load the page again.',
    },
  )
}

/** Reads the events of a tail. Its last news says why it ended; a server that falls silent counts as gone. */
async function* readNews(url: string, signal: AbortSignal): AsyncGenerator<TailNews> {
  const gone = new AbortController()
  const leave = () => gone.abort()
  signal.addEventListener('abort', leave, { once: true })
  let silent = setTimeout(leave, silenceMs)
  try {
    const response = await fetch(withBase(url), { signal: gone.signal, cache: 'no-store' })
    if (!response.ok || !response.body) {
      yield await refusal(response)
      return
    }
    for await (const event of readPieces(response.body, '\n\n')) {
      clearTimeout(silent)
      silent = setTimeout(leave, silenceMs)
      yield JSON.parse(event.slice('data: '.length)) as TailNews
    }
    yield failedWith(retrying)
  } catch {
    if (!signal.aborted) yield failedWith(retrying)
  } finally {
    clearTimeout(silent)
    signal.removeEventListener('abort', leave)
    gone.abort()
  }
}

/** How the page stands to the log group. */
export type Connection =
  | { state: 'stopped' }
  | { state: 'connecting' }
  | { state: 'following'; sinceMs: number }
  | { state: 'reconnecting'; failure: Failure; pauseMs: number }
  | { state: 'failed'; failure: Failure }

interface Options {
  pattern: string
  on: boolean
  /** Another number begins anew. */
  attempt: number
  onUpdate: (update: TailUpdate) => void
  /** The connection is back: what was logged between is not known. */
  onGap: (fromMs: number, toMs: number) => void
}

const pausesMs = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000]
const transient = new Set<FailureKind>([
  'throttled',
  'too-many-queries',
  'timed-out',
  'unreachable',
  'unusable-answer',
  'expired-credentials',
])

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Follows the log group while `on`; comes back by itself, after growing pauses, from what may pass. */
export function useTail({ pattern, on, attempt, onUpdate, onGap }: Options): Connection {
  const [connection, setConnection] = useState<Connection>({
    state: on ? 'connecting' : 'stopped',
  })
  const emitUpdate = useEffectEvent(onUpdate)
  const emitGap = useEffectEvent(onGap)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt begins anew
  useEffect(() => {
    if (!on) {
      setConnection({ state: 'stopped' })
      return
    }
    const leaving = new AbortController()
    const { signal } = leaving
    let tries = 0
    let sinceMs: number | null = null
    let lostMs: number | null = null

    /** One session; why it ended, null when it ran its full time. */
    const follow = async (): Promise<Failure | null> => {
      for await (const news of readNews(
        `/api/tail?${new URLSearchParams({ pattern: patternOfShown(pattern) })}`,
        signal,
      )) {
        if (signal.aborted) return null
        if (news.kind === 'failed') return news.failure
        if (news.kind === 'ended') return null
        if (news.kind === 'lines') {
          emitUpdate(news)
          continue
        }
        const nowMs = Date.now()
        if (lostMs !== null) emitGap(lostMs, nowMs)
        lostMs = null
        tries = 0
        sinceMs ??= nowMs
        setConnection({ state: 'following', sinceMs })
      }
      return null
    }
    const run = async () => {
      setConnection({ state: 'connecting' })
      while (!signal.aborted) {
        const failure = await follow()
        if (signal.aborted) return
        if (sinceMs !== null) lostMs ??= Date.now()
        if (!failure) continue
        if (!transient.has(failure.kind)) return setConnection({ state: 'failed', failure })
        const pauseMs = pausesMs[Math.min(tries, pausesMs.length - 1)] ?? 0
        tries += 1
        setConnection({ state: 'reconnecting', failure, pauseMs })
        await pause(pauseMs, signal)
      }
    }
    void run()
    return () => leaving.abort()
  }, [pattern, on, attempt])

  return connection
}
