/** Does some work, and leaves the machine to others before it comes back. */
export type Step = <T>(work: () => Promise<T>) => Promise<T>

const pollMs = 10
// A page runs its queries one after another: it is done when none has run for so long.
const quietMs = 50
// Pages that never end delay the archive no longer than so many times its own work.
const maxPatience = 4

/** Steps after each of which the queries of pages go first. */
export function yieldToPages(
  busy: () => boolean,
  { pause, closed }: { pause: (ms: number) => Promise<void>; closed: AbortSignal },
): Step {
  return async (work) => {
    closed.throwIfAborted()
    const started = performance.now()
    const result = await work()
    const maxWaitMs = maxPatience * (performance.now() - started)
    let quiet = busy() ? 0 : quietMs
    for (let waited = 0; quiet < quietMs && waited <= maxWaitMs; waited += pollMs) {
      await pause(pollMs)
      closed.throwIfAborted()
      quiet = busy() ? 0 : quiet + pollMs
    }
    return result
  }
}
