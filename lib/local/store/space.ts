import { statfs } from 'node:fs/promises'

const reservedBytes = 64 << 20

/** How much of a folder's disk is free, and how much of it the store needs to go on. */
export async function spaceOf(
  folder: string,
): Promise<{ freeBytes: number; reservedBytes: number }> {
  const { bavail, bsize, blocks } = await statfs(folder)
  return {
    freeBytes: bavail * bsize,
    reservedBytes: Math.min(reservedBytes, (blocks * bsize) / 10),
  }
}
