import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import unbzip2 from 'unbzip2-stream'

// Its bundle names no exports that a module import would find.
const { XzReadableStream } = createRequire(import.meta.url)(
  'xz-decompress',
) as typeof import('xz-decompress')

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

/** A compressed content, from its beginning each time. */
type Source = () => AsyncIterable<Buffer>

/** What follows the last whole member is no member: gzip ignores it. */
const isTrailing = (error: unknown) =>
  error instanceof Error && /incorrect header check|unknown compression method/.test(error.message)

/** Writes to a gzip decoder, and gives what came out of it: an iterated stream drops what came right before a failure. */
function newGunzip() {
  const decoder = createGunzip()
  let blocks: Buffer[] = []
  let failure: unknown
  decoder.on('data', (block: Buffer) => blocks.push(block))
  decoder.on('error', (error) => {
    failure ??= error
  })
  function taken() {
    const all = blocks
    blocks = []
    return all
  }
  return {
    failure: () => failure,
    destroy: () => decoder.destroy(),
    async write(piece: Buffer): Promise<Buffer[]> {
      await new Promise<void>((resolve) => {
        // After a failure, what was written is never confirmed.
        const done = () => {
          decoder.off('error', done)
          resolve()
        }
        decoder.on('error', done)
        decoder.write(piece, done)
      })
      return taken()
    },
    async end(): Promise<Buffer[]> {
      decoder.end()
      await finished(decoder).catch(() => {})
      return taken()
    },
  }
}

async function* gunzip(open: Source): AsyncGenerator<Buffer> {
  let given = 0
  let wholePieces = 0
  const first = newGunzip()
  try {
    for await (const piece of open()) {
      for (const block of await first.write(piece)) {
        given += block.length
        yield block
      }
      if (first.failure() !== undefined) break
      wholePieces += 1
    }
    if (first.failure() === undefined) {
      yield* await first.end()
      if (first.failure() === undefined) return
      throw first.failure()
    }
  } finally {
    first.destroy()
  }
  for await (const block of gunzipToFailure(open, { wholePieces, given })) {
    given += block.length
    yield block
  }
  if (given === 0 || !isTrailing(first.failure())) throw first.failure()
}

/** What the piece that failed gave before it did: zlib drops it, unless it gets the bytes one by one. */
async function* gunzipToFailure(
  open: Source,
  { wholePieces, given }: { wholePieces: number; given: number },
): AsyncGenerator<Buffer> {
  const again = newGunzip()
  let skip = given
  let pieces = 0
  try {
    for await (const piece of open()) {
      const step = pieces < wholePieces ? piece.length : 1
      pieces += 1
      for (let at = 0; at < piece.length && again.failure() === undefined; at += step) {
        for (const block of await again.write(piece.subarray(at, at + step))) {
          const from = Math.min(skip, block.length)
          skip -= from
          if (from < block.length) yield block.subarray(from)
        }
      }
      if (again.failure() !== undefined) return
    }
  } finally {
    again.destroy()
  }
}

async function* unzstd(open: Source): AsyncGenerator<Buffer> {
  let blocks: Buffer[] = []
  // Copied: the decoder goes on to use its window.
  const decoder = new Decompress((block) => blocks.push(Buffer.from(block)))
  for await (const piece of open()) {
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

async function* unbzip(open: Source): AsyncGenerator<Buffer> {
  let blocks: Buffer[] = []
  let failure: unknown
  const decoder = unbzip2()
  decoder.on('data', (block: Buffer) => blocks.push(block))
  decoder.on('error', (error: unknown) => {
    failure ??= error
  })
  for await (const piece of open()) {
    decoder.write(piece)
    yield* blocks
    blocks = []
    if (failure !== undefined) throw failure
  }
  decoder.end()
  yield* blocks
  if (failure !== undefined) throw failure
}

async function* unxz(open: Source): AsyncGenerator<Buffer> {
  const reader = new XzReadableStream(
    Readable.toWeb(Readable.from(open())) as ReadableStream<Uint8Array>,
  ).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield Buffer.from(value)
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

const decoders = { gzip: gunzip, zstd: unzstd, bzip2: unbzip, xz: unxz }

/** The content of a compressed file, whose bytes `open` gives. Throws Damaged after what could be read. */
export async function* decompressed(
  compression: Compression,
  open: Source,
): AsyncGenerator<Buffer> {
  let unread: unknown
  async function* source() {
    try {
      yield* inPieces(open())
    } catch (error) {
      unread = error
      throw error
    }
  }
  try {
    yield* decoders[compression](source)
  } catch (error) {
    throw unread ?? new Damaged(compression, error)
  }
}
