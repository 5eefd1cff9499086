import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { recordsOf } from '@/lib/local/store/duckdb'
import { boundsOf, copyToParquet, type EventRange, inRange } from '@/lib/local/store/parquet'
import type { Store } from '@/lib/local/store/store'
import { partKeys } from './keys'
import type { ArchivedObject } from './manifest'
import { type Digest, digester, digestOf, type ObjectStore, objectDigest } from './object-store'
import { ArchiveProblem } from './problem'
import type { Step } from './step'

/** Consecutive events of a range, few enough to be in memory at once. */
export interface Slice {
  upToId: number
  events: number
  /** Of the messages, line ends included. */
  bytes: number
  firstMs: number
  lastMs: number
}

// About 20,000 lines of a web server's log; a page's query waits no longer than for one slice.
const sliceBytes = 12 << 20
// What an event takes beside its message.
const eventBytes = 280

/** Cuts the events of a range, in order of their ids, into slices. */
export async function slicesOf(store: Store, group: string, range: EventRange): Promise<Slice[]> {
  // Sums over a few ids first: a window over each event takes ten times as long.
  const cut = await store.query(
    `SELECT max(up_to_id) AS upToId, sum(events)::BIGINT AS events, sum(bytes)::BIGINT AS bytes,
       min(first_ms) AS firstMs, max(last_ms) AS lastMs FROM (
       SELECT *, sum(bytes + ${eventBytes} * events) OVER (ORDER BY up_to_id) // ${sliceBytes} AS slice FROM (
         SELECT max(id) AS up_to_id, count(*) AS events, sum(size + 1) AS bytes, min(ts) AS first_ms, max(ts) AS last_ms
         FROM ${store.source([group]).from} WHERE ${inRange} GROUP BY id // 16)) GROUP BY slice ORDER BY 1`,
    boundsOf(range),
  )
  return recordsOf<Slice>(cut)
}

/** The messages of a range, one a line, in order of their ids. */
async function* linesOf(
  store: Store,
  group: string,
  { range, slices, step }: { range: EventRange; slices: Slice[]; step: Step },
): AsyncIterable<Buffer> {
  let { afterId } = range
  for (const { upToId } of slices) {
    const slice = { ...range, afterId, upToId }
    const { rows } = await step(() =>
      store.query(
        `SELECT string_agg(message, chr(10) ORDER BY id) || chr(10) FROM ${store.source([group]).from} WHERE ${inRange}`,
        boundsOf(slice),
      ),
    )
    yield Buffer.from(String(rows[0]?.[0] ?? ''))
    afterId = upToId
  }
}

/** SHA-256 of the lines of the first so many events of a range, and the last one's id; null when there are fewer. */
export async function digestOfFirst(
  store: Store,
  group: string,
  range: EventRange,
  events: number,
): Promise<{ sha256: string; upToId: number } | null> {
  const { rows } = await store.query(
    `SELECT max(id), count(*) FROM (SELECT id FROM ${store.source([group]).from} WHERE ${inRange} ORDER BY id LIMIT $5::BIGINT)`,
    [...boundsOf(range), events],
  )
  const [upToId = 0, count = 0] = (rows[0] ?? []).map(Number)
  if (count < events) return null
  const first = { ...range, upToId }
  const slices = await slicesOf(store, group, first)
  const lines = linesOf(store, group, { range: first, slices, step: (work) => work() })
  return { sha256: (await digestOf(lines)).sha256, upToId }
}

interface WrittenFile extends Digest {
  file: string
}

interface WrittenPart {
  lines: WrittenFile
  parquet: WrittenFile
  linesSha256: string
}

// A third of the work of the usual 6, for files that are a fifth larger.
const level = 3

/**
 * Writes the slices of a part into two files of the store's work folder: the lines as gzip, the
 * events as Parquet. The same events give the same bytes.
 */
export async function writePart(
  store: Store,
  folder: string,
  part: { group: string; range: EventRange; slices: Slice[]; step: Step },
): Promise<WrittenPart> {
  const { group, range, slices, step } = part
  const [linesFile, parquetFile] = [join(folder, 'part.log.gz'), join(folder, 'part.parquet')]
  const [raw, compressed] = [digester(), digester()]
  await pipeline(
    // The next slice is fetched while one is compressed: two are in memory at most.
    Readable.from(linesOf(store, group, part), { highWaterMark: 1 }),
    raw.pass,
    createGzip({ level }),
    compressed.pass,
    createWriteStream(linesFile),
  )
  const copy = copyToParquet(store.source([group]), range, parquetFile)
  const { rows } = await step(() => store.query(...copy))
  const events = slices.reduce((sum, slice) => sum + slice.events, 0)
  if (Number(rows[0]?.[0]) !== events)
    throw new Error(`${events} events were to be archived and ${rows[0]} are in the Parquet file`)
  return {
    lines: { file: linesFile, ...compressed.digest() },
    parquet: { file: parquetFile, ...(await digestOf(createReadStream(parquetFile))) },
    linesSha256: raw.digest().sha256,
  }
}

/** Writes an object and reads it back. Null when it is there; otherwise the other object that has its name. */
async function put(
  to: ObjectStore,
  key: string,
  { file, sha256, bytes }: WrittenFile,
): Promise<ArchivedObject | null> {
  const written = await to.put({ key, from: { file }, sha256 })
  const found = await objectDigest(to, key)
  if (found?.sha256 === sha256 && found.bytes === bytes) return null
  if (written === 'written') {
    throw new ArchiveProblem(
      `${key} was written to the archive ${to.name}, and other content was read back.`,
      'Check the disk or the server there.',
    )
  }
  if (!found)
    throw new ArchiveProblem(
      `${key} of the archive ${to.name} cannot be read.`,
      'Check who may read there.',
    )
  return { key, ...found }
}

interface PutPart {
  part: number
  objects: ArchivedObject[]
  /** What an interrupted attempt left under names that were to be used. */
  leftBehind: ArchivedObject[]
}

/**
 * Writes both objects of a part. Where an interrupted attempt left an object of its name, the same
 * content counts as written; other content stays, and the part takes the next number.
 */
export async function putPart(
  to: ObjectStore,
  { group, fromMs, part: first }: { group: string; fromMs: number; part: number },
  files: WrittenPart,
): Promise<PutPart> {
  const leftBehind: ArchivedObject[] = []
  for (let part = first; ; part += 1) {
    const keys = partKeys(group, fromMs, part)
    const objects: ArchivedObject[] = []
    const others: ArchivedObject[] = []
    for (const name of ['lines', 'parquet'] as const) {
      const key = keys[name]
      const written = files[name]
      const other = await put(to, key, written)
      if (other) others.push(other)
      else objects.push({ key, sha256: written.sha256, bytes: written.bytes })
    }
    if (others.length === 0) {
      await rm(files.lines.file)
      await rm(files.parquet.file)
      return { part, objects, leftBehind }
    }
    // Neither is named by an entry: both are known as left behind.
    leftBehind.push(...others, ...objects)
  }
}
