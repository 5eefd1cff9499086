import { AwsError, notFound } from '@/lib/local/aws-error'
import type { Compiled } from '@/lib/local/insights/compile'
import type { SqlValue } from '@/lib/local/store/duckdb'
import type { Extent } from './extent'

export type QueryStatus = 'Scheduled' | 'Running' | 'Complete' | 'Failed' | 'Cancelled' | 'Timeout'

export interface StartedQuery {
  readonly id: string
  readonly text: string
  /** The log groups that it reads, by name. */
  readonly groups: readonly string[]
  readonly columns: Compiled['columns']
  readonly createdMs: number
  endedMs: number | null
  status: QueryStatus
  /** While it runs: those of the newest part of the window, as soon as they are known. */
  rows: SqlValue[][]
  /** About how much memory the rows take. */
  bytes: number
  /** What its window holds; null until that is known. */
  extent: Extent | null
  matched: number
  /** Which share of the window has been read, from 0 to 1. */
  share(): number
  readonly stop: AbortController
  /** Settles when the query has come to its end, whatever that is. */
  ended: Promise<void>
}

/** The queries that were started, by their id. */
export interface Queries {
  byId: Map<string, StartedQuery>
  /** So long a query may run. */
  deadlineMs: number
  /** What windows hold, asked once for all queries over the same window. */
  extents: Map<string, Promise<Extent>>
  /** The version of the store that `extents` is about. */
  extentsOf: number
}

const longestMs = 60 * 60_000
const keepMs = 7 * 86_400_000
const mostAtOnce = 100
const mostKept = 2_000
// So much of the results of old queries is remembered; a page of ours refreshes all day.
const mostBytesKept = 256 << 20

export const newQueries = (deadlineMs = longestMs): Queries => ({
  byId: new Map(),
  deadlineMs,
  extents: new Map(),
  extentsOf: -1,
})

export const isRunning = ({ status }: StartedQuery) =>
  status === 'Scheduled' || status === 'Running'

/** Takes a query in and forgets old ones. Throws where too many are running. */
export function remember({ byId }: Queries, query: StartedQuery): void {
  if ([...byId.values()].filter(isRunning).length >= mostAtOnce) {
    throw new AwsError(
      'LimitExceededException',
      `Account maximum query concurrency limit of [${mostAtOnce}] reached.`,
    )
  }
  let bytesKept = 0
  for (const [id, { endedMs, bytes }] of [...byId].reverse()) {
    bytesKept += bytes
    const tooMuch = bytesKept > mostBytesKept || byId.size >= mostKept
    if (endedMs !== null && (endedMs < query.createdMs - keepMs || tooMuch)) byId.delete(id)
  }
  byId.set(query.id, query)
}

export function queryOf({ byId }: Queries, id: string): StartedQuery {
  const query = byId.get(id)
  if (!query) throw notFound(`Query ${id} does not exist.`)
  return query
}
