import type { Pause } from '@/lib/local/pause'

/** Longer than any pause of a loop, so that the two can be distinguished. */
export const attemptTimeoutMs = 90_000_000
const maxSleepMs = 60_000

/** A clock that moves only by request, and pauses that follow it. */
export function fakeTime(startMs: number) {
  let nowMs = startMs
  const sleepers = new Set<{ untilMs: number; ms: number; wake: () => void }>()
  const waiters = new Set<() => void>()
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
      for (const look of [...waiters]) look()
      signal.addEventListener('abort', sleeper.wake, { once: true })
    })
  const asleep = () => [...sleepers].filter(({ ms }) => ms <= maxSleepMs).length
  const idle = (loops: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (asleep() < loops) return
        waiters.delete(look)
        resolve()
      }
      waiters.add(look)
      look()
    })
  return {
    clock: () => nowMs,
    pause,
    /** Settles when so many loops sleep. */
    idle,
    /** Moves the clock from the end of one pause to the next; so many loops sleep in between. */
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
    /** Ends pauses of exactly this length, such as an attempt's timeout. */
    end(ms: number) {
      for (const sleeper of [...sleepers]) if (sleeper.ms === ms) sleeper.wake()
    },
    sleeping: (ms: number) => [...sleepers].some((one) => one.ms === ms),
    /** Sets the clock, as an administrator does; pauses end no sooner and no later. */
    set(ms: number) {
      for (const sleeper of sleepers) sleeper.untilMs += ms - nowMs
      nowMs = ms
    },
  }
}
