import { createHash } from 'node:crypto'

export interface Digest {
  /** Hexadecimal. */
  sha256: string
  bytes: number
}

export const hashOf = (bytes: Uint8Array | string) =>
  createHash('sha256').update(bytes).digest('hex')

/** Hashes and counts the bytes that pass through it. */
export function digester() {
  const hash = createHash('sha256')
  let bytes = 0
  return {
    async *pass(content: AsyncIterable<Uint8Array>) {
      for await (const part of content) {
        hash.update(part)
        bytes += part.length
        yield part
      }
    },
    /** Once, at the end. */
    digest: (): Digest => ({ sha256: hash.digest('hex'), bytes }),
  }
}

/** Reads content to its end. */
export async function digestOf(content: AsyncIterable<Uint8Array>): Promise<Digest> {
  const { pass, digest } = digester()
  for await (const _ of pass(content)) {
    // Only its digest is wanted.
  }
  return digest()
}
