import { hourMs, minuteMs } from '@/lib/time'

const limits = [
  { count: 5, withinMs: minuteMs },
  { count: 20, withinMs: hourMs },
]
const maxKeys = 10_000

/** Counts failed attempts to sign in; whoever failed too often waits. */
export function newAttempts(clock: () => number = Date.now) {
  const failures = new Map<string, number[]>()

  const of = (key: string, nowMs: number) =>
    (failures.get(key) ?? []).filter((atMs) => nowMs - atMs < hourMs)

  /** How long one must wait, ms; 0 when one may try. */
  function waitMs(keys: readonly string[]): number {
    const nowMs = clock()
    const waits = keys.flatMap((key) => {
      const times = of(key, nowMs)
      return limits.map(({ count, withinMs }) => {
        const first = times.at(-count)
        return first === undefined ? 0 : first + withinMs - nowMs
      })
    })
    return Math.max(0, ...waits)
  }

  /** Counts a failure. What it answers takes it back. */
  function failed(keys: readonly string[]): () => void {
    const nowMs = clock()
    for (const key of keys) {
      const times = [...of(key, nowMs), nowMs]
      failures.delete(key)
      failures.set(key, times)
    }
    for (const key of failures.keys()) {
      if (failures.size <= maxKeys) break
      failures.delete(key)
    }
    return () => {
      for (const key of keys) {
        const times = failures.get(key)
        const at = times?.lastIndexOf(nowMs) ?? -1
        if (at >= 0) times?.splice(at, 1)
      }
    }
  }

  return { waitMs, failed }
}
