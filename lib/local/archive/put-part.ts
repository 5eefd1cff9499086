import { rm } from 'node:fs/promises'
import { partKeys } from './keys'
import { type ArchivedObject, digestOf } from './manifest'
import type { ObjectStore } from './object-store'
import { ArchiveProblem } from './problem'
import type { WrittenFile, WrittenPart } from './write-part'

/** Writes an object and reads it back. What stands there under its name when that is something else. */
async function put(
  to: ObjectStore,
  key: string,
  { file, sha256, bytes }: WrittenFile,
): Promise<ArchivedObject | null> {
  const written = await to.put({ key, from: { file }, sha256 })
  const there = await digestOf(to, key)
  if (there?.sha256 === sha256 && there.bytes === bytes) return null
  if (written === 'written') {
    throw new ArchiveProblem(
      `${key} was written to the archive ${to.name}, and other content was read back.`,
      'Check the disk or the server there.',
    )
  }
  if (!there)
    throw new ArchiveProblem(
      `${key} of the archive ${to.name} cannot be read.`,
      'Check who may read there.',
    )
  return { key, ...there }
}

export interface PutPart {
  part: number
  objects: ArchivedObject[]
  /** What an interrupted attempt left under names that were to be used. */
  leftBehind: ArchivedObject[]
}

/**
 * Writes both objects of a part. Where an interrupted attempt left an object of its name the same
 * content is taken as written; other content stays, and the part takes the next number.
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
