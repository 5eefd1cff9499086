import { maskAddresses } from '@/lib/mask'
import { after, type Fragment, insights } from '@/lib/queries/insights'
import { type MinuteRow, minuteRows, oneByOne, packed } from '@/lib/queries/measures-by-minute'
import { isRequest } from '@/lib/queries/query'
import { hourMs, minuteMs, type TimeRange } from '@/lib/time'
import { share } from './flights'
import { readPrelude } from './log-format'
import { type QueryResults, queryLogs } from './logs'
import { runtime } from './runtime'
import { unchangedFromNow } from './unchanged'

/** A query that was run, so that people see what they pay for. */
export interface ExecutedQuery {
  text: string
  bytesScanned: number
}

/** Queries as people see them, and what all of them scanned. */
export const scanOf = (executed: readonly ExecutedQuery[]) => ({
  queries: executed.map((query) => ({ ...query, text: maskAddresses(query.text) })),
  bytesScanned: executed.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0),
})

const cacheMs = { local: 5_000, aws: 55_000, recorded: 3_600_000 }
// Lines do not come so late, and what is usual is asked of the past again and again.
const settledAfterMs = 6 * hourMs
const settledCacheMs = 10 * minuteMs

/** How long an answer over a range that ends then is handed out again. */
function cacheMsOf(toMs: number): number {
  const { env, now } = runtime()
  const usual = cacheMs[env.cloudwatch]
  // Here a file with old lines may appear at any moment.
  const isSettled = env.cloudwatch === 'aws' && toMs < now() - settledAfterMs
  return isSettled ? Math.max(usual, settledCacheMs) : usual
}

interface SharedOptions {
  signal?: AbortSignal
  deadlineMs?: number
}

function shared(
  text: string,
  { fromMs, toMs }: TimeRange,
  { signal, deadlineMs = 300_000 }: SharedOptions,
): Promise<QueryResults & { asOfMs: number }> {
  const { env, flights, now } = runtime()
  const { logGroup } = env
  return share(
    JSON.stringify([text, fromMs, toMs, logGroup]),
    async (stop) => {
      const range = { fromMs, toMs }
      const results = await queryLogs({ text, logGroup, range, signal: stop, deadlineMs })
      return { ...results, asOfMs: now() }
    },
    {
      flights,
      now,
      cacheMs: cacheMsOf(toMs),
      isCurrent: unchangedFromNow({ fromMs, toMs }),
      signal,
    },
  )
}

/**
 * Queries the requests of the watched log group, behind its prelude; `text` is what ran. Callers with the
 * same text and range share one query. Throws {@link Failed}.
 */
export async function sharedQuery(
  query: Fragment,
  range: TimeRange,
  options: SharedOptions = {},
): Promise<QueryResults & { asOfMs: number; text: string }> {
  const text = after(await readPrelude(), query).fragment
  return { ...(await shared(text, range, options)), text }
}

/**
 * Queries for rows by the minute, which are many. Without a prelude: metric filters see events as they
 * were sent. Throws {@link Failed}.
 */
export async function queryByMinute(
  text: Fragment,
  columns: readonly string[],
  range: TimeRange,
  signal?: AbortSignal,
): Promise<{ rows: MinuteRow[]; query: ExecutedQuery }> {
  const isLocal = runtime().env.cloudwatch === 'local'
  // The engine's metric filters see requests only; those of CloudWatch see every event.
  const { fragment } = isLocal
    ? packed(insights`filter ${isRequest} | ${text}`, columns)
    : oneByOne(text)
  const { rows, bytesScanned } = await shared(fragment, range, { signal })
  return { rows: minuteRows(rows, columns), query: { text: text.fragment, bytesScanned } }
}
