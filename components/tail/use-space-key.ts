'use client'

import { useEffect, useEffectEvent } from 'react'

const takesSpace = 'input, textarea, select, button, a, summary, [contenteditable]'

/** Calls back when the space key is pressed where it means nothing else. */
export function useSpaceKey(press: () => void) {
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
