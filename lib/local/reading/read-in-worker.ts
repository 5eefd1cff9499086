import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { bundledProgram } from '@/lib/bundled'
import { addDatapoints } from '@/lib/local/metrics/datapoints'
import { metricFiltersOf } from '@/lib/local/metrics/metric-filter-store'
import { pause } from '@/lib/local/pause'
import { isEventFile } from '@/lib/local/store/event-files'
import type { Store } from '@/lib/local/store/store'
import type { LoadingStatus } from '@/lib/source'
import { connect } from './calls'
import { programOf } from './program'
import { type StartReading, storedPositions } from './reading'
import type { MainCalls, ReaderCalls, Start } from './threads'

const firstWaitMs = 1_000
const maxWaitMs = 60_000

// Most of what it works on is in buffers; more room for short-lived objects would only be walked through.
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1_024 }

/** A worker that waits for its {@link Start}, and its end, as a sentence. Until then it keeps no process alive. */
async function newWorker(file: URL | null) {
  const packaged = file === null ? bundledProgram('worker') : null
  const worker = packaged
    ? new Worker(packaged, { resourceLimits })
    : new Worker(await programOf(file ?? workerFile), { eval: true, resourceLimits })
  worker.unref()
  const end = new Promise<string>((resolve) => {
    worker.once('error', ({ message }) => resolve(message))
    worker.once('exit', (code) => resolve(`it ended with code ${code}`))
  })
  return { worker, end }
}

/** Files that were being written when a reader ended. */
async function removeRemains({ workDir }: Store) {
  for (const name of await readdir(workDir).catch(() => []))
    if (isEventFile(name)) await rm(join(workDir, name), { force: true })
}

const workerFile = new URL('./worker.ts', import.meta.url)

/** Reads in a thread of its own (`file`: another program than the reader), and goes on from what is stored when that thread fails. */
export function startInWorker(file: URL | null = null): StartReading {
  // Its modules load while the store opens.
  let waiting: ReturnType<typeof newWorker> | null = newWorker(file)
  // Whoever starts it hears of its failure.
  waiting.catch(() => {})

  return async ({ store, group, paths, clock, settings, log }) => {
    let status: LoadingStatus = { files: [], linesPerSecond: 0, secondsLeft: null, done: false }
    let problem: string | undefined
    const closed = new AbortController()
    const { signal } = closed
    let hasStatus = () => {}
    const firstStatus = new Promise<void>((resolve) => {
      hasStatus = resolve
    })
    let firstPassEnded = () => {}
    const firstPass = new Promise<void>((resolve) => {
      firstPassEnded = resolve
    })

    const mine: MainCalls = {
      begin: async () => ({
        filters: await metricFiltersOf(store, group),
        fields: store.fieldsOf(group),
      }),
      async store({ stream, files, position, datapoints }) {
        const ingestedMs = clock()
        if (!store.hasLogStream(group, stream))
          await store.createLogStream(group, stream, ingestedMs)
        await store.appendFiles(group, stream, files, {
          ingestedMs,
          position: { key: position.key, value: JSON.stringify(position) },
          also: (session) => addDatapoints(session, datapoints),
        })
      },
      status(now) {
        status = now
        problem = undefined
        hasStatus()
      },
      firstPassEnded(now) {
        status = now
        firstPassEnded()
      },
      log,
    }

    async function start() {
      const positions = await storedPositions(store)
      const aheadMs = clock() - Date.now()
      const { worker, end } = await (waiting ?? newWorker(file))
      waiting = null
      worker.ref()
      const start: Start = { paths, positions, folder: store.workDir, aheadMs, settings }
      worker.postMessage(start)
      return { worker, reader: connect<ReaderCalls>(worker, mine), end }
    }
    const startAgain = async (): Promise<Awaited<ReturnType<typeof start>>> =>
      start().catch(async () => {
        // The store cannot be read now; it opens again by itself.
        await pause(maxWaitMs / 10, signal)
        return startAgain()
      })

    let here = await start()
    let waitMs = firstWaitMs
    /** Starts it again whenever it has ended, until it is closed. */
    const watching = (async () => {
      for (;;) {
        const reason = await here.end
        here.reader.end(new Error(reason))
        if (signal.aborted) return
        problem = `Reading the logs failed (${reason}). It starts again by itself, from what is stored.`
        log(problem)
        await pause(waitMs, signal)
        waitMs = Math.min(maxWaitMs, waitMs * 2)
        if (signal.aborted) return
        await removeRemains(store)
        here = await startAgain()
        if (signal.aborted) {
          await here.worker.terminate()
          return
        }
      }
    })()
    await Promise.race([firstStatus, here.end])

    return {
      status: () =>
        problem === undefined
          ? status
          : {
              ...status,
              files: status.files.map((one) => ({ ...one, problem: one.problem ?? problem })),
            },
      firstPass,
      async catchUp() {
        // A reader that has ended catches up when it starts again.
        await here.reader.call('catchUp', null).then(
          (now) => {
            status = now
          },
          () => {},
        )
      },
      async close() {
        closed.abort()
        await here.reader.call('close', null).catch(() => {})
        await here.worker.terminate()
        await watching
        firstPassEnded()
      },
    }
  }
}
