import { createHash } from 'node:crypto'
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { createGunzip } from 'node:zlib'

export const isCompressed = (path: string) => path.endsWith('.gz')
const isGlob = (text: string) => /[*?[]/.test(text)

function toExpression(glob: string): RegExp {
  const text = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
  return new RegExp(`^${text}$`)
}

/** The files that a path or glob names now, oldest name first. A path that is no glob names itself. */
export async function expand(pattern: string): Promise<string[]> {
  const path = resolve(pattern)
  if (!isGlob(path)) return [path]
  const folder = dirname(path)
  const folders = isGlob(folder) ? await expand(folder) : [folder]
  const name = toExpression(path.slice(folder.length + 1))
  const found: string[] = []
  for (const parent of folders) {
    const names = await readdir(parent).catch(() => [])
    found.push(...names.filter((entry) => name.test(entry)).map((entry) => join(parent, entry)))
  }
  // access_log.10 is older than access_log.9, and access_log is the newest.
  const age = (file: string) => Number(/\.(\d+)(?:\.gz)?$/.exec(file)?.[1] ?? -1)
  return found.sort((a, b) => age(b) - age(a) || (a < b ? -1 : 1))
}

/** The first bytes of a file, of a compressed one those of its content. */
export async function headOf(path: string, bytes: number): Promise<Buffer> {
  const handle = await open(path, 'r')
  try {
    if (!isCompressed(path)) return await readAt(handle, 0, bytes)
    const parts: Buffer[] = []
    let length = 0
    const content = handle.createReadStream({ autoClose: false }).pipe(createGunzip())
    for await (const part of content) {
      parts.push(part as Buffer)
      length += (part as Buffer).length
      if (length >= bytes) break
    }
    return Buffer.concat(parts).subarray(0, bytes)
  } finally {
    await handle.close()
  }
}

/** Up to `bytes` bytes from `offset`; fewer at the end of the file. */
export async function readAt(handle: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes)
  let length = 0
  while (length < bytes) {
    const { bytesRead } = await handle.read(buffer, length, bytes - length, offset + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}

export const fingerprint = (head: Buffer) =>
  createHash('sha256').update(head).digest('hex').slice(0, 32)
