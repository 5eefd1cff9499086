import { basename } from 'node:path'
import type { ReaderOf } from '@/lib/access-log/declared/readers'
import { compressionOf, Damaged } from './compression'
import { encodingOf, lastLineEnd } from './encoding'
import { type Content, contentOf, upTo } from './file-content'
import type { FileSystem } from './file-system'
import {
  addMark,
  fingerprint,
  headOf,
  headSize,
  type Identities,
  markBytes,
  type Position,
} from './identity'
import type { Ingest } from './ingest'
import { type LineRun, linesIn } from './line-batches'
import { newRecognition } from './recognition'
import { rewrittenLines, withoutLines } from './rewriting'
import { observe, type Source } from './source'
import { leadOf, newTap } from './tap'

interface Options {
  files: FileSystem
  identities: Identities
  ingest: Ingest
  /** Epoch ms. */
  clock: () => number
  readerOf: ReaderOf
  closing: AbortSignal
  /** Called with the number of lines, whenever some have been stored. */
  onStored: (lines: number) => void
  /** The followed file that a position serves now; null when it serves none. */
  ownerOf: (position: Position) => Source | null
  /** The number of this look at the files. */
  pass: () => number
  /** Called when the content of a file was replaced in place, before its position is given up. */
  onReplaced: (source: Source) => void
}

/** An unfinished last line is read after this long: when it is a request, and in any case. */
const restMs = { request: 10_000, any: 60_000 }

/** Between the look at a path and its opening, it has come to name another file. */
export class Renamed extends Error {}

/** A file beside a followed one that is older than what has been read: nobody named it. */
export class Older extends Error {}

// Requests are logged when they end, so that a file may begin a little before the one before it ended.
const overlapMs = 60_000
const beginningBytes = 64 << 10

export type FileReader = ReturnType<typeof newFileReader>

/** Reads what files contain beyond their positions. Throws when a file cannot be read. */
export function newFileReader(options: Options) {
  const {
    files,
    identities,
    ingest,
    clock,
    readerOf,
    closing,
    onStored,
    ownerOf,
    pass,
    onReplaced,
  } = options
  const recognition = newRecognition({
    identities,
    ownerOf,
    async bringUpToDate(owner) {
      // What was known of it may be of the last look.
      await openContent(owner)
      await read(owner)
      return (await openContent(owner)).content
    },
  })

  const silentMs = (source: Source) => clock() - source.silentSinceMs
  const isRestDue = (source: Source) =>
    source.hasRest &&
    [restMs.request, restMs.any].some((ms) => source.restTriedMs < ms && silentMs(source) >= ms)

  async function openContent(source: Source) {
    source.open ??= await files.open(source.path)
    const found = await source.open.stat()
    if (found.id !== source.stat.id || found.kind !== 'file') {
      await closeFile(source)
      throw new Renamed()
    }
    observe(source, found, clock())
    const { bytes } = source.stat
    const compression = compressionOf(await source.open.read(0, 16))
    return { content: contentOf(source.open, { compression, bytes }), compression }
  }

  const store = (source: Source, position: Position, runs: AsyncIterable<LineRun>) =>
    ingest(
      {
        stream: basename(source.path),
        path: source.path,
        position,
        modifiedMs: source.stat.modifiedMs,
        onStored,
      },
      runs,
      closing,
    )

  /** Stores where a file is read to, though none of its lines were new. */
  async function storeOffset(source: Source, position: Position, content: Content) {
    const { offset, marks } = position
    const length = Math.min(offset, markBytes)
    addMark(marks, offset, await content.read(offset - length, length))
    await store(source, position, nothingBefore(offset))
  }

  async function positionOf(
    source: Source,
    content: Content,
    { head, rejected }: { head: Buffer; rejected: Position | null },
  ) {
    const position = await recognition.identify(source, content, head, rejected)
    if (
      position.offset === 0 &&
      source.beside &&
      !(await isAfter(source.path, source.beside, content))
    ) {
      identities.drop(position)
      throw new Older()
    }
    if (position.offset === 0) await recognizeRewritten(source, position, content)
    const isNews = position.fileId !== source.stat.id && position.offset > 0
    Object.assign(position, placeOf(source))
    if (isNews) await storeOffset(source, position, content)
    source.contentPass = pass()
    return position
  }

  /** An editor replaces a file by a new one, and nothing else names the old one. */
  async function recognizeRewritten(source: Source, position: Position, content: Content) {
    const old = source.replaces
    source.replaces = null
    if (!old?.open || !old.position || old.stat.links > 0 || content.bytes === null) return
    const { offset, content: read } = old.position
    const { encoding } = source
    const before = contentOf(old.open, { compression: null, bytes: old.stat.bytes })
    source.known = await rewrittenLines(before, content, { encoding, offset })
    if (source.known) position.content.reader = { ...read.reader }
  }

  async function isAfter(path: string, { afterMs }: { afterMs: number | null }, content: Content) {
    if (afterMs === null) return true
    const reader = readerOf(path)
    const beginning = (await content.read(0, beginningBytes)).toString()
    for (const line of beginning.split(/\r?\n/)) {
      const reading = reader.read(line)
      if (reading.kind === 'request') return reading.timestampMs >= afterMs - overlapMs
    }
    return true
  }

  const placeOf = ({ path, stat }: Source) => ({
    fileId: stat.id,
    path,
    modifiedMs: stat.modifiedMs,
  })

  /** Reads from the position on; false when what stands before it is not what was read. */
  async function readOn(source: Source, content: Content, head: Buffer, isLast: boolean) {
    const position = source.position
    if (!position) return true
    const { offset, marks } = position
    const lead = Math.min(offset, markBytes)
    const { lead: before, following } = await leadOf(content.passingBlocks(offset - lead), lead)
    const mark = marks.find((known) => known.offset === offset)
    if (before.length < lead || (mark && fingerprint(before) !== mark.print)) {
      await following.return()
      return false
    }
    if (head.length > position.headBytes) Object.assign(position, headOf(head))
    Object.assign(position, placeOf(source))
    const { encoding } = source
    const tap = newTap(offset, before)
    const silent = silentMs(source)
    const reads = (line: string) =>
      readerOf(source.path, { ...position.content.reader }).read(line).kind === 'request'
    // What was added to a copy since it was compared may be copied as well.
    const isCompared = position.copyOf !== null && content.bytes !== null
    const blocks = isCompared ? upTo((content.bytes ?? 0) - offset, following) : following
    const runs = linesIn(tap.through(blocks), {
      offset,
      encoding,
      isMidLine: offset > 0 && lastLineEnd(before, encoding) !== before.length,
      isLine: (rest) => isLast || silent >= restMs.any || (silent >= restMs.request && reads(rest)),
    })
    async function* marked() {
      for await (const run of source.known ? withoutLines(runs, new Map(source.known)) : runs) {
        addMark(marks, run.endOffset, tap.before(run.endOffset))
        yield run
      }
    }
    await store(source, position, marked())
    if (closing.aborted) return true
    source.known = null
    source.bytes = tap.end()
    source.hasRest = tap.end() > position.offset
    source.restTriedMs = silent
    return true
  }

  /** Up to date in this look, or nothing has changed since it was. */
  async function read(source: Source, { isLast = false } = {}): Promise<void> {
    if (source.readVersion === source.stat.version && !isRestDue(source) && !isLast) return
    const { content, compression } = await openContent(source)
    const { version, bytes } = source.stat
    if (source.readVersion !== version) source.problem = undefined
    source.bytes = bytes
    try {
      const beginning = await content.read(0, headSize)
      const head = withoutReserved(beginning)
      if (head.length === 0) {
        source.emptyPass = pass()
        // Empty in both looks, and written between them: what it contained may be beside it.
        if (!source.position && ![null, version].includes(source.readVersion)) onReplaced(source)
      }
      source.encoding = encodingOf(beginning)
      let rejected: Position | null = null
      const known = source.position
      const isChanged =
        known !== null &&
        (fingerprint(head.subarray(0, known.headBytes)) !== known.head ||
          (content.bytes !== null && content.bytes < known.offset))
      if (isChanged) rejected = giveUp(source)
      if (head.length > 0) {
        for (;;) {
          source.position ??= await positionOf(source, content, { head, rejected })
          await followIfCopy(source, content)
          if (await readOn(source, content, head, isLast)) break
          rejected = giveUp(source)
        }
      }
    } catch (error) {
      // It is not read again before it changes.
      if (error instanceof Damaged) source.readVersion = version
      throw error
    }
    if (compression !== null) await closeFile(source)
    if (!closing.aborted) source.readVersion = version
  }

  async function followIfCopy(source: Source, content: Content) {
    const { position } = source
    if (!position || position.copyOf === null || source.contentPass === pass()) return
    const { offset } = position
    const now = await recognition.followCopy(source, position, content)
    source.position = now
    if (now !== position) Object.assign(now, placeOf(source))
    if (now !== position || now.offset !== offset) await storeOffset(source, now, content)
  }

  /** What was in the file is gone: what is there now is read as another. */
  function giveUp(source: Source) {
    const { position } = source
    if (position) identities.noteHeader(position)
    onReplaced(source)
    source.position = null
    return position
  }

  async function closeFile(source: Source) {
    const { open } = source
    source.open = null
    await open?.close().catch(() => {})
  }

  return { read, close: closeFile, silentMs }
}

/** Without the zeros that a server has reserved behind its last line: they will be other lines. */
function withoutReserved(head: Buffer): Buffer {
  let end = head.length
  while (head[end - 1] === 0) end -= 1
  return end === 0 ? head : head.subarray(0, end)
}

async function* nothingBefore(endOffset: number): AsyncGenerator<LineRun> {
  yield { lines: [], endOffset, endsBatch: true }
}
