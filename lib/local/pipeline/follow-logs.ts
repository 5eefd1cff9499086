import { newReaders, noLogSettings, type ReaderOf } from '@/lib/access-log/declared/readers'
import { formatName } from '@/lib/access-log/formats'
import type { Pause } from '@/lib/local/pause'
import type { LoadingStatus } from '@/lib/source'
import { withDeadlines } from './deadlines'
import { type FileSystem, nodeFiles } from './file-system'
import { newFileReader } from './followed-file'
import { type FollowedPath, newFollowedFiles } from './followed-files'
import { newIdentities, type Position } from './identity'
import type { Ingest } from './ingest'
import { startPasses } from './passes'
import { newProgress } from './progress'
import { isOf } from './siblings'

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
  /** By default formats are recognized, and no proxy is known. */
  readerOf?: ReaderOf
  files?: FileSystem
  /** How long an operation on files may take. */
  deadlineMs?: number
}

function statusOf({ path, source, problem }: FollowedPath): LoadingStatus['files'][number] {
  const position = source?.position
  const content = position?.content
  const bytes = source?.bytes ?? 0
  const header = content?.reader.header ?? null
  return {
    path,
    bytes,
    readBytes: Math.min(position?.offset ?? 0, bytes),
    format: formatName(content?.reader.format ?? null),
    lines: content?.lines ?? 0,
    requests: content?.requests ?? 0,
    notUnderstood: content?.notUnderstood ?? 0,
    inDoubt: content?.inDoubt ?? 0,
    newestRequestMs: content?.newestRequestMs ?? null,
    problem,
    ...(problem !== undefined && source?.isNamed === false && { isReadOn: true }),
    ...(content?.reader.lastMs != null && { lastRequestMs: content.reader.lastMs }),
    ...(header !== null && { header }),
  }
}

/** Follows log files from their start and as they grow, over whatever happens to them. */
export async function followLogs(options: Options) {
  const { paths, positions, ingest, clock, pause, log, deadlineMs } = options
  const closed = new AbortController()
  const closing = closed.signal
  const files = withDeadlines(options.files ?? nodeFiles, { closing, deadlineMs })
  const identities = newIdentities(positions, clock)
  const followed = newFollowedFiles({ entries: paths, files, identities, clock, closing, log })
  const progress = newProgress(() => performance.now(), log)
  let done = false
  let looks = 0

  function status(): LoadingStatus {
    const now = followed.lines().map(statusOf)
    const secondsLeft = done ? null : progress.secondsLeft(now)
    return { files: now, linesPerSecond: progress.linesPerSecond(), secondsLeft, done }
  }
  function onStored(lines: number) {
    progress.stored(lines)
    if (!done) progress.report(status().files)
  }
  const reader = newFileReader({
    files,
    identities,
    ingest,
    clock,
    readerOf: options.readerOf ?? newReaders(noLogSettings, clock),
    closing,
    onStored,
    ownerOf: followed.ownerOf,
    pass: () => looks,
    onReplaced: ({ path, position, stat }) =>
      followed.noteChange(path, position ?? identities.lastAmong(isOf(path)), stat.modifiedMs),
  })
  async function pass() {
    if (closing.aborted) return
    // The first look came before the first pass, so that progress is a share of all files.
    if (looks > 0) await followed.look()
    looks += 1
    await followed.read(reader)
  }

  await followed.look()
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
      await followed.close()
    },
  }
}
