import { createHash } from 'node:crypto'
import { boundsOf, copyToParquet, type EventRange, inRange } from '@/lib/local/store/parquet'
import type { Store } from '@/lib/local/store/store'

/** Some of a part's events, few enough to be in memory at once. */
export interface Slice {
  upToId: number
  events: number
  /** Of the messages, line ends included. */
  bytes: number
  firstMs: number
  lastMs: number
}

// About 30,000 lines of a web server's log; a page that is asked meanwhile waits no longer than for one.
const sliceBytes = 12 << 20
// What an event takes beside its message.
const eventBytes = 280

/** Cuts the events of a range, in order of their ids, into slices. */
export async function slicesOf(store: Store, group: string, range: EventRange): Promise<Slice[]> {
  const { rows } = await store.query(
    `SELECT max(id), count(*), sum(size + 1)::BIGINT, min(ts), max(ts) FROM (
       SELECT id, ts, size, sum(size + ${eventBytes}) OVER (ORDER BY id) // ${sliceBytes} AS slice
       FROM ${store.source([group]).from} WHERE ${inRange}) GROUP BY slice ORDER BY 1`,
    boundsOf(range),
  )
  return rows.map((row) => {
    const [upToId = 0, events = 0, bytes = 0, firstMs = 0, lastMs = 0] = row.map(Number)
    return { upToId, events, bytes, firstMs, lastMs }
  })
}

/** The messages of a range, one a line, in order of their ids. */
export async function linesOf(store: Store, group: string, range: EventRange): Promise<Buffer> {
  const { rows } = await store.query(
    `SELECT string_agg(message, chr(10) ORDER BY id) || chr(10) FROM ${store.source([group]).from} WHERE ${inRange}`,
    boundsOf(range),
  )
  return Buffer.from(String(rows[0]?.[0] ?? ''))
}

/** Writes a range into a Parquet file in the store's work folder. */
export async function writeParquet(
  store: Store,
  group: string,
  range: EventRange,
  file: string,
): Promise<void> {
  const [sql, parameters] = copyToParquet(store.source([group]), range, file)
  await store.query(sql, parameters)
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
  const hash = createHash('sha256')
  let afterId = range.afterId
  for (const slice of await slicesOf(store, group, { ...range, upToId })) {
    hash.update(await linesOf(store, group, { ...range, afterId, upToId: slice.upToId }))
    afterId = slice.upToId
  }
  return { sha256: hash.digest('hex'), upToId }
}
