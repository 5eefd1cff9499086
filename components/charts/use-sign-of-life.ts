import { useEffect, useState } from 'react'

const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin', 'scroll'] as const

/** Whether anyone has moved, touched, typed or scrolled yet: what only answers to that can be loaded then. */
export function useSignOfLife(): boolean {
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    if (seen) return
    const gone = new AbortController()
    for (const sign of signs)
      addEventListener(sign, () => setSeen(true), { signal: gone.signal, passive: true })
    return () => gone.abort()
  }, [seen])
  return seen
}
