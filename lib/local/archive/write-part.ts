import { createHash, type Hash } from 'node:crypto'
import { once } from 'node:events'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createGzip } from 'node:zlib'
import type { EventRange } from '@/lib/local/store/parquet'
import type { Store } from '@/lib/local/store/store'
import { linesOf, type Slice, writeParquet } from './events'
import { parquetJoiner } from './join-parquet'

/** Does some work, and leaves the machine to others before it comes back. */
export type Step = <T>(work: () => Promise<T>) => Promise<T>

export interface WrittenFile {
  file: string
  sha256: string
  bytes: number
}

export interface WrittenPart {
  lines: WrittenFile
  parquet: WrittenFile
  linesSha256: string
}

/** A file whose SHA-256 is known when it has been written. */
async function hashedFile(file: string) {
  const handle = await open(file, 'w')
  const hash: Hash = createHash('sha256')
  let bytes = 0
  return {
    async write(part: Uint8Array) {
      bytes += part.length
      hash.update(part)
      await handle.appendFile(part)
    },
    close: () => handle.close(),
    digest: (): WrittenFile => ({ file, sha256: hash.digest('hex'), bytes }),
  }
}
type HashedFile = Awaited<ReturnType<typeof hashedFile>>

// A third of the work of the usual 6, for files that are a fifth larger.
const level = 3

/** Compresses what it is given, on another thread, while the next is being fetched. */
function gzipInto(out: HashedFile) {
  const gzip = createGzip({ level })
  const written = (async () => {
    for await (const part of gzip) await out.write(part as Buffer)
  })()
  // Awaited at the end; until then its failure is nobody's surprise.
  written.catch(() => {})
  let taken: Promise<unknown> = Promise.resolve()
  return {
    /** Settles when the text before this one has been compressed: two are in memory at most. */
    async add(text: Buffer) {
      await taken
      if (gzip.write(text)) return
      taken = Promise.race([once(gzip, 'drain'), written])
      taken.catch(() => {})
    },
    async end() {
      gzip.end()
      await written
    },
    destroy: () => gzip.destroy(),
  }
}

/**
 * Writes the slices of a part into two files of the store's work folder: the lines as gzip, the
 * events as Parquet. The same events give the same bytes.
 */
export async function writePart(
  store: Store,
  { group, range, slices, step }: { group: string; range: EventRange; slices: Slice[]; step: Step },
): Promise<WrittenPart> {
  const folder = store.workDir
  if (folder === null) throw new Error('The store was opened without a work folder')
  const piece = join(folder, 'slice.parquet')
  const lines = await hashedFile(join(folder, 'part.log.gz'))
  const parquet = await hashedFile(join(folder, 'part.parquet'))
  const gzip = gzipInto(lines)
  const joiner = parquetJoiner(parquet.write)
  const raw = createHash('sha256')
  try {
    let afterId = range.afterId
    for (const { upToId } of slices) {
      const own = { ...range, afterId, upToId }
      const text = await step(() => linesOf(store, group, own))
      raw.update(text)
      await gzip.add(text)
      await step(() => writeParquet(store, group, own, piece))
      await joiner.add(await readFile(piece))
      afterId = upToId
    }
    await gzip.end()
    const rows = await joiner.end()
    const events = slices.reduce((sum, slice) => sum + slice.events, 0)
    if (rows !== events)
      throw new Error(`${events} events were to be archived and ${rows} are in the Parquet file`)
    return { lines: lines.digest(), parquet: parquet.digest(), linesSha256: raw.digest('hex') }
  } finally {
    gzip.destroy()
    await lines.close()
    await parquet.close()
    await rm(piece, { force: true })
  }
}
