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

/** What is known of an object without reading it. */
export interface ObjectInfo {
  key: string
  bytes: number
}

/** Whether an object was replaced or deleted, or cannot be, as far as the object store knows. */
export interface ObjectHistory {
  key: string
  /** Older versions, or a mark that it was deleted. */
  changed: 'replaced' | 'deleted' | null
  /** Until when nobody can delete it, epoch ms; null when it is not locked. */
  lockedUntilMs: number | null
}

export interface Locks {
  objects: number
  /** Until when all of them are locked, epoch ms; null when none is. */
  untilMs: number | null
}

export function locksOf(history: readonly ObjectHistory[]): Locks {
  const until = history.flatMap(({ lockedUntilMs }) => lockedUntilMs ?? [])
  const first = until.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  return { objects: until.length, untilMs: until.length === 0 ? null : first }
}

export interface NewObject {
  key: string
  /** A file, or the content itself. */
  from: { file: string } | { content: Uint8Array }
  /** SHA-256 of the content, hexadecimal. */
  sha256: string
}

/** A folder or a bucket: objects are written once and read. Keys have `/` between their segments. */
export interface ObjectStore {
  /** A path or `s3://bucket/prefix`. */
  name: string
  /** Writes an object where there is none of that key: `there` when one exists, which stays as it is. */
  put(object: NewObject): Promise<'written' | 'there'>
  /** Its content; null when there is no such object. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | null>
  /** All whose keys start with the prefix, in order of their keys. */
  list(prefix: string): AsyncIterable<ObjectInfo>
  /** Versions and locks of all whose keys start with the prefix; null where the history cannot be read. */
  history(prefix: string): Promise<ObjectHistory[] | null>
}

const segment = /^(?!\.{1,2}$)[^/\0\\]+$/

/** Keys that would leave the folder, or that a file system could not hold, are refused. */
export function checkKey(key: string): string {
  if (!key.split('/').every((part) => segment.test(part) && part.length <= 255))
    throw new Error(`${JSON.stringify(key)} is no name of an object`)
  return key
}

// No entry of a manifest is nearly as long.
const maxContentBytes = 16 << 20

/** The whole content of a small object; null when there is none. */
export async function contentOf(store: ObjectStore, key: string): Promise<Buffer | null> {
  const content = await store.read(key)
  if (content === null) return null
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    if (bytes > maxContentBytes)
      throw new Error(`${key} is longer than ${maxContentBytes >> 20} MB`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** An object's digest as it is there now; null when there is none. */
export async function objectDigest(store: ObjectStore, key: string): Promise<Digest | null> {
  const content = await store.read(key)
  return content && digestOf(content)
}
