import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { newReaderState, type ReaderState } from '@/lib/access-log/line-reader'

/** How far a file has been read. Its number and its content identify it, whatever its name. */
export interface Position {
  key: string
  /** Fingerprint of the first `headBytes` bytes of the content. */
  head: string
  headBytes: number
  /** Fingerprint of the first `startBytes` bytes; empty while there are fewer. */
  start: string
  /** Bytes of the content whose lines are stored. */
  offset: number
  content: ReadContent
  /** Device and inode; null when an earlier version stored the position. */
  fileId: string | null
  /** Where it was last read. */
  path: string | null
  /** When the file was last written, as of the last reading; epoch ms. */
  modifiedMs: number
  /** Fingerprints of what stands before some offsets, in their order. May be ahead of `offset`. */
  marks: Mark[]
  /** The key of the position whose content this file is a copy of, so far. */
  copyOf: string | null
}

/** Fingerprint of up to `markBytes` bytes before an offset. */
export interface Mark {
  offset: number
  print: string
}

/** What the lines before a position were; lines = requests + notUnderstood + inDoubt. */
export interface ReadContent {
  lines: number
  requests: number
  notUnderstood: number
  inDoubt: number
  /** Epoch ms; null when there was no request. */
  newestRequestMs: number | null
  reader: ReaderState
}

const nothingRead = (): ReadContent => ({
  lines: 0,
  requests: 0,
  notUnderstood: 0,
  inDoubt: 0,
  newestRequestMs: null,
  reader: newReaderState(),
})

const unknownFile = (): Pick<Position, 'fileId' | 'path' | 'modifiedMs' | 'marks' | 'copyOf'> => ({
  fileId: null,
  path: null,
  modifiedMs: 0,
  marks: [],
  copyOf: null,
})

/** A stored position; one of an earlier version knew only lines and those that were not understood. */
export function positionFrom(stored: string): Position {
  const { lines = 0, unparsed = 0, ...position } = JSON.parse(stored)
  const content = { ...nothingRead(), lines, requests: lines - unparsed, notUnderstood: unparsed }
  return { ...unknownFile(), content, ...position }
}

/** This many bytes of a file's content, or all there are, are its head. */
export const headSize = 1024
const startBytes = 64
export const markBytes = 4096
const maxMarks = 12

export const fingerprint = (bytes: Buffer) =>
  createHash('sha256').update(bytes).digest('hex').slice(0, 32)

/** What identifies a content that begins so. */
export const headOf = (head: Buffer): Pick<Position, 'head' | 'headBytes' | 'start'> => ({
  head: fingerprint(head),
  headBytes: head.length,
  start: head.length < startBytes ? '' : fingerprint(head.subarray(0, startBytes)),
})

/** Adds a mark at an offset beyond the last one. The older ones are, the fewer stay. */
export function addMark(marks: Mark[], offset: number, before: Buffer) {
  const last = marks.at(-1)?.offset ?? 0
  if (offset <= last) return
  marks.push({ offset, print: fingerprint(before.subarray(-markBytes)) })
  if (marks.length <= maxMarks) return
  // Of two old neighbours one goes, and the first always stays.
  const distance = (at: number) =>
    ((marks[at + 1]?.offset ?? 0) - (marks[at - 1]?.offset ?? 0)) /
    (offset - (marks[at - 1]?.offset ?? 0))
  let least = 1
  for (let at = 2; at < marks.length - 4; at += 1) if (distance(at) < distance(least)) least = at
  marks.splice(least, 1)
}

export type Identities = ReturnType<typeof newIdentities>

/** The known positions. */
export function newIdentities(stored: readonly Position[], clock: () => number) {
  const positions = [...stored]
  const keys = new Set(stored.map(({ key }) => key))
  let count = stored.length
  const headers = new Map<string, string>()
  const noteHeader = ({ fileId, content }: Position) => {
    const { header } = content.reader
    if (fileId !== null && header !== null) headers.set(fileId, header)
  }
  for (const known of [...stored].sort((a, b) => a.modifiedMs - b.modifiedMs)) noteHeader(known)

  /** A new one, for a file that is not known. */
  function positionOf(path: string, head: Buffer): Position {
    const name = `${basename(path)} ${clock()}`
    while (keys.has(`${name} ${count}`)) count += 1
    const key = `${name} ${count}`
    keys.add(key)
    const position = {
      ...unknownFile(),
      key,
      ...headOf(head),
      offset: 0,
      content: nothingRead(),
      path,
    }
    positions.push(position)
    return position
  }

  return {
    positionOf,
    /** A position at the end of what a copy has in common with a file that was read. */
    addCopy(of: Position, offset: number, { path, head }: CopiedFile): Position {
      return Object.assign(positionOf(path, head), {
        offset,
        // What is open at the end of the original is not open before that.
        content: { ...nothingRead(), reader: { ...of.content.reader, parts: undefined } },
        copyOf: of.key,
      })
    },
    byKey: (key: string) => positions.find((known) => known.key === key) ?? null,
    drop(position: Position) {
      const at = positions.indexOf(position)
      if (at >= 0) positions.splice(at, 1)
    },
    /** The positions of files that begin so, or that this may be a shorter copy of; the furthest first. */
    beginningLike(head: Buffer): Position[] {
      const prints = new Map<number, string>()
      const printOf = (bytes: number) => {
        const print = prints.get(bytes) ?? fingerprint(head.subarray(0, bytes))
        prints.set(bytes, print)
        return print
      }
      const { start } = headOf(head)
      const isAlike = (known: Position) =>
        known.headBytes > head.length
          ? start !== '' && known.start === start
          : known.headBytes > 0 && printOf(known.headBytes) === known.head
      return positions.filter(isAlike).sort((a, b) => b.offset - a.offset)
    },
    /** The position that was last read under one of some paths; null when none was. */
    lastAmong: (isPath: (path: string) => boolean): Position | null =>
      positions
        .filter(({ path }) => path !== null && isPath(path))
        .sort((a, b) => b.modifiedMs - a.modifiedMs || b.offset - a.offset)[0] ?? null,
    /** Notes under which header lines a file was read, before its content is given up. */
    noteHeader,
    /** The header lines that were last in force in a file, whatever it contains now; null when it had none. */
    headerOf: (fileId: string): string | null => headers.get(fileId) ?? null,
    knows: (fileId: string) => positions.some((known) => known.fileId === fileId),
  }
}

interface CopiedFile {
  path: string
  head: Buffer
}
