import { rm } from 'node:fs/promises'
import { partKeys } from './keys'
import type { ArchivedObject } from './manifest'
import { type ObjectStore, objectDigest } from './object-store'
import type { WrittenFile, WrittenPart } from './part-files'
import { ArchiveProblem } from './problem'

/** Writes an object and reads it back. Null when it is there; otherwise the other object that has its name. */
async function put(
  to: ObjectStore,
  key: string,
  { file, sha256, bytes }: WrittenFile,
): Promise<ArchivedObject | null> {
  const written = await to.put({ key, from: { file }, sha256 })
  const found = await objectDigest(to, key)
  if (found?.sha256 === sha256 && found.bytes === bytes) return null
  if (written === 'written') {
    throw new ArchiveProblem(
      `${key} was written to the archive ${to.name}, and other content was read back.`,
      'Check the disk or the server there.',
    )
  }
  if (!found)
    throw new ArchiveProblem(
      `${key} of the archive ${to.name} cannot be read.`,
      'Check who may read there.',
    )
  return { key, ...found }
}

export interface PutPart {
  part: number
  objects: ArchivedObject[]
  /** What an interrupted attempt left under names that were to be used. */
  leftBehind: ArchivedObject[]
}

/**
 * Writes both objects of a part. Where an interrupted attempt left an object of its name, the same
 * content counts as written; other content stays, and the part takes the next number.
 */
export async function putPart(
  to: ObjectStore,
  { group, fromMs, part: first }: { group: string; fromMs: number; part: number },
  { lines, parquet }: WrittenPart,
): Promise<PutPart> {
  const leftBehind: ArchivedObject[] = []
  for (let part = first; ; part += 1) {
    const keys = partKeys(group, fromMs, part)
    const objects: ArchivedObject[] = []
    const others: ArchivedObject[] = []
    for (const [key, written] of [
      [keys.lines, lines],
      [keys.parquet, parquet],
    ] as const) {
      const other = await put(to, key, written)
      if (other) others.push(other)
      else objects.push({ key, sha256: written.sha256, bytes: written.bytes })
    }
    if (others.length === 0) {
      await rm(lines.file)
      await rm(parquet.file)
      return { part, objects, leftBehind }
    }
    // Neither is named by an entry: both are known as left behind.
    leftBehind.push(...others, ...objects)
  }
}
