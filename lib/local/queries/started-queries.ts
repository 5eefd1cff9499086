import { limitExceeded, notFound } from '@/lib/local/aws-error'
import type { Compiled } from '@/lib/local/insights/compile'
import type { SqlValue } from '@/lib/local/store/duckdb'
import { dayMs, hourMs } from '@/lib/time'
import { type Extent, type ExtentCache, newExtentCache } from './extent'

export const queryStatuses = [
  'Scheduled',
  'Running',
  'Complete',
  'Failed',
  'Cancelled',
  'Timeout',
] as const

export interface StartedQuery {
  readonly id: string
  readonly text: string
  /** The log groups that it reads, by name. */
  readonly groups: readonly string[]
  readonly columns: Compiled['columns']
  readonly createdMs: number
  endedMs: number | null
  status: (typeof queryStatuses)[number]
  /** While it runs: those of the newest part of the window, as soon as they are known. */
  rows: SqlValue[][]
  /** About how much memory the rows take. */
  bytes: number
  /** What its window contains; null until that is known. */
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
  /** How long a query may run. */
  deadlineMs: number
  /** What windows hold, counted once for all queries over the same window. */
  extents: ExtentCache
}

const defaultDeadlineMs = hourMs
const rememberMs = 7 * dayMs
const maxConcurrent = 100
const maxRemembered = 2_000
// Limits the memory for old results: pages refresh all day.
const maxBytesRemembered = 256 << 20

export const newQueries = (deadlineMs = defaultDeadlineMs): Queries => ({
  byId: new Map(),
  deadlineMs,
  extents: newExtentCache(),
})

export const isRunning = ({ status }: StartedQuery) =>
  status === 'Scheduled' || status === 'Running'

/** Adds a query and drops old ones. Throws when too many are running. */
export function remember({ byId }: Queries, query: StartedQuery): void {
  if ([...byId.values()].filter(isRunning).length >= maxConcurrent) {
    throw limitExceeded(`Account maximum query concurrency limit of [${maxConcurrent}] reached.`)
  }
  let bytesRemembered = 0
  for (const [id, { endedMs, bytes }] of [...byId].reverse()) {
    bytesRemembered += bytes
    const tooMuch = bytesRemembered > maxBytesRemembered || byId.size >= maxRemembered
    if (endedMs !== null && (endedMs < query.createdMs - rememberMs || tooMuch)) byId.delete(id)
  }
  byId.set(query.id, query)
}

export function queryOf({ byId }: Queries, id: string): StartedQuery {
  const query = byId.get(id)
  if (!query) throw notFound(`Query ${id} does not exist.`)
  return query
}
