import { open, readFile, rename } from 'node:fs/promises'
import * as z from 'zod'
import { hourMs } from '@/lib/time'

/** The `previous` of the first entry. */
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
/** With the start of its hour, epoch ms. */
export type StoredEntry = Entry & { fromMs: number }
export type ArchivedObject = z.infer<typeof object>

/** The newest entry of a chain. */
export interface Head {
  sequence: number
  sha256: string
}

export const writeEntry = (value: Entry) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`)

/** Reads an entry. Throws an Error that says what is wrong with it. */
export function readEntry(bytes: Uint8Array): StoredEntry {
  const parsed = entry.safeParse(JSON.parse(Buffer.from(bytes).toString()))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new Error(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  const fromMs = Date.parse(parsed.data.hour)
  if (fromMs % hourMs !== 0) throw new Error('hour: is not the start of an hour')
  return { ...parsed.data, fromMs }
}

/**
 * The newest entry of each manifest, in a small file beside the store: a witness against an archive
 * whose end was cut off. Name of the archive → log group → entry.
 */
const heads = z.record(
  z.string(),
  z.record(z.string(), z.object({ sequence: z.number().int(), sha256: z.string() })),
)

async function readAll(file: string): Promise<z.infer<typeof heads>> {
  try {
    return heads.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return {}
  }
}

/** What the file says of an archive; nothing when there is no such file, or none that can be read. */
export const readHeads = async (file: string, target: string): Promise<Record<string, Head>> =>
  (await readAll(file))[target] ?? {}

/** Replaces the file whole or not at all. */
export async function writeHead(
  file: string,
  { target, group, head }: { target: string; group: string; head: Head },
): Promise<void> {
  const all = await readAll(file)
  all[target] = { ...all[target], [group]: head }
  const handle = await open(`${file}.part`, 'w')
  try {
    await handle.writeFile(`${JSON.stringify(all, null, 1)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.part`, file)
}
