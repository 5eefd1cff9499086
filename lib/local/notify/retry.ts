import { hourMs, minuteMs } from '@/lib/time'

const secondMs = 1000
const pausesMs = [5 * secondMs, 15 * secondMs, minuteMs, 5 * minuteMs, 15 * minuteMs]
const jitter = 0.1

/** No attempt is due later than this, unless the clock was set back since it was scheduled. */
export const maxPauseMs = hourMs * (1 + jitter)
export const giveUpAfterMs = 7 * 24 * hourMs

/**
 * How long to wait after so many failed attempts, 1 or more: 5 s, 15 s, 1, 5 and 15 minutes, then an
 * hour; up to 10 % longer, by `random` in [0, 1), and at least as long as the receiver asked for.
 */
export function pauseAfterMs(attempts: number, random: number, retryAfterMs = 0): number {
  const base = pausesMs[attempts - 1] ?? hourMs
  return Math.min(maxPauseMs, Math.max(retryAfterMs, Math.round(base * (1 + jitter * random))))
}
