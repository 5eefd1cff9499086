import { AsyncLocalStorage } from 'node:async_hooks'
import { limitExceeded, notFound } from '@/lib/local/aws-error'
import type { Compiled } from '@/lib/local/insights/compile'
import type { SqlValue } from '@/lib/local/store/duckdb'
import type { Store } from '@/lib/local/store/store'
import { dayMs, hourMs } from '@/lib/time'
import type { Bases } from './bases'
import { newPartsKnown, type PartsKnown } from './known'

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

/** The latest whole answer of each statement, while the query that gave it is remembered. */
export type Answers = Map<string, { query: StartedQuery; storeVersion: number }>

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
  /** Why it failed, where that is the store's or its disk's fault, with what to do; else null. */
  problem: string | null
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
  /** Runs a query apart from the request that starts it: a promise holds what it was made in, and queries are remembered longer. */
  apart: <T>(work: () => T) => T
  /** What windows hold, counted once for all queries over the same window. */
  extents: ExtentCache
  answers: Answers
  bases: Bases
  parts: PartsKnown
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
  apart: AsyncLocalStorage.snapshot(),
  extents: newExtentCache(),
  answers: new Map(),
  bases: new Map(),
  parts: newPartsKnown(),
})

/** A share that stays as it is. A function made where a query runs would hold all that it runs with, for as long as the query is remembered. */
export const fixedShare = (share: number) => () => share

export const isRunning = ({ status }: StartedQuery) =>
  status === 'Scheduled' || status === 'Running'

/** Adds a query and drops old ones. Throws when too many are running. */
export function remember({ byId, answers }: Queries, query: StartedQuery): void {
  if ([...byId.values()].filter(isRunning).length >= maxConcurrent) {
    throw limitExceeded(`Account maximum query concurrency limit of [${maxConcurrent}] reached.`)
  }
  let bytesRemembered = 0
  for (const [id, { endedMs, bytes }] of [...byId].reverse()) {
    bytesRemembered += bytes
    const tooMuch = bytesRemembered > maxBytesRemembered || byId.size >= maxRemembered
    if (endedMs !== null && (endedMs < query.createdMs - rememberMs || tooMuch)) byId.delete(id)
  }
  for (const [key, answer] of answers) if (!byId.has(answer.query.id)) answers.delete(key)
  byId.set(query.id, query)
}

export function queryOf({ byId }: Queries, id: string): StartedQuery {
  const query = byId.get(id)
  if (!query) throw notFound(`Query ${id} does not exist.`)
  return query
}
