'use client'

import { useEffect, useRef, useState } from 'react'
import type { Answer } from './refresh'
import type { Current, CurrentSource } from './use-reading'

/** Readings are due each minute: what is older than this is missing one. */
export const staleAfterMs = 90_000

/** Whoever comes back to the page sees what it said until the new answers are there. */
const comingBackMs = 5_000

type Timed = Pick<Current<Answer>, 'reading' | 'answeredMs' | 'isForTheTab'>

/**
 * The source, with since when the page does not know how things are: the oldest of the newest good
 * answers, in epoch ms of the server, when it is more than 90 s old; while nobody looks, of those that
 * the tab speaks from. `nowMs` is when the page was made.
 */
export function useKnown(
  source: CurrentSource,
  readings: readonly Timed[],
  nowMs: number,
): CurrentSource {
  const [madeMs, setMadeMs] = useState<number | null>(null)
  const seenSinceMs = useRef(0)
  const [staleFromMs, setStaleFromMs] = useState<number | null>(null)
  const answered = [source, ...readings].filter(({ reading }) => reading?.ok)
  // What came with the page is as old as the page.
  const oldestOf = (list: readonly Timed[]) =>
    Math.min(...list.map(({ answeredMs }) => answeredMs ?? madeMs ?? Infinity))
  const oldestMs = oldestOf(answered)
  const oldestForTabMs = oldestOf(answered.filter(({ isForTheTab }) => isForTheTab))

  useEffect(() => setMadeMs(Date.now()), [])
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'hidden') seenSinceMs.current = Infinity
      else seenSinceMs.current = Math.min(seenSinceMs.current, Date.now())
      const isSeen = Date.now() - seenSinceMs.current > comingBackMs
      const ms = isSeen ? oldestMs : oldestForTabMs
      setStaleFromMs(Date.now() - ms >= staleAfterMs ? ms : null)
    }
    look()
    const timer = setInterval(look, 1_000)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [oldestMs, oldestForTabMs])

  const isKnown = staleFromMs === null || madeMs === null || !Number.isFinite(staleFromMs)
  return { ...source, notKnownSinceMs: isKnown ? null : nowMs + (staleFromMs - madeMs) }
}
