import type { Failure } from '@/lib/failure'
import type { Progress } from '@/lib/progress'
import { retrying } from './send'

export interface Answer {
  ok: boolean
  failure?: Failure
  /** When the next answer may be another one, where that is known. */
  againInMs?: number
  /** Of an answer that failed: the newest good one, from before. */
  last?: Answer & { asOfMs?: number }
}

/** What is done with answers while they come. */
export interface Taking {
  signal: AbortSignal
  /** The page asks by itself: nobody has opened it, or clicked. */
  isAutomatic: boolean
  /** An answer with an age was given before: the newer one comes after it. */
  onAnswer: (name: string, answer: Answer, ageMs?: number) => void
  onProgress: (name: string, progress: Progress) => void
}

/** Several questions that are asked together. Must be the same object from one rendering to the next. */
export interface Asked {
  names: readonly string[]
  /** What the tab's title and icon say is read by those who look at another tab. */
  isForTheTab: (name: string) => boolean
  /** Asks for these in one request. Rejects when the server cannot be reached. */
  ask: (names: readonly string[], taking: Taking) => Promise<void>
}

/** Answers that are on their way with the page itself, by name, though an earlier one may be there; null where one is lost. React's promises have a `then` that gives nothing, and so no `catch`. */
export type Later = Partial<Record<string, Pick<Promise<Answer | null>, 'then'>>>

interface Options extends Omit<Taking, 'signal' | 'isAutomatic'> {
  asked: Asked
  /** Somebody has just opened the page. */
  isOpened: boolean
  /** Answers that are there; where none is `later`, the next is asked for when it is due. */
  first: Record<string, Answer | null>
  later: Later
  everyMs: number
}

// Nobody asks more often, whatever the answer says.
const minAgainMs = 250
// What is due so soon goes with what is due now.
const togetherMs = 500
// A browser has six connections to a server, and another page is to find one.
const maxRequests = 2

// A server that does not answer at all is soon asked again: it costs nothing.
const unreachableAgainMs = 10_000

interface QuestionState {
  asking: boolean
  askedMs: number
  /** When the last answer wants to be asked again, by the browser's clock. */
  againAtMs: number
  lost: boolean
}

/** Asks questions again and again while somebody sees what they say, each in one request at a time, until stopped. */
export function refresh(options: Options) {
  const { asked, first, later, everyMs, onAnswer, onProgress, isOpened } = options
  const states = new Map<string, QuestionState>()
  const requests = new Set<AbortController>()
  const timers = new Set<ReturnType<typeof setTimeout>>()
  let stopped = false

  const answered = (name: string, answer: Answer, lost = false) => {
    const state = states.get(name)
    if (!state || stopped) return
    const { againInMs: ms } = answer
    Object.assign(state, { asking: false, lost, againAtMs: Infinity })
    if (ms !== undefined && ms < everyMs) {
      const afterMs = Math.max(minAgainMs, ms)
      state.againAtMs = Date.now() + afterMs
      const timer = setTimeout(() => {
        timers.delete(timer)
        look()
      }, afterMs)
      timers.add(timer)
    }
  }
  const ask = async (names: readonly string[], isAutomatic: boolean) => {
    if (stopped || names.length === 0) return
    const request = new AbortController()
    requests.add(request)
    const open = new Set(names)
    for (const name of names)
      Object.assign(states.get(name) ?? {}, { asking: true, askedMs: Date.now() })
    const take = (name: string, answer: Answer, lost = false) => {
      if (request.signal.aborted || !open.delete(name)) return
      answered(name, answer, lost)
      onAnswer(name, answer)
    }
    const onOne = (name: string, answer: Answer, ageMs?: number) => {
      if (ageMs === undefined) take(name, answer)
      else if (!request.signal.aborted && open.has(name)) onAnswer(name, answer, ageMs)
    }
    const taking = { signal: request.signal, isAutomatic, onAnswer: onOne, onProgress }
    await asked.ask(names, taking).catch(() => {})
    requests.delete(request)
    for (const name of open) take(name, { ok: false, failure: retrying }, true)
  }
  const isSeen = (name: string) => document.visibilityState === 'visible' || asked.isForTheTab(name)
  const askIf = (isWanted: (state: QuestionState, name: string) => boolean, isAutomatic = true) => {
    const wanted = [...states].filter(
      ([name, state]) => !state.asking && isSeen(name) && isWanted(state, name),
    )
    void ask(
      wanted.map(([name]) => name),
      isAutomatic,
    )
  }
  const dueMs = ({ askedMs, againAtMs, lost }: QuestionState) =>
    Math.min(askedMs + (lost ? Math.min(everyMs, unreachableAgainMs) : everyMs), againAtMs)
  const look = (isAutomatic = true) => {
    const now = Date.now()
    const isAnyDue = [...states].some(
      ([name, state]) => !state.asking && isSeen(name) && dueMs(state) <= now,
    )
    if (isAnyDue && requests.size < maxRequests)
      askIf((state) => dueMs(state) <= now + togetherMs, isAutomatic)
  }
  const onVisible = () => {
    askIf(({ lost }) => lost)
    look()
  }
  // What was asked over the lost connection may never be answered.
  const onOnline = () => {
    for (const request of requests) request.abort()
    requests.clear()
    for (const state of states.values()) state.asking = false
    askIf(() => true)
  }

  for (const name of asked.names) {
    const start = first[name] ?? null
    const coming = later[name]
    states.set(name, {
      asking: coming !== undefined,
      askedMs: start && !coming ? Date.now() : 0,
      againAtMs: Infinity,
      lost: false,
    })
    if (start && !coming) answered(name, start)
    const take = (answer: Answer | null) => {
      const state = states.get(name)
      if (!state?.asking || stopped) return
      state.asking = false
      if (!answer) return look()
      state.askedMs = Date.now()
      answered(name, answer)
      onAnswer(name, answer)
    }
    // Cut off before its end, the page's response rejects what it had promised.
    coming?.then(take, () => take(null))
  }
  look(!isOpened)
  const timer = setInterval(() => look(), 1_000)
  document.addEventListener('visibilitychange', onVisible)
  addEventListener('online', onOnline)
  return {
    ask: (name: string) => {
      if (states.get(name)?.asking === false) void ask([name], false)
    },
    stop: () => {
      stopped = true
      for (const request of requests) request.abort()
      for (const one of timers) clearTimeout(one)
      clearInterval(timer)
      document.removeEventListener('visibilitychange', onVisible)
      removeEventListener('online', onOnline)
    },
  }
}
