'use client'

import { useEffect, useEffectEvent, useState } from 'react'

const hiddenMs = 5 * 60_000
const askAfterMs = 60 * 60_000
const answerWithinMs = 60_000

/**
 * Ends what costs by the minute when nobody looks: after five minutes in a hidden tab, or when the
 * question that is asked each hour is not answered.
 */
export function useStillThere(active: boolean, end: (reason: string) => void) {
  const [asking, setAsking] = useState(false)
  const ended = useEffectEvent(end)

  useEffect(() => {
    if (!active) return setAsking(false)
    const timer = asking
      ? setTimeout(
          () => ended('Live tail ended because no one confirmed after an hour.'),
          answerWithinMs,
        )
      : setTimeout(() => setAsking(true), askAfterMs)
    return () => clearTimeout(timer)
  }, [active, asking])

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

  return { asking, stay: () => setAsking(false) }
}
