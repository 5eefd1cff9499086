import { type Compression, decompressed } from './compression'
import type { OpenFile } from './file-system'

const blockBytes = 512 << 10
const leastBytes = 16 << 10

/** What an open file contains, decompressed. */
export interface Content {
  /** Null when it is compressed: then it is known at its end. */
  bytes: number | null
  /** The content from `offset` to its end. */
  blocks(offset: number): AsyncGenerator<Buffer>
  /** The same; a block is written over when the one after the next is read. */
  passingBlocks(offset: number): AsyncGenerator<Buffer>
  /** Up to `bytes` bytes from `offset`; fewer at the end. */
  read(offset: number, bytes: number): Promise<Buffer>
}

async function* plainBlocks(
  file: OpenFile,
  offset: number,
  fileBytes: number,
  roomOf: () => Buffer | undefined = () => undefined,
): AsyncGenerator<Buffer> {
  for (let at = offset; ; ) {
    // No more room than a small file needs: a folder may hold thousands.
    const room = Math.min(blockBytes, Math.max(leastBytes, fileBytes - at))
    const block = await file.read(at, room, room === blockBytes ? roomOf() : undefined)
    if (block.length === 0) return
    at += block.length
    yield block
  }
}

/** Two buffers in turn: new ones for each block would have V8 collect garbage all the time. */
function newRooms() {
  const rooms: Buffer[] = []
  let turn = 0
  return () => {
    turn = 1 - turn
    rooms[turn] ??= Buffer.allocUnsafeSlow(blockBytes)
    return rooms[turn]
  }
}

/** The first bytes of some blocks. */
export async function* upTo(bytes: number, blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const block of blocks) {
    if (left <= 0) return
    yield block.subarray(0, left)
    left -= block.length
  }
}

async function* without(skip: number, blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = skip
  for await (const block of blocks) {
    const from = Math.min(left, block.length)
    left -= from
    if (from < block.length) yield block.subarray(from)
  }
}

async function firstOf(blocks: AsyncIterable<Buffer>, bytes: number): Promise<Buffer> {
  const found: Buffer[] = []
  let length = 0
  if (bytes > 0) {
    for await (const block of blocks) {
      found.push(block)
      length += block.length
      if (length >= bytes) break
    }
  }
  return Buffer.concat(found).subarray(0, bytes)
}

/** `bytes` is the size of the file. */
export function contentOf(
  file: OpenFile,
  { compression, bytes }: { compression: Compression | null; bytes: number },
): Content {
  if (compression === null) {
    return {
      bytes,
      blocks: (offset) => plainBlocks(file, offset, bytes),
      passingBlocks: (offset) => plainBlocks(file, offset, bytes, newRooms()),
      read: (offset, count) => file.read(offset, count),
    }
  }
  const blocks = (offset: number) =>
    without(
      offset,
      decompressed(compression, () => plainBlocks(file, 0, bytes)),
    )
  return {
    bytes: null,
    blocks,
    passingBlocks: blocks,
    read: (offset, count) => firstOf(blocks(offset), count),
  }
}

/** How many bytes from `offset` on two contents have in common, and which of them ended there. */
export async function commonBytes(
  one: Content,
  other: Content,
  offset: number,
): Promise<{ bytes: number; ended: 'one' | 'other' | 'both' | null }> {
  const [left, right] = [one.blocks(offset), other.blocks(offset)]
  const none = Buffer.alloc(0)
  let a: Buffer = none
  let b: Buffer = none
  let bytes = 0
  try {
    for (;;) {
      if (a.length === 0) a = (await left.next()).value ?? none
      if (b.length === 0) b = (await right.next()).value ?? none
      if (a.length === 0 || b.length === 0) {
        const isBoth = a.length === 0 && b.length === 0
        return { bytes, ended: isBoth ? 'both' : a.length === 0 ? 'one' : 'other' }
      }
      const length = Math.min(a.length, b.length)
      if (!a.subarray(0, length).equals(b.subarray(0, length))) {
        let at = 0
        while (a[at] === b[at]) at += 1
        return { bytes: bytes + at, ended: null }
      }
      bytes += length
      a = a.subarray(length)
      b = b.subarray(length)
    }
  } finally {
    await left.return(undefined)
    await right.return(undefined)
  }
}
