import type { ArchiveStatus } from '@/lib/archive'
import { type ArchiveOptions, closedAfterMs, groupArchive } from './archive'
import { hourMs } from './keys'
import type { Step } from './write-part'

interface ArchiverOptions extends Omit<ArchiveOptions, 'step'> {
  /** Settles when what the log held at the start is in the store. */
  loaded: Promise<void>
  /** Ends waiting, and requests that are under way, when it aborts. */
  closed: AbortSignal
  pause: (ms: number) => Promise<void>
  say: (text: string) => void
}

export interface Archiver {
  status(): Promise<ArchiveStatus>
  /** Settles when nothing is being archived any more; `closed` must have aborted. */
  ended: Promise<void>
}

const tickMs = 5_000
const firstRetryMs = 30_000
const longestRetryMs = 15 * 60_000
const briefMs = 10
// A page asks its queries one after another: it is done when it has been quiet for so long.
const quietMs = 50
// Pages that never end hold the archive up no longer than so many times its own work.
const mostPatience = 4

/** Work in steps, each of which lets those who read pages go first. */
export function politely(
  busy: () => boolean,
  { pause, closed }: { pause: (ms: number) => Promise<void>; closed: AbortSignal },
): Step {
  return async (work) => {
    closed.throwIfAborted()
    const started = performance.now()
    const result = await work()
    const took = performance.now() - started
    for (let [waited, quiet] = [0, busy() ? 0 : quietMs]; quiet < quietMs; waited += briefMs) {
      if (waited > mostPatience * took) break
      await pause(briefMs)
      closed.throwIfAborted()
      quiet = busy() ? 0 : quiet + briefMs
    }
    return result
  }
}

/** Archives a log group in the background: all closed hours at the start, then each hour as it closes. */
export function startArchiver(options: ArchiverOptions): Archiver {
  const { store, clock, loaded, closed, pause, say } = options
  const archive = groupArchive({
    ...options,
    step: politely(store.readers.busy, { pause, closed }),
  })
  let said = ''

  async function tell() {
    const { problem } = await archive.status()
    const text = problem ? `${problem.message} ${problem.remedy}` : ''
    if (text !== said && text !== '') say(text)
    said = text
  }

  async function run() {
    await loaded
    let doneHour = Number.NaN
    let retryMs = firstRetryMs
    let againMs = 0
    while (!closed.aborted) {
      const hour = Math.floor((clock() - closedAfterMs) / hourMs)
      if (hour !== doneHour && performance.now() >= againMs) {
        if (await archive.pass()) {
          doneHour = hour
          retryMs = firstRetryMs
          againMs = 0
        } else {
          againMs = performance.now() + retryMs
          retryMs = Math.min(2 * retryMs, longestRetryMs)
        }
        if (!closed.aborted) await tell()
      }
      await pause(tickMs)
    }
  }

  return {
    status: archive.status,
    ended: run().catch((error: unknown) => {
      if (!closed.aborted)
        say(`The archive stopped: ${error instanceof Error ? error.message : error}`)
    }),
  }
}
