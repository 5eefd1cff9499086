import { open, readFile, rename } from 'node:fs/promises'
import { z } from 'zod'
import type { Head } from './manifest'

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
