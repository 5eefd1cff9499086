import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Pause } from '@/lib/local/pause'
import { followLogs } from '@/lib/local/pipeline/follow-logs'
import { positionFrom } from '@/lib/local/pipeline/identity'
import { newIngest } from '@/lib/local/pipeline/ingest'
import { openStore, type Store } from '@/lib/local/store/store'

const group = 'apache/access'

const untilClosed: Pause = (_ms, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()))

/** The request with this number, one a second. */
export const line = (n: number) => {
  const time = new Date(Date.parse('2026-11-26T00:00:00Z') + n * 1000).toISOString()
  return `{"time":"${time}","remoteIP":"8.8.8.8","request":"/${n}","status":"200"}\n`
}
export const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => line(from + at)).join('')

type Followed = Awaited<ReturnType<typeof followLogs>>
interface More extends Pick<Parameters<typeof followLogs>[0], 'files' | 'deadlineMs'> {
  /** After so many times of storing, nothing is stored any more: the process was killed. */
  killedAfter?: number
}

/** A folder with logs, a store, and what follows the one into the other. Begins anew for each test. */
export function newStory() {
  let dir = ''
  let store: Store
  let followed: Followed | null = null
  let nowMs = 0

  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'follow-'))
    store = await openStore({ path: ':memory:' })
    await store.createLogGroup(group, 0)
    nowMs = Date.now()
  })
  afterEach(async () => {
    await followed?.close()
    followed = null
    await store.close()
    rmSync(dir, { recursive: true })
  })

  async function stop() {
    await followed?.close()
    followed = null
  }

  async function messages(): Promise<string[]> {
    const { rows } = await store.query(
      `SELECT message FROM ${store.source([group]).from} ORDER BY ts, id`,
    )
    return rows.map(([message]) => String(message))
  }

  return {
    at: (name: string) => join(dir, name),
    stop,
    messages,
    logged: [] as string[],
    /** Lets seconds go by. */
    wait(seconds: number) {
      nowMs += seconds * 1000
    },
    /** Starts following paths of the folder, and reads what is there. */
    async start(paths: string[], { killedAfter = Number.POSITIVE_INFINITY, ...more }: More = {}) {
      await stop()
      let times = 0
      const ingest = newIngest({
        store,
        group,
        locationOf: () => null,
        clock: () => nowMs,
        watch: () => ({ see: () => {}, store: async () => {} }),
      })
      followed = await followLogs({
        paths: paths.map((path) => join(dir, path)),
        positions: (await store.positions()).map(({ value }) => positionFrom(value)),
        ingest: async (...reading) => {
          times += 1
          if (times > killedAfter) throw new Error('killed')
          await ingest(...reading)
        },
        clock: () => nowMs,
        pause: untilClosed,
        log: (text) => this.logged.push(text),
        ...more,
      })
      await followed.firstPass
    },
    /** One more look at the files. */
    look: async () => followed?.catchUp(),
    problems: () => followed?.status().files.map(({ problem }) => problem) ?? [],
    status: () => followed?.status().files ?? [],
    /** The numbers of the requests that are stored, in the order of their times. */
    async requests(): Promise<string> {
      return (await messages())
        .map((message) => /"request":"\/(\d+)"/.exec(message)?.[1] ?? '?')
        .join(' ')
    },
  }
}
