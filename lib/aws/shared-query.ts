import { maskAddresses } from '@/lib/mask'
import { type Fragment, insights } from '@/lib/queries/insights'
import { type MinuteRow, minuteRows, oneByOne, packed } from '@/lib/queries/measures-by-minute'
import { isRequest } from '@/lib/queries/query'
import type { TimeRange } from '@/lib/time'
import { share } from './flights'
import { type QueryResults, queryLogs } from './logs'
import { runtime } from './runtime'

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

/** Queries the watched log group; callers with the same text and range share one query. Throws {@link Failed}. */
export function sharedQuery(
  text: string,
  { fromMs, toMs }: TimeRange,
  { signal, deadlineMs = 300_000 }: { signal?: AbortSignal; deadlineMs?: number } = {},
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
    { flights, now, cacheMs: cacheMs[env.cloudwatch], signal },
  )
}

/** Queries for rows by the minute, which are many. Throws {@link Failed}. */
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
  const { rows, bytesScanned } = await sharedQuery(fragment, range, { signal })
  return { rows: minuteRows(rows, columns), query: { text: text.fragment, bytesScanned } }
}
