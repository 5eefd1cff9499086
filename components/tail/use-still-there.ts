'use client'

import { useEffect, useEffectEvent, useState } from 'react'

const hiddenMs = 5 * 60_000
const askAfterMs = 60 * 60_000
const answerWithinMs = 60_000

interface StillThere {
  asking: boolean
  /** Somebody is there: an hour begins anew. */
  stay: () => void
}

/**
 * Ends what costs by the minute when nobody looks: after five minutes in a hidden tab, or when the
 * question that is asked each hour is not answered.
 */
export function useStillThere(active: boolean, end: (reason: string) => void): StillThere {
  const [asking, setAsking] = useState(false)
  const [hour, setHour] = useState(0)
  const ended = useEffectEvent(end)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new hour starts the clock again
  useEffect(() => {
    setAsking(false)
    if (!active) return
    let answer: ReturnType<typeof setTimeout> | undefined
    const ask = setTimeout(() => {
      setAsking(true)
      answer = setTimeout(
        () => ended('Live tail ended because no one confirmed after an hour.'),
        answerWithinMs,
      )
    }, askAfterMs)
    return () => {
      clearTimeout(ask)
      clearTimeout(answer)
    }
  }, [active, hour])

  useEffect(() => {
    if (!active) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      clearTimeout(timer)
      if (document.visibilityState === 'visible') return
      timer = setTimeout(
        () => ended('Live tail ended because this tab was hidden for five minutes.'),
        hiddenMs,
      )
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [active])

  return { asking, stay: () => setHour((count) => count + 1) }
}
