import { setTimeout } from 'node:timers/promises'

/** Waits `ms` milliseconds, or until the signal aborts. Never rejects. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>

export const pause: Pause = (ms, signal) =>
  setTimeout(ms, undefined, { signal, ref: false }).catch(() => {})
