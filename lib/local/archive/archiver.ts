import { hourMs } from '@/lib/time'
import { type ArchiveOptions, closedAfterMs, groupArchive } from './archive'
import { yieldToPages } from './step'

interface ArchiverOptions extends Omit<ArchiveOptions, 'step'> {
  /** Settles when the store has what was in the log at the start. */
  loaded: Promise<void>
  /** Ends waiting, and requests that are under way, when it aborts. */
  closed: AbortSignal
  pause: (ms: number) => Promise<void>
  log: (text: string) => void
}

const tickMs = 5_000
// A disk that has room again is noticed soon, and one request a minute burdens no bucket.
const firstRetryMs = 5_000
const maxRetryMs = 60_000

/** Archives a log group in the background: all closed hours at the start, then each hour as it closes. */
export function startArchiver(options: ArchiverOptions) {
  const { store, clock, loaded, closed, pause, log } = options
  const archive = groupArchive({
    ...options,
    step: yieldToPages(store.readers.busy, { pause, closed }),
  })
  let reported = ''

  function report() {
    const problem = archive.problem()
    const text = problem ? `${problem.message} ${problem.remedy}` : ''
    if (text !== reported && text !== '') log(text)
    reported = text
  }

  async function run() {
    await loaded
    let doneHour = Number.NaN
    let retryMs = firstRetryMs
    let nextTryMs = 0
    while (!closed.aborted) {
      const hour = Math.floor((clock() - closedAfterMs) / hourMs)
      if (hour !== doneHour && performance.now() >= nextTryMs) {
        if (await archive.pass()) {
          doneHour = hour
          retryMs = firstRetryMs
          nextTryMs = 0
        } else {
          nextTryMs = performance.now() + retryMs
          retryMs = Math.min(2 * retryMs, maxRetryMs)
        }
        if (!closed.aborted) report()
      }
      await pause(tickMs)
    }
  }

  return {
    status: archive.status,
    /** Settles when nothing is being archived any more; `closed` must have aborted. */
    ended: run().catch((error: unknown) => {
      if (!closed.aborted)
        log(`The archive stopped: ${error instanceof Error ? error.message : error}`)
    }),
  }
}
