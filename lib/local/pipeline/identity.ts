import { createHash } from 'node:crypto'

/** How far a file has been read. The beginning of its content identifies it, whatever its name. */
export interface Position {
  key: string
  /** Fingerprint of the first `headBytes` bytes of the content. */
  head: string
  headBytes: number
  /** Bytes of the content whose lines are stored. */
  offset: number
  lines: number
  unparsed: number
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
        position = { key, head: '', headBytes: 0, offset: 0, lines: 0, unparsed: 0 }
        positions.push(position)
      }
      return Object.assign(position, { head: fingerprint(head), headBytes: head.length })
    },
  }
}
