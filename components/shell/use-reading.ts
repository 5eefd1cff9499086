'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '@/lib/failure'
import type { SourceStatus } from '@/lib/source'
import { minuteMs } from '@/lib/time'
import { type View, writeView } from '@/lib/view'

interface Answered {
  ok: boolean
  /** When the next answer may be another one, where that is known. */
  againInMs?: number
}

/** What is known of one question: the last good answer, and what went wrong since. */
export interface Current<R extends Answered> {
  /** Null while the first answer is on its way. */
  reading: R | null
  /** Why the newest attempt failed, while an older answer is shown. */
  problem: Failure | null
}

/** For those who have changed what is asked for. */
interface Askable {
  /** Asks again at once. */
  again: () => void
}

const loadingMs = 5_000
// Nobody asks more often, whatever the answer says.
const leastMs = 250

/** The address of a question's JSON door for a view. */
export function readingUrl(path: string, view: View, previous = false): string {
  const query = writeView(view)
  if (!previous) return path + query
  return `${path}${query}${query ? '&' : '?'}period=previous`
}

const unreachable: Failure = {
  kind: 'unreachable',
  message: 'The CafeWatch server cannot be reached.',
  remedy: 'Check that it is running; the page asks again by itself.',
}

/**
 * Reads again every minute while the page is looked at; keeps the old answer until the new one is
 * there. `first` must be the same object from one rendering to the next.
 */
export function useReading<R extends Answered>(
  url: string,
  first: R | null,
  everyMs = minuteMs,
): Current<R> & Askable {
  const [current, setCurrent] = useState<Current<R>>({ reading: first, problem: null })
  const askedMs = useRef(0)
  const begun = useRef(false)
  const asking = useRef(() => {})
  const again = useCallback(() => asking.current(), [])

  useEffect(() => {
    const leaving = new AbortController()
    let busy = false
    let again: ReturnType<typeof setTimeout> | undefined
    const askAgainIn = (ms: number | undefined) => {
      clearTimeout(again)
      if (ms !== undefined && ms < everyMs && !leaving.signal.aborted)
        again = setTimeout(askIfSeen, Math.max(leastMs, ms))
    }
    // Another rhythm begins at once: something has changed.
    askedMs.current = first && !begun.current ? Date.now() : 0
    begun.current = true
    const ask = async () => {
      if (busy) return
      busy = true
      askedMs.current = Date.now()
      try {
        const response = await fetch(url, { signal: leaving.signal })
        const answer = (await response.json()) as R & { failure?: Failure }
        askAgainIn(answer.againInMs)
        setCurrent(({ reading }) =>
          answer.ok || !reading?.ok
            ? { reading: answer, problem: null }
            : { reading, problem: answer.failure ?? unreachable },
        )
      } catch {
        if (!leaving.signal.aborted)
          setCurrent(({ reading }) => ({ reading, problem: unreachable }))
      } finally {
        busy = false
      }
    }
    asking.current = () => void ask()
    const askIfSeen = () => {
      if (document.visibilityState === 'visible') void ask()
    }
    const askWhenDue = () => {
      if (Date.now() - askedMs.current >= everyMs) askIfSeen()
    }
    askWhenDue()
    if (first) askAgainIn(first.againInMs)
    const timer = setInterval(askWhenDue, 1_000)
    document.addEventListener('visibilitychange', askWhenDue)
    return () => {
      leaving.abort()
      clearInterval(timer)
      clearTimeout(again)
      document.removeEventListener('visibilitychange', askWhenDue)
    }
  }, [url, first, everyMs])

  return { ...current, again }
}

export interface CurrentSource extends Current<SourceStatus & Answered> {
  /** The log is still being read: what is not there yet may come. */
  loading: boolean
  /** How often a page's readings are worth asking again. */
  everyMs: number
}

/** Where the numbers come from; asked more often while the log is still being read. */
export function useSource(first: SourceStatus | null): CurrentSource {
  const [start] = useState(() => first && { ...first, ok: true })
  const [loading, setLoading] = useState(first?.loading?.done === false)
  const everyMs = loading ? loadingMs : minuteMs
  const current = useReading<SourceStatus & Answered>('/api/source', start, everyMs)
  const { reading } = current
  useEffect(() => {
    if (reading) setLoading(reading.loading?.done === false)
  }, [reading])
  return { ...current, loading, everyMs }
}
