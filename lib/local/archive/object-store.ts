/** What is known of an object without reading it. */
export interface ObjectInfo {
  key: string
  bytes: number
}

/** An object that was replaced or deleted, or that is kept from it, as far as the store of objects tells. */
export interface ObjectHistory {
  key: string
  /** Older versions, or a mark that it was deleted. */
  changed: 'replaced' | 'deleted' | null
  /** Until when nobody can delete it, epoch ms; null when it is not locked. */
  lockedUntilMs: number | null
}

export interface NewObject {
  key: string
  /** A file, or the content itself. */
  from: { file: string } | { content: Uint8Array }
  /** SHA-256 of the content, hexadecimal. */
  sha256: string
}

/** A folder or a bucket: objects that are written once and read. Keys have `/` between their steps. */
export interface ObjectStore {
  /** As people write it: a path or `s3://bucket/prefix`. */
  name: string
  /** Writes an object where there is none of that key: `there` when there is one, which stays as it is. */
  put(object: NewObject): Promise<'written' | 'there'>
  /** Its content; null when there is no such object. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | null>
  /** All whose keys begin so, in the order of their keys. */
  list(prefix: string): AsyncIterable<ObjectInfo>
  /** Versions and locks of all whose keys begin so; null where objects have no history that could be asked for. */
  history(prefix: string): Promise<ObjectHistory[] | null>
}

const step = /^(?!\.{1,2}$)[^/\0\\]+$/

/** Keys that would leave the folder, or that a file system could not hold, are refused. */
export function checkKey(key: string): string {
  if (!key.split('/').every((part) => step.test(part) && part.length <= 255))
    throw new Error(`${JSON.stringify(key)} is no name of an object`)
  return key
}
