import { createHash } from 'node:crypto'
import { newReaderState, type ReaderState } from '@/lib/access-log/line-reader'

/** How far a file has been read. The beginning of its content identifies it, whatever its name. */
export interface Position {
  key: string
  /** Fingerprint of the first `headBytes` bytes of the content. */
  head: string
  headBytes: number
  /** Bytes of the content whose lines are stored. */
  offset: number
  content: ReadContent
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

/** A stored position; one of an earlier version knew only lines and those that were not understood. */
export function positionFrom(stored: string): Position {
  const { lines = 0, unparsed = 0, ...position } = JSON.parse(stored)
  if (position.content !== undefined) return position
  const content = { ...nothingRead(), lines, requests: lines - unparsed, notUnderstood: unparsed }
  return { ...position, content }
}

/** This many bytes of a file's content, or all there are, identify it. */
export const headSize = 1024

/** Which file of this machine it is; a rename does not change it. */
export const fileId = ({ dev, ino }: { dev: number; ino: number }) => `${dev} ${ino}`

const fingerprint = (head: Buffer) => createHash('sha256').update(head).digest('hex').slice(0, 32)

export type Identities = ReturnType<typeof newIdentities>

/** Recognizes files by the beginning of their content. */
export function newIdentities(stored: readonly Position[], clock: () => number) {
  const positions = [...stored]
  return {
    /** The position of the file that begins so, a new one when none is known; null while it is empty. */
    positionOf(name: string, head: Buffer): Position | null {
      if (head.length === 0) return null
      let position = positions
        .filter(({ headBytes }) => headBytes <= head.length)
        .filter((known) => fingerprint(head.subarray(0, known.headBytes)) === known.head)
        .sort((a, b) => b.headBytes - a.headBytes)[0]
      if (!position) {
        const key = `${name} ${clock()} ${positions.length}`
        position = { key, head: '', headBytes: 0, offset: 0, content: nothingRead() }
        positions.push(position)
      }
      return Object.assign(position, { head: fingerprint(head), headBytes: head.length })
    },
  }
}
