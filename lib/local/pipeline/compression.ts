import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import unbzip2 from 'unbzip2-stream'
import { XzReadableStream } from 'xz-decompress'

export type Compression = 'gzip' | 'zstd' | 'bzip2' | 'xz'

/** A compressed file is truncated or damaged. */
export class Damaged extends Error {
  constructor(
    readonly compression: Compression,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

const magic: [Compression, RegExp][] = [
  ['gzip', /^1f8b/],
  ['zstd', /^(?:28b52ffd|5[0-9a-f]2a4d18)/],
  ['bzip2', /^425a683[1-9](?:314159265359|177245385090)/],
  ['xz', /^fd377a585a00/],
]

/** How a file that begins so is compressed; null when it is not. */
export function compressionOf(head: Buffer): Compression | null {
  const start = head.subarray(0, 10).toString('hex')
  return magic.find(([, pattern]) => pattern.test(start))?.[0] ?? null
}

// So small that what one of them expands to stays small as well.
const inputBytes = 32 << 10

async function* inPieces(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += inputBytes) {
      yield block.subarray(at, at + inputBytes)
    }
  }
}

/** What follows the last whole member is no member: gzip ignores it. */
const isTrailing = (error: unknown) =>
  error instanceof Error && /incorrect header check|unknown compression method/.test(error.message)

async function* gunzip(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = createGunzip()
  let blocks: Buffer[] = []
  let failure: unknown
  let hasContent = false
  // Not as a stream to be iterated: that would drop what came right before a failure.
  decoder.on('data', (block: Buffer) => blocks.push(block))
  decoder.on('error', (error) => {
    failure ??= error
  })
  // After a failure, what was written is never confirmed.
  const write = (piece: Buffer) =>
    new Promise<void>((resolve) => {
      const done = () => {
        decoder.off('error', done)
        resolve()
      }
      decoder.on('error', done)
      decoder.write(piece, done)
    })
  function* taken() {
    hasContent ||= blocks.length > 0
    yield* blocks
    blocks = []
  }
  try {
    for await (const piece of pieces) {
      await write(piece)
      yield* taken()
      if (failure !== undefined) break
    }
    if (failure === undefined) {
      decoder.end()
      await finished(decoder).catch(() => {})
      yield* taken()
    }
    if (failure !== undefined && !(hasContent && isTrailing(failure))) throw failure
  } finally {
    decoder.destroy()
  }
}

async function* unzstd(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let blocks: Buffer[] = []
  // Copied: the decoder goes on to use its window.
  const decoder = new Decompress((block) => blocks.push(Buffer.from(block)))
  for await (const piece of pieces) {
    let failure: unknown
    try {
      decoder.push(piece)
    } catch (error) {
      failure = error
    }
    yield* blocks
    blocks = []
    if (failure !== undefined) throw failure
  }
  decoder.push(new Uint8Array(0), true)
}

async function* unbzip(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let blocks: Buffer[] = []
  let failure: unknown
  const decoder = unbzip2()
  decoder.on('data', (block: Buffer) => blocks.push(block))
  decoder.on('error', (error: unknown) => {
    failure ??= error
  })
  for await (const piece of pieces) {
    decoder.write(piece)
    yield* blocks
    blocks = []
    if (failure !== undefined) throw failure
  }
  decoder.end()
  yield* blocks
  if (failure !== undefined) throw failure
}

async function* unxz(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const reader = new XzReadableStream(
    Readable.toWeb(Readable.from(pieces)) as ReadableStream<Uint8Array>,
  ).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield Buffer.from(value)
  }
}

const decoders = { gzip: gunzip, zstd: unzstd, bzip2: unbzip, xz: unxz }

/** The content of a compressed file. Throws Damaged after what could be read. */
export async function* decompressed(
  compression: Compression,
  blocks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let unread: unknown
  async function* source() {
    try {
      yield* inPieces(blocks)
    } catch (error) {
      unread = error
      throw error
    }
  }
  try {
    yield* decoders[compression](source())
  } catch (error) {
    throw unread ?? new Damaged(compression, error)
  }
}
