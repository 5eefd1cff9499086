import type { Pause } from '@/lib/local/pause'

interface Options {
  pass: () => Promise<void>
  pause: Pause
  closing: AbortSignal
  log: (text: string) => void
}

const pauseMs = 1_000

/** Runs passes one at a time: the first at once, the others after a pause or on request. */
export function startPasses({ pass, pause, closing, log }: Options) {
  let current = pass()
  const first = current
  let requested: Promise<void> | null = null

  /** Settles when a pass has ended that began after this was called. */
  function catchUp(): Promise<void> {
    requested ??= current
      .catch(() => {})
      .then(() => {
        requested = null
        current = pass().catch((error: unknown) => log(String(error)))
        return current
      })
    return requested
  }

  const loop = (async () => {
    await first.catch(() => {})
    while (!closing.aborted) {
      await pause(pauseMs, closing)
      await catchUp()
    }
  })()

  return {
    /** Settles when the first pass has ended. */
    first,
    catchUp,
    /** Settles when the last pass has ended, once `closing` has aborted. */
    async ended() {
      await loop
      await requested
      await current.catch(() => {})
    },
  }
}
