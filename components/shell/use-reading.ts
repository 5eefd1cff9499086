'use client'

import { useEffect, useMemo, useRef, useState } from 'react'
import type { Failure } from '@/lib/failure'
import { type Progress, progressType } from '@/lib/progress'
import type { SourceStatus } from '@/lib/source'
import { minuteMs } from '@/lib/time'
import { readPieces } from './read-pieces'
import { retrying } from './send'

export interface Answer {
  ok: boolean
  failure?: Failure
  /** When the next answer may be another one, where that is known. */
  againInMs?: number
}

interface Options {
  /** An answer that is there and new: the next is asked for when it is due. */
  first: Answer | null
  everyMs: number
  onAnswer: (answer: Answer) => void
  onProgress: (progress: Progress) => void
}

// Nobody asks more often, whatever the answer says.
const minAgainMs = 250

// A server that does not answer at all is soon asked again: it costs nothing.
const unreachableAgainMs = 10_000

/** What the tab's title and icon say is read by those who look at another tab. */
const isForTheTab = (url: string) => /^\/api\/(source|situation|alarms)\b/.test(url)

const accept = `application/json, ${progressType}`

/** The answer of a response, which may say how far it is before. */
async function answerOf(response: Response, onProgress: Options['onProgress']): Promise<Answer> {
  if (response.headers.get('content-type') !== progressType || !response.body)
    return (await response.json()) as Answer
  let answer: Answer | null = null
  for await (const line of readPieces(response.body, '\n')) {
    const value = JSON.parse(line) as Answer | { progress: Progress }
    if ('progress' in value) onProgress(value.progress)
    else answer = value
  }
  if (!answer) throw new Error('The answer ended before its end')
  return answer
}

/** Asks an address again and again while somebody sees what it says, one request at a time, until stopped. */
function refresh(url: string, { first, everyMs, onAnswer, onProgress }: Options) {
  let asking: AbortController | null = null
  let askedMs = first ? Date.now() : 0
  let stopped = false
  let lost = false
  let again: ReturnType<typeof setTimeout> | undefined

  const ask = async () => {
    if (asking || stopped) return
    const mine = new AbortController()
    asking = mine
    askedMs = Date.now()
    try {
      const response = await fetch(url, { signal: mine.signal, headers: { accept } })
      // Signed out elsewhere: the server shows the way back.
      if (response.status === 401) window.location.reload()
      const answer = await answerOf(response, onProgress)
      lost = false
      askAgain(answer)
      onAnswer(answer)
    } catch {
      if (mine.signal.aborted) return
      lost = true
      onAnswer({ ok: false, failure: retrying })
    } finally {
      if (asking === mine) asking = null
    }
  }
  const askIfSeen = () => {
    if (document.visibilityState === 'visible' || isForTheTab(url)) void ask()
  }
  const askWhenDue = () => {
    const dueMs = lost ? Math.min(everyMs, unreachableAgainMs) : everyMs
    if (Date.now() - askedMs >= dueMs) askIfSeen()
  }
  const onVisible = () => {
    if (lost) askIfSeen()
    else askWhenDue()
  }
  // What was asked over the lost connection may never be answered.
  const onOnline = () => {
    asking?.abort()
    asking = null
    askIfSeen()
  }
  const askAgain = ({ againInMs: ms }: Answer) => {
    clearTimeout(again)
    if (ms !== undefined && ms < everyMs && !stopped)
      again = setTimeout(askIfSeen, Math.max(minAgainMs, ms))
  }

  askWhenDue()
  if (first) askAgain(first)
  const timer = setInterval(askWhenDue, 1_000)
  document.addEventListener('visibilitychange', onVisible)
  addEventListener('online', onOnline)
  return {
    ask,
    stop: () => {
      stopped = true
      asking?.abort()
      clearInterval(timer)
      clearTimeout(again)
      document.removeEventListener('visibilitychange', onVisible)
      removeEventListener('online', onOnline)
    },
  }
}

/** What is known of one question: the last good answer, and what went wrong since. */
export interface Current<Reading> {
  /** Null while the first answer is on its way. */
  reading: Reading | null
  /** Why the newest attempt failed, while an older answer is shown. */
  problem: Failure | null
  /** How far the first answer is, where its address says so. */
  progress?: Progress
  /** When the reading was answered, by the browser's clock; absent when it came with the page. */
  answeredMs?: number
  /** It is asked for while nobody looks at the page as well. */
  isForTheTab?: boolean
}

export interface Live<Reading> extends Current<Reading> {
  /** Asks again at once, for those who have changed what is asked for. */
  again: () => void
}

const loadingMs = 5_000

/** An old answer stays until there is a new one. */
const next = ({ reading, answeredMs }: Current<Answer>, answer: Answer): Current<Answer> =>
  answer.ok || !reading?.ok
    ? { reading: answer, problem: null, answeredMs: Date.now() }
    : { reading, problem: answer.failure ?? null, answeredMs }

/**
 * Reads each address again every minute while the page is looked at, and what the tab says always. `urls` and `first` must be the
 * same objects from one rendering to the next.
 */
export function useReadings(
  urls: Record<string, string>,
  first: Record<string, Answer | null>,
  everyMs = minuteMs,
): Record<string, Live<Answer>> {
  const [known, setKnown] = useState<Record<string, Current<Answer>>>({})
  const asks = useRef(new Map<string, () => void>())
  const begun = useRef(false)

  useEffect(() => {
    const running = Object.entries(urls).map(([name, url]) => {
      const start = first[name] ?? null
      const { ask, stop } = refresh(url, {
        everyMs,
        // Another rhythm begins at once: something has changed.
        first: begun.current ? null : start,
        onAnswer: (answer) =>
          setKnown((all) => ({
            ...all,
            [name]: next(all[name] ?? { reading: start, problem: null }, answer),
          })),
        onProgress: (progress) =>
          setKnown((all) => ({
            ...all,
            [name]: { ...(all[name] ?? { reading: start, problem: null }), progress },
          })),
      })
      asks.current.set(name, () => void ask())
      return stop
    })
    begun.current = true
    return () => {
      for (const stop of running) stop()
    }
  }, [urls, first, everyMs])

  return Object.fromEntries(
    Object.keys(urls).map((name) => [
      name,
      {
        ...(known[name] ?? { reading: first[name] ?? null, problem: null }),
        isForTheTab: isForTheTab(urls[name] ?? ''),
        again: () => asks.current.get(name)?.(),
      },
    ]),
  )
}

/** One address, read as in `useReadings`. */
export function useReading<Reading extends Answer>(
  url: string,
  first: Reading | null,
  everyMs = minuteMs,
): Live<Reading> {
  const urls = useMemo(() => ({ url }), [url])
  const firsts = useMemo(() => ({ url: first }), [first])
  // The door answers with what it is typed to answer.
  return useReadings(urls, firsts, everyMs).url as Live<Reading>
}

export interface CurrentSource extends Current<SourceStatus & Answer> {
  /** The log is still being read, or whether it is is not known yet: what is not there may come. */
  loading: boolean
  /** How often a page's readings are worth asking again. */
  everyMs: number
  /** Since when the page does not know how things are, epoch ms; null or absent when it does. */
  notKnownSinceMs?: number | null
}

/** Where the numbers come from; asked more often while the log is still being read. */
export function useSource(first: SourceStatus | null): CurrentSource {
  const [start] = useState(() => first && { ...first, ok: true })
  const [loading, setLoading] = useState(first?.loading?.done === false)
  const everyMs = loading ? loadingMs : minuteMs
  const current = useReading<SourceStatus & Answer>('/api/source', start, everyMs)
  const { reading } = current
  useEffect(() => {
    if (reading?.ok) setLoading(reading.loading?.done === false)
  }, [reading])
  return { ...current, loading: loading || reading === null, everyMs }
}
