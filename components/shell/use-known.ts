'use client'

import { useEffect, useState } from 'react'
import type { Answer, Current, CurrentSource } from './use-reading'

/** Readings are due each minute: what is older than this is missing one. */
export const staleAfterMs = 90_000

type Timed = Pick<Current<Answer>, 'reading' | 'answeredMs'>

/**
 * The source, with since when the page does not know how things are: the oldest of the newest good
 * answers, in epoch ms of the server, when it is more than 90 s old. `nowMs` is when the page was made.
 */
export function useKnown(
  source: CurrentSource,
  readings: readonly Timed[],
  nowMs: number,
): CurrentSource {
  const [madeMs, setMadeMs] = useState<number | null>(null)
  const [stale, setStale] = useState(false)
  const answered = [source, ...readings].filter(({ reading }) => reading?.ok)
  // What came with the page is as old as the page.
  const oldestMs = Math.min(...answered.map(({ answeredMs }) => answeredMs ?? madeMs ?? Infinity))

  useEffect(() => setMadeMs(Date.now()), [])
  useEffect(() => {
    const look = () => setStale(Date.now() - oldestMs >= staleAfterMs)
    look()
    const timer = setInterval(look, 1_000)
    return () => clearInterval(timer)
  }, [oldestMs])

  const known = stale && madeMs !== null && Number.isFinite(oldestMs)
  return { ...source, notKnownSinceMs: known ? nowMs + (oldestMs - madeMs) : null }
}
