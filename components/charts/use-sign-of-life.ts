import { useSyncExternalStore } from 'react'

const signs = ['pointermove', 'pointerdown', 'keydown', 'focusin', 'scroll'] as const

let isSeen = false
const told = new Set<() => void>()

/** Heard from the moment the script is there: a part of the page that comes to life later must not wait for a second sign. */
function listen() {
  const heard = new AbortController()
  const see = () => {
    isSeen = true
    heard.abort()
    for (const tell of told) tell()
  }
  for (const sign of signs) addEventListener(sign, see, { signal: heard.signal, passive: true })
}
if (typeof window !== 'undefined') listen()

function subscribe(tell: () => void) {
  told.add(tell)
  return () => told.delete(tell)
}

/** Whether anyone has moved, touched, typed or scrolled yet: what only answers to that can be loaded then. */
export const useSignOfLife = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => isSeen,
    () => false,
  )
