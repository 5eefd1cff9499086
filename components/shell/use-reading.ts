'use client'

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { withBase } from '@/lib/base-path'
import type { Failure } from '@/lib/failure'
import { type Progress, progressType } from '@/lib/progress'
import type { SourceStatus } from '@/lib/source'
import { automaticHeader } from '@/lib/spending/budget'
import { minuteMs } from '@/lib/time'
import { readPieces } from './read-pieces'
import { type Answer, type Asked, type Later, refresh, type Taking } from './refresh'

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

/** An answer that was given before a newer one. */
interface Aged {
  answer: Answer
  ageMs: number
}

/** What is known by an answer alone: one that failed may bring the last good one with it. */
const knownBy = (answer: Answer | null): Current<Answer> =>
  answer?.last
    ? { reading: answer.last, problem: answer.failure ?? null, answeredMs: answer.last.asOfMs }
    : { reading: answer, problem: null }

/** An answer that was given before takes the place of none and of an older one. */
function before(current: Current<Answer>, madeMs: number, { answer, ageMs }: Aged) {
  const answeredMs = Date.now() - ageMs
  const isNewer = !current.reading?.ok || answeredMs > (current.answeredMs ?? madeMs)
  return isNewer ? { ...current, reading: answer, answeredMs } : current
}

/** An old answer stays until there is a new one. */
function next({ reading, answeredMs }: Current<Answer>, answer: Answer): Current<Answer> {
  if (answer.ok) return { reading: answer, problem: null, answeredMs: Date.now() }
  if (reading?.ok) return { reading, problem: answer.failure ?? null, answeredMs }
  return { answeredMs: Date.now(), ...knownBy(answer) }
}

/** What the page's own response still brings, and how old the answer is that it brought before, ms. */
export interface Coming {
  later: Later
  agesMs: Partial<Record<string, number>>
}
const nothing: Coming = { later: {}, agesMs: {} }

/**
 * Asks again every minute while the page is looked at, and what the tab says always. `asked`, `first` and
 * `coming` must be the same objects from one rendering to the next.
 */
export function useReadings(
  asked: Asked,
  first: Record<string, Answer | null>,
  everyMs = minuteMs,
  coming = nothing,
): Record<string, Live<Answer>> {
  const [known, setKnown] = useState<Record<string, Current<Answer>>>({})
  const askFor = useRef<(name: string) => void>(undefined)
  const begunMs = useRef<number>(undefined)

  useEffect(() => {
    const startOf = (name: string) => knownBy(first[name] ?? null)
    const isBegun = begunMs.current !== undefined
    begunMs.current ??= Date.now()
    const madeMs = begunMs.current
    const { later, agesMs } = isBegun ? nothing : coming
    for (const [name, ageMs = 0] of Object.entries(agesMs)) {
      const answeredMs = madeMs - ageMs
      setKnown((all) => ({ ...all, [name]: { ...startOf(name), answeredMs } }))
    }
    const { ask, stop } = refresh({
      asked,
      everyMs,
      // Another rhythm begins at once: something has changed.
      isOpened: !isBegun,
      first: isBegun ? {} : first,
      later,
      onAnswer: (name, answer, ageMs) =>
        setKnown((all) => {
          const current = all[name] ?? startOf(name)
          const known =
            ageMs === undefined ? next(current, answer) : before(current, madeMs, { answer, ageMs })
          return { ...all, [name]: known }
        }),
      onProgress: (name, progress) =>
        setKnown((all) => ({ ...all, [name]: { ...(all[name] ?? startOf(name)), progress } })),
    })
    askFor.current = ask
    return stop
  }, [asked, first, coming, everyMs])

  return Object.fromEntries(
    asked.names.map((name) => [
      name,
      {
        ...(known[name] ?? knownBy(first[name] ?? null)),
        isForTheTab: asked.isForTheTab(name),
        again: () => askFor.current?.(name),
      },
    ]),
  )
}

/** A request of an answer. Signed out elsewhere, the server shows the way back. */
export async function fetchAnswer(
  url: string,
  { signal, isAutomatic }: Pick<Taking, 'signal' | 'isAutomatic'>,
): Promise<Response> {
  const response = await fetch(withBase(url), {
    signal,
    headers: {
      accept: `application/json, ${progressType}`,
      ...(isAutomatic && { [automaticHeader]: 'yes' }),
    },
  })
  if (response.status === 401) window.location.reload()
  return response
}

export const isLines = (response: Response): boolean =>
  response.headers.get('content-type') === progressType

/** The answer of a response, which may say how far it is before. */
async function answerIn(response: Response, onProgress: (progress: Progress) => void) {
  if (!isLines(response) || !response.body) return (await response.json()) as Answer
  let answer: Answer | null = null
  for await (const line of readPieces(response.body, '\n')) {
    const value = JSON.parse(line) as Answer | { progress: Progress }
    if ('progress' in value) onProgress(value.progress)
    else answer = value
  }
  if (!answer) throw new Error('The answer ended before its end')
  return answer
}

const one = 'url'

/** One address, read as in `useReadings`; `later` is its first answer where the page's own response still brings it. */
export function useReading<Reading extends Answer>(
  url: string,
  first: Reading | null,
  everyMs = minuteMs,
  later?: Later[string],
): Live<Reading> {
  const asked = useMemo<Asked>(
    () => ({
      names: [one],
      isForTheTab: () => /^\/api\/(source|situation|alarms)\b/.test(url),
      ask: async (_, { onAnswer, onProgress, ...asking }) => {
        const response = await fetchAnswer(url, asking)
        onAnswer(one, await answerIn(response, (progress) => onProgress(one, progress)))
      },
    }),
    [url],
  )
  const firsts = useMemo(() => ({ [one]: first }), [first])
  const [coming] = useState(() => (later ? { later: { [one]: later }, agesMs: {} } : nothing))
  // The door answers with what it is typed to answer.
  return useReadings(asked, firsts, everyMs, coming)[one] as Live<Reading>
}

const loadingMs = 5_000

export type SourceAnswer = SourceStatus & Answer

export interface CurrentSource extends Current<SourceAnswer> {
  /** The log is still being read, or whether it is is not known yet: what is not there may come. */
  loading: boolean
  /** How often a page's readings are worth asking again. */
  everyMs: number
  /** Since when the page does not know how things are, epoch ms; null or absent when it does. */
  notKnownSinceMs?: number | null
}

/** How often to ask, from where the numbers come from: more often while the log is still being read. */
export function useRhythm(first: SourceStatus | null) {
  const [loading, setLoading] = useState(first?.loading?.done === false)
  const saw = useCallback((reading: SourceAnswer | null | undefined) => {
    if (reading?.ok) setLoading(reading.loading?.done === false)
  }, [])
  return { loading, saw, everyMs: loading ? loadingMs : minuteMs }
}

/** Where the numbers come from; asked more often while the log is still being read. */
export function useSource(first: SourceStatus | null): CurrentSource {
  const [start] = useState(() => first && { ...first, ok: true })
  const { loading, saw, everyMs } = useRhythm(first)
  const current = useReading<SourceAnswer>('/api/source', start, everyMs)
  const { reading } = current
  useEffect(() => saw(reading), [saw, reading])
  return { ...current, loading: loading || reading === null, everyMs }
}
