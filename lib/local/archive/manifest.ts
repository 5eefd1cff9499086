import { createHash } from 'node:crypto'
import { z } from 'zod'
import { hourMs } from './keys'
import type { ObjectStore } from './object-store'

/** What stands before the first entry. */
export const beginning = '0'.repeat(64)

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().min(0)
const object = z.object({ key: z.string().min(1).max(1024), sha256, bytes: count })

const entry = z.object({
  version: z.literal(1),
  sequence: count,
  /** SHA-256 of the bytes of the entry before. */
  previous: sha256,
  logGroup: z.string(),
  /** Start of the hour, such as 2026-11-20T10:00:00.000Z. */
  hour: z.iso.datetime(),
  part: count,
  /** The raw lines, then the Parquet beside them. */
  objects: z.array(object).length(2),
  /** SHA-256 of the raw lines, not compressed. */
  linesSha256: sha256,
  events: count,
  firstMs: z.number().int(),
  lastMs: z.number().int(),
  idRange: z.tuple([count, count]),
  writtenAt: z.iso.datetime(),
  /** Objects of an interrupted attempt that nothing may overwrite. */
  leftBehind: z.array(object).optional(),
})
export type Entry = z.infer<typeof entry>
export type ArchivedObject = z.infer<typeof object>

/** The newest entry of a chain. */
export interface Head {
  sequence: number
  sha256: string
}

export const hashOf = (bytes: Uint8Array | string) =>
  createHash('sha256').update(bytes).digest('hex')

export const writeEntry = (value: Entry) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`)

/** Reads an entry. Throws an Error that says what is wrong with it. */
export function readEntry(bytes: Uint8Array): Entry & { fromMs: number } {
  const parsed = entry.safeParse(JSON.parse(Buffer.from(bytes).toString()))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  const fromMs = Date.parse(parsed.data.hour)
  if (fromMs % hourMs !== 0) throw new Error('hour: is not the start of an hour')
  return { ...parsed.data, fromMs }
}

// No entry is nearly as long; what is longer is none.
const mostBytes = 16 << 20

/** The whole content of a small object; null when there is none. */
export async function contentOf(store: ObjectStore, key: string): Promise<Buffer | null> {
  const content = await store.read(key)
  if (content === null) return null
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    if (bytes > mostBytes) throw new Error(`${key} is longer than ${mostBytes >> 20} MB`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** SHA-256 and size of an object as it is there now; null when there is none. */
export async function digestOf(
  store: ObjectStore,
  key: string,
): Promise<Omit<ArchivedObject, 'key'> | null> {
  const content = await store.read(key)
  if (content === null) return null
  const hash = createHash('sha256')
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    hash.update(part)
  }
  return { sha256: hash.digest('hex'), bytes }
}
