import type { Failure } from '@/lib/failure'

/** What an address answers. */
export interface Answer {
  ok: boolean
  /** Why it could not. */
  failure?: Failure
  /** When the next answer may be another one, where that is known. */
  againInMs?: number
}

interface Options {
  /** An answer that is there and new: the next is asked for when it is due. */
  first: Answer | null
  everyMs: number
  onAnswer: (answer: Answer) => void
}

// Nobody asks more often, whatever the answer says.
const minAgainMs = 250

const unreachable: Answer = {
  ok: false,
  failure: {
    kind: 'unreachable',
    message: 'The CafeWatch server cannot be reached.',
    remedy: 'Check that it is running. This page retries automatically.',
  },
}

/** Asks an address again and again while the page is looked at, one request at a time, until stopped. */
export function refresh(url: string, { first, everyMs, onAnswer }: Options) {
  const leaving = new AbortController()
  let askedMs = first ? Date.now() : 0
  let busy = false
  let again: ReturnType<typeof setTimeout> | undefined

  const ask = async () => {
    if (busy) return
    busy = true
    askedMs = Date.now()
    try {
      const response = await fetch(url, { signal: leaving.signal })
      const answer = (await response.json()) as Answer
      askAgain(answer)
      onAnswer(answer)
    } catch {
      if (!leaving.signal.aborted) onAnswer(unreachable)
    } finally {
      busy = false
    }
  }
  const askIfVisible = () => {
    if (document.visibilityState === 'visible') void ask()
  }
  const askWhenDue = () => {
    if (Date.now() - askedMs >= everyMs) askIfVisible()
  }
  const askAgain = ({ againInMs: ms }: Answer) => {
    clearTimeout(again)
    if (ms !== undefined && ms < everyMs && !leaving.signal.aborted)
      again = setTimeout(askIfVisible, Math.max(minAgainMs, ms))
  }

  askWhenDue()
  if (first) askAgain(first)
  const timer = setInterval(askWhenDue, 1_000)
  document.addEventListener('visibilitychange', askWhenDue)
  return {
    ask,
    stop: () => {
      leaving.abort()
      clearInterval(timer)
      clearTimeout(again)
      document.removeEventListener('visibilitychange', askWhenDue)
    },
  }
}
