import type { EngineContext } from '@/lib/local/context'
import type { Compiled } from '@/lib/local/insights/compile'

/** What a window over log groups holds. */
export interface Extent {
  records: number
  bytes: number
}

const mostKept = 1_000

/**
 * What a query has to read. All panels of a page ask for the same window at once: it is counted once
 * and remembered until something is written.
 */
export function extentOf(
  { store, queries }: Pick<EngineContext, 'store' | 'queries'>,
  { sql, parameters }: Compiled['scanned'],
): Promise<Extent> {
  if (queries.extentsOf !== store.version() || queries.extents.size >= mostKept) {
    queries.extents.clear()
    queries.extentsOf = store.version()
  }
  const key = JSON.stringify([sql, parameters])
  const known = queries.extents.get(key)
  if (known) return known
  const counted = store.query(sql, parameters).then(({ rows: [row] }) => ({
    records: Number(row?.[0] ?? 0),
    bytes: Number(row?.[1] ?? 0),
  }))
  queries.extents.set(key, counted)
  counted.catch(() => queries.extents.delete(key))
  return counted
}
