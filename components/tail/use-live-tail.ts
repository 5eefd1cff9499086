'use client'

import { useEffect, useEffectEvent, useReducer, useState } from 'react'
import { nextLines, noLines } from './lines'
import { useStillThere } from './use-still-there'
import { useTail } from './use-tail'

export interface Session {
  pattern: string
  on: boolean
  attempt: number
}

/** The state stands in the address, so that it can be sent and loaded again. */
function writeAddress({ pattern, on }: Session) {
  const address = new URL(window.location.href)
  if (pattern === '') address.searchParams.delete('pattern')
  else address.searchParams.set('pattern', pattern)
  address.searchParams.set('live', on ? 'on' : 'off')
  window.history.replaceState(null, '', address)
}

const takesSpace = 'input, textarea, select, button, a, summary, [contenteditable]'

function useSpaceKey(press: () => void) {
  const pressed = useEffectEvent(press)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event
      if (event.key !== ' ' || event.repeat || event.ctrlKey || event.metaKey || event.altKey)
        return
      if (target instanceof Element && target.closest(takesSpace)) return
      event.preventDefault()
      pressed()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

export type LiveTail = ReturnType<typeof useLiveTail>

/** A tail, its lines, and what the reader has set. `paid`: a session costs by the minute. */
export function useLiveTail(start: Session, paid: boolean) {
  const [text, setText] = useState(start.pattern)
  const [session, setSession] = useState(start)
  const [paused, setPaused] = useState(false)
  const [following, setFollowing] = useState(true)
  const [ended, setEnded] = useState<string | null>(null)
  const [lines, change] = useReducer(nextLines, noLines)
  const hold = paused || !following

  const connection = useTail({
    ...session,
    onUpdate: (update) => change({ kind: 'arrived', update, hold }),
    onGap: (fromMs, toMs) => change({ kind: 'gap', fromMs, toMs, hold }),
  })
  const failure = connection.state === 'failed' ? connection.failure : null
  const running = session.on && !failure

  useEffect(() => {
    if (!hold) change({ kind: 'released' })
  }, [hold])

  const go = (next: Partial<Session>) => {
    const changed = { ...session, ...next, attempt: session.attempt + 1 }
    setSession(changed)
    setPaused(false)
    setEnded(null)
    writeAddress(changed)
  }
  const stop = () => go({ on: false })
  const togglePause = () => setPaused(!paused)
  const stillThere = useStillThere(paid && running, (reason) => {
    stop()
    setEnded(reason)
  })
  useSpaceKey(() => running && togglePause())

  return {
    /** What stands in the field; `pattern` is what is followed. */
    text,
    setText,
    pattern: session.pattern,
    running,
    connection,
    failure,
    lines,
    paused,
    togglePause,
    /** The list goes along with what arrives. */
    following,
    setFollowing,
    stillThere,
    /** Why the tail was ended, in a sentence. */
    ended,
    begin: (pattern: string) => {
      if (pattern !== session.pattern) change({ kind: 'cleared' })
      setFollowing(true)
      go({ pattern, on: true })
    },
    stop,
    clear: () => change({ kind: 'cleared' }),
  }
}
