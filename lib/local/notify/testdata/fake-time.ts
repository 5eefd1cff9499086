import type { Pause } from '@/lib/local/pause'

/** Longer than any sleep of a loop, so that the limit of an attempt is told from it. */
export const attemptLimitMs = 90_000_000
const longestSleepMs = 60_000

/** A clock that moves only when told to, and pauses that go by it. */
export function fakeTime(startMs: number) {
  let nowMs = startMs
  const sleepers = new Set<{ untilMs: number; ms: number; wake: () => void }>()
  const lookers = new Set<() => void>()
  const pause: Pause = (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const sleeper = {
        untilMs: nowMs + ms,
        ms,
        wake() {
          sleepers.delete(sleeper)
          resolve()
        },
      }
      sleepers.add(sleeper)
      for (const look of [...lookers]) look()
      signal.addEventListener('abort', sleeper.wake, { once: true })
    })
  const asleep = () => [...sleepers].filter(({ ms }) => ms <= longestSleepMs).length
  const idle = (loops: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (asleep() < loops) return
        lookers.delete(look)
        resolve()
      }
      lookers.add(look)
      look()
    })
  return {
    clock: () => nowMs,
    pause,
    /** Settles when so many loops sleep. */
    idle,
    /** Moves the clock on, from one sleeper’s end to the next; so many loops sleep between. */
    async advance(ms: number, loops: number) {
      const untilMs = nowMs + ms
      await idle(loops)
      for (;;) {
        const [next] = [...sleepers]
          .filter((one) => one.untilMs <= untilMs)
          .sort((a, b) => a.untilMs - b.untilMs)
        if (!next) break
        nowMs = Math.max(nowMs, next.untilMs)
        next.wake()
        await idle(loops)
      }
      nowMs = untilMs
    },
    /** Wakes who sleeps for exactly so long: the limit of an attempt. */
    end(ms: number) {
      for (const sleeper of [...sleepers]) if (sleeper.ms === ms) sleeper.wake()
    },
    sleeping: (ms: number) => [...sleepers].some((one) => one.ms === ms),
    /** Sets the clock, as an administrator does: who sleeps wakes no sooner and no later. */
    set(ms: number) {
      for (const sleeper of sleepers) sleeper.untilMs += ms - nowMs
      nowMs = ms
    },
  }
}
