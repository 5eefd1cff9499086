import { hourMs, minuteMs } from '@/lib/time'

const eachMinute = { count: 5, withinMs: minuteMs }
const eachHour = { count: 20, withinMs: hourMs }
/** Nobody is kept from signing in for longer than a minute by what others try with the name. */
const limitsOf = (key: string) => (key.startsWith(byName) ? [eachMinute] : [eachMinute, eachHour])
const maxKeys = 10_000

const byName = 'as '
const byNetwork = 'from '
/** What attempts are counted by. */
export const keyOfName = (name: string): string =>
  byName + name.normalize('NFKC').toLowerCase().slice(0, 64)
export const keyOfNetwork = (network: string): string => byNetwork + network

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
      return limitsOf(key).map(({ count, withinMs }) => {
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
