'use client'

import { useEffect, useRef, useState } from 'react'
import type { Failure } from '@/lib/failure'
import { type View, writeView } from '@/lib/view'

interface Answered {
  ok: boolean
}

/** What is known of one question: the last good answer, and what went wrong since. */
export interface Current<R extends Answered> {
  /** Null while the first answer is on its way. */
  reading: R | null
  /** Why the newest attempt failed, while an older answer is shown. */
  problem: Failure | null
}

const everyMs = 60_000

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

/** Reads again every minute while the page is looked at; keeps the old answer until the new one is there. */
export function useReading<R extends Answered>(url: string, first: R | null): Current<R> {
  const [current, setCurrent] = useState<Current<R>>({ reading: first, problem: null })
  const askedMs = useRef(0)

  useEffect(() => {
    const leaving = new AbortController()
    let busy = false
    askedMs.current = first ? Date.now() : 0
    const ask = async () => {
      if (busy) return
      busy = true
      askedMs.current = Date.now()
      try {
        const response = await fetch(url, { signal: leaving.signal })
        const answer = (await response.json()) as R & { failure?: Failure }
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
    const askWhenDue = () => {
      const due = Date.now() - askedMs.current >= everyMs
      if (due && document.visibilityState === 'visible') void ask()
    }
    askWhenDue()
    const timer = setInterval(askWhenDue, 1_000)
    document.addEventListener('visibilitychange', askWhenDue)
    return () => {
      leaving.abort()
      clearInterval(timer)
      document.removeEventListener('visibilitychange', askWhenDue)
    }
  }, [url, first])

  return current
}
