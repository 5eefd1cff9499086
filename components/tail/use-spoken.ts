'use client'

import { useEffect, useEffectEvent, useState } from 'react'

const announceMs = 10_000

/** For those who do not see the lines: the state as soon as it changes, and now and then how many came. */
export function useSpoken(state: string, counts: string): string {
  const [spoken, setSpoken] = useState('')
  const speak = useEffectEvent(() => setSpoken(`${state}. ${counts}`))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state is said at once
  useEffect(() => {
    speak()
    const timer = setInterval(() => speak(), announceMs)
    return () => clearInterval(timer)
  }, [state])
  return spoken
}
