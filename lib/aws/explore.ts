import { columnsOf, maxRows, pointer, type Row, type Scanned, type Table } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import { maskAddresses } from '@/lib/mask'
import type { TimeRange } from '@/lib/time'
import { failureOf } from './failures'
import { type QueryResults, queryLogs } from './logs'
import { runtime } from './runtime'

export type Explored =
  | ({ ok: true; more: boolean } & Scanned & Table)
  | { ok: false; failure: Failure }

interface Options {
  signal: AbortSignal
  /** Called when the query has started, and while it runs: with some of its rows when they have changed. */
  onProgress?: (partial: Scanned & Table) => void
}

const deadlineMs = 10 * 60_000
const partialRows = 500
// A field may have a megabyte, so what a browser receives is bounded in characters too.
const maxChars = 20_000_000

const remedy = 'Run it again with fewer fields, a limit or a shorter period.'

// Such a query names its log groups itself, and StartQuery takes them from one place only.
const namesItsSource = (text: string) => /^(\s|#.*(\n|$))*source\b/i.test(text)

/** The first rows, as many as may be sent, with no address whole. */
function tableOf(rows: Row[], rowLimit: number): Table {
  const sent: Row[] = []
  let chars = 0
  for (const row of rows.slice(0, rowLimit)) {
    const masked: Row = {}
    for (const [name, value] of Object.entries(row)) {
      const shown = name === pointer ? value : maskAddresses(value)
      masked[name] = shown
      chars += shown.length
    }
    sent.push(masked)
    if (chars > maxChars) break
  }
  return { columns: columnsOf(sent), rows: sent }
}

/** Runs any Logs Insights query over the watched log group. Rejects only with the signal's reason. */
export async function explore(
  text: string,
  { fromMs, toMs }: TimeRange,
  { signal, onProgress }: Options,
): Promise<Explored> {
  const startedMs = Date.now()
  let sent = ''
  // The same partial rows are sent once.
  const unchanged = (rows: Row[]) => {
    const before = sent
    sent = JSON.stringify([rows.length, rows[0], rows.at(-1)])
    return sent === before
  }
  const shown = (results: QueryResults, rowLimit: number): Scanned & Table => ({
    ...tableOf(results.rows, rowLimit),
    bytesScanned: results.bytesScanned,
    recordsScanned: results.recordsScanned,
    recordsMatched: results.recordsMatched,
    elapsedMs: Date.now() - startedMs,
  })
  try {
    const results = await queryLogs({
      text,
      logGroup: namesItsSource(text) ? null : runtime().env.logGroup,
      range: { fromMs, toMs },
      signal,
      deadlineMs,
      maxRows,
      onProgress: (partial) => {
        onProgress?.(shown(partial, unchanged(partial.rows) ? 0 : partialRows))
      },
    })
    const answer = shown(results, maxRows)
    // A query without `limit` ends at as many rows by itself.
    const more = results.rows.length >= maxRows || answer.rows.length < results.rows.length
    return { ok: true, more, ...answer }
  } catch (error) {
    signal.throwIfAborted()
    const failure = failureOf(error, 'logs:StartQuery')
    return { ok: false, failure: failure.kind === 'failed' ? { ...failure, remedy } : failure }
  }
}
