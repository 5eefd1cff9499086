import { createReadStream } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

const blockBytes = 2 << 20

export const isCompressed = (path: string) => path.endsWith('.gz')

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

/** The content from `offset` to its end, in blocks. */
export async function* plainBlocks(handle: FileHandle, offset: number): AsyncGenerator<Buffer> {
  for (let at = offset; ; ) {
    const block = await readAt(handle, at, blockBytes)
    if (block.length === 0) return
    at += block.length
    yield block
  }
}

/** The content of a compressed file from `offset` to its end, in blocks. */
export async function* gunzippedBlocks(path: string, offset: number): AsyncGenerator<Buffer> {
  let skip = offset
  // A pipeline, because a plain pipe hangs when the file cannot be read. The error comes out of the loop.
  const content = pipeline(createReadStream(path), createGunzip(), () => {})
  for await (const block of content as AsyncIterable<Buffer>) {
    const from = Math.min(skip, block.length)
    skip -= from
    if (from < block.length) yield block.subarray(from)
  }
}

/** The first bytes of a compressed file's content. */
export async function gunzippedHead(path: string, bytes: number): Promise<Buffer> {
  const blocks: Buffer[] = []
  let length = 0
  for await (const block of gunzippedBlocks(path, 0)) {
    blocks.push(block)
    length += block.length
    if (length >= bytes) break
  }
  return Buffer.concat(blocks).subarray(0, bytes)
}
