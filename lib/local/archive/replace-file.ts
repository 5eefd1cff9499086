import { open, rename } from 'node:fs/promises'

/** Writes a small file whole or not at all. */
export async function replaceFile(file: string, content: string): Promise<void> {
  const handle = await open(`${file}.part`, 'w')
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.part`, file)
}
