import { stat } from 'node:fs/promises'
import { formatName } from '@/lib/access-log/formats'
import type { Pause } from '@/lib/local/pause'
import type { LoadingStatus } from '@/lib/source'
import { type FileReader, type FollowedFile, newFileReader, problemOf } from './followed-file'
import { expand } from './glob'
import { newIdentities, type Position } from './identity'
import type { Ingest } from './ingest'
import { startPasses } from './passes'
import { newProgress } from './progress'

interface Options {
  /** Paths and globs. */
  paths: string[]
  /** Those that are stored. */
  positions: readonly Position[]
  ingest: Ingest
  /** Epoch ms. */
  clock: () => number
  /** How to wait for the next look at the files. */
  pause: Pause
  log: (text: string) => void
}

// How many more passes read a renamed file; the last one includes an unfinished line.
const retiredPasses = 5

function newRetiredFiles() {
  const retired: { file: FollowedFile; passes: number }[] = []
  return {
    files: () => retired.map(({ file }) => file),
    add: (file: FollowedFile) => retired.push({ file, passes: 0 }),
    async read(reader: FileReader) {
      for (const old of [...retired]) {
        old.passes += 1
        const isLast = old.passes >= retiredPasses
        await reader.readOpen(old.file, isLast).catch(() => {})
        if (!isLast) continue
        retired.splice(retired.indexOf(old), 1)
        await old.file.open?.handle.close()
      }
    },
  }
}

/** The files that paths and globs name, as they appear and disappear. */
function newFollowedFiles(paths: string[], log: (text: string) => void) {
  const files = new Map<string, FollowedFile>()

  /** Those that exist now, and those that are named and missing. */
  async function find(): Promise<FollowedFile[]> {
    const found = new Set((await Promise.all(paths.map(expand))).flat())
    return [...found].map((path) => {
      const file = files.get(path) ?? { path, bytes: 0, modifiedMs: 0, position: null, open: null }
      files.set(path, file)
      return file
    })
  }

  return {
    all: () => [...files.values()],
    /** Takes their sizes before anything is read, so that progress is a share of them all. */
    async measure() {
      for (const file of await find()) {
        file.bytes = await stat(file.path).then(
          ({ size }) => size,
          () => 0,
        )
      }
    },
    async read(reader: FileReader, closing: AbortSignal) {
      for (const file of await find()) {
        if (closing.aborted) return
        const problem = await reader.read(file).then(
          () => undefined,
          (error: unknown) => problemOf(file.path, error),
        )
        if (problem !== undefined && problem !== file.problem) log(problem)
        file.problem = problem
      }
    },
  }
}

const statusOf = ({ path, bytes, position, problem }: FollowedFile) => ({
  path,
  bytes,
  readBytes: Math.min(position?.offset ?? 0, bytes),
  format: formatName(position?.content.reader.format ?? null),
  lines: position?.content.lines ?? 0,
  requests: position?.content.requests ?? 0,
  notUnderstood: position?.content.notUnderstood ?? 0,
  inDoubt: position?.content.inDoubt ?? 0,
  newestRequestMs: position?.content.newestRequestMs ?? null,
  problem,
})

/** Follows log files from their start and as they grow, over rotation, truncation and restarts. */
export async function followLogs({ paths, positions, ingest, clock, pause, log }: Options) {
  const closed = new AbortController()
  const closing = closed.signal
  const files = newFollowedFiles(paths, log)
  const retired = newRetiredFiles()
  const progress = newProgress(() => performance.now(), log)
  let done = false

  function status(): LoadingStatus {
    const now = files.all().map(statusOf)
    const secondsLeft = done ? null : progress.secondsLeft(now)
    return { files: now, linesPerSecond: progress.linesPerSecond(), secondsLeft, done }
  }
  function onStored(lines: number) {
    progress.stored(lines)
    if (!done) progress.report(status().files)
  }
  const reader = newFileReader({
    identities: newIdentities(positions, clock),
    ingest,
    onStored,
    closing,
    retire: retired.add,
  })
  async function pass() {
    if (closing.aborted) return
    await retired.read(reader)
    await files.read(reader, closing)
  }

  await files.measure()
  const passes = startPasses({ pass, pause, closing, log })
  return {
    status,
    /** Settles when what the files contained at the start has been read. */
    firstPass: passes.first.then(() => {
      done = true
    }),
    /** Reads what the files contain now. Settles when it is stored; a pass that began before this call does not count. */
    catchUp: passes.catchUp,
    async close() {
      closed.abort()
      await passes.ended()
      for (const { open } of [...files.all(), ...retired.files()]) await open?.handle.close()
    },
  }
}
