import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Head } from './manifest'
import { replaceFile } from './replace-file'

/**
 * The newest entry of each manifest, in a small file beside the store: a witness against an archive
 * whose end was cut off. Place → log group → entry.
 */
const heads = z.record(
  z.string(),
  z.record(z.string(), z.object({ sequence: z.number().int(), sha256: z.string() })),
)

/** What the file says of a place; nothing when there is no such file, or none that can be read. */
export async function readHeads(file: string, target: string): Promise<Record<string, Head>> {
  try {
    return heads.parse(JSON.parse(await readFile(file, 'utf8')))[target] ?? {}
  } catch {
    return {}
  }
}

export async function writeHead(
  file: string,
  { target, group, head }: { target: string; group: string; head: Head },
): Promise<void> {
  let all: z.infer<typeof heads> = {}
  try {
    all = heads.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // A new one is written.
  }
  all[target] = { ...all[target], [group]: head }
  await replaceFile(file, `${JSON.stringify(all, null, 1)}\n`)
}
