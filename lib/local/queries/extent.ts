import type { Compiled } from '@/lib/local/insights/compile'
import type { Store } from '@/lib/local/store/store'

/** What a window over log groups contains. */
export interface Extent {
  records: number
  bytes: number
}

/** Extents counted since something was last written. */
export interface ExtentCache {
  byWindow: Map<string, Promise<Extent>>
  /** The version of the store that the extents are of. */
  storeVersion: number
}

export const newExtentCache = (): ExtentCache => ({ byWindow: new Map(), storeVersion: -1 })

const maxCached = 1_000

/**
 * What a query has to read. All panels of a page read the same window at once: it is counted once and
 * cached until something is written.
 */
export function extentOf(
  store: Store,
  cache: ExtentCache,
  { sql, parameters }: Compiled['scanned'],
): Promise<Extent> {
  if (cache.storeVersion !== store.version() || cache.byWindow.size >= maxCached) {
    cache.byWindow.clear()
    cache.storeVersion = store.version()
  }
  const key = JSON.stringify([sql, parameters])
  const cached = cache.byWindow.get(key)
  if (cached) return cached
  const counted = store.query(sql, parameters).then(({ rows: [row] }) => ({
    records: Number(row?.[0] ?? 0),
    bytes: Number(row?.[1] ?? 0),
  }))
  cache.byWindow.set(key, counted)
  counted.catch(() => cache.byWindow.delete(key))
  return counted
}
