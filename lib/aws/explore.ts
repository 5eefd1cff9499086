import { askedFor } from '@/lib/asking'
import { columnsOf, maxRows, pointer, type Row, type Scanned, type Table } from '@/lib/explore'
import type { Failure } from '@/lib/failure'
import { MalformedQuery } from '@/lib/local/insights/malformed'
import { withoutAddresses } from '@/lib/local/insights/without-addresses'
import { maskerFor } from '@/lib/mask'
import type { TimeRange } from '@/lib/time'
import { Failed, failureOf } from './failures'
import { readPrelude } from './log-format'
import { type LogsQuery, type QueryResults, queryLogs } from './logs'
import { runtime, secretParameters } from './runtime'

export type Explored =
  | ({
      ok: true
      more: boolean
    } & Scanned &
      Table)
  | { ok: false; failure: Failure }

interface Options {
  signal: AbortSignal
  /** Whether the reader may see whole addresses and secrets. */
  seesAddresses?: boolean
  /** Called once, before anything is handed out whole that others see masked. What it throws is a failure. */
  onWholeAddresses?: () => void
  /** Called when the query waits in line or has started, and while it does: with some of its rows when they have changed. */
  onProgress?: (partial: Scanned & Table) => void
}

const deadlineMs = 10 * 60_000
const partialRows = 500
// A field may have a megabyte, so what a browser receives is bounded in characters too.
const maxChars = 20_000_000

const remedy = 'Run it again with fewer fields, a limit or a shorter period.'

// Such a query names its log groups itself, and StartQuery takes them from one place only.
const namesItsSource = (text: string) => /^(\s|#.*(\n|$))*source\b/i.test(text)

const masker = () => maskerFor(secretParameters())

/** The first rows, as many as may be sent, as the reader may see them; and whether that is more than others may. */
function tableOf(
  rows: Row[],
  rowLimit: number,
  { columnName, seesAddresses }: Plan,
): Table & { wholeAddresses: boolean } {
  const { field } = masker()
  const sent: Row[] = []
  let chars = 0
  let wholeAddresses = false
  for (const row of rows.slice(0, rowLimit)) {
    const shownRow: Row = {}
    for (const [column, value] of Object.entries(row)) {
      const name = columnName(column)
      if (name === null) continue
      const hidden = name === pointer ? value : field(name, value)
      const shown = seesAddresses ? value : hidden
      if (shown !== hidden) wholeAddresses = true
      shownRow[name] = shown
      chars += shown.length
    }
    sent.push(shownRow)
    if (chars > maxChars) break
  }
  return { columns: columnsOf(sent), rows: sent, wholeAddresses }
}

/** How a query is run for its reader. */
interface Plan {
  text: string
  /** Set where the engine masks events before the query sees them. */
  masked?: readonly string[]
  columnName: (column: string) => string | null
  seesAddresses: boolean
}

const remedyOf = 'Change the query, or ask someone who may see whole addresses.'

/** Throws {@link Failed} for a query that could give away more than its reader may see. */
async function planFor(text: string, seesAddresses: boolean): Promise<Plan> {
  const plain = { text, columnName: (column: string) => column, seesAddresses }
  const { cloudwatch } = runtime().env
  // What was recorded was masked then.
  if (seesAddresses || cloudwatch === 'recorded') return plain
  const masked = secretParameters()
  if (cloudwatch === 'local') return { ...plain, masked }
  const prelude = (await readPrelude())?.fragment ?? null
  try {
    return { ...plain, ...withoutAddresses(text, prelude, { secretParameters: masked }) }
  } catch (error) {
    if (!(error instanceof MalformedQuery)) throw error
    // Its place is not that in the whole text where a prelude stands before it.
    throw new Failed({ kind: 'malformed-query', message: error.message, remedy: remedyOf })
  }
}

// How long lines are says how long the addresses in them are.
const scannedStepBytes = 10_000
const rounded = (bytes: number) => Math.ceil(bytes / scannedStepBytes) * scannedStepBytes

const namedLength = 200

/** A query that somebody has written, as a question's name. */
const named = (text: string) =>
  masker().text(text.slice(0, namedLength)).replace(/\s+/g, ' ').trim()

/** Runs any Logs Insights query over the watched log group. Rejects only with the signal's reason. */
export async function explore(
  text: string,
  { fromMs, toMs }: TimeRange,
  { signal, onProgress, seesAddresses = false, onWholeAddresses }: Options,
): Promise<Explored> {
  const startedMs = Date.now()
  let sent = ''
  // The same partial rows are sent once.
  const unchanged = (rows: Row[]) => {
    const before = sent
    sent = JSON.stringify([rows.length, rows[0], rows.at(-1)])
    return sent === before
  }
  let isNoted = false
  const shown = (results: QueryResults, rowLimit: number, plan: Plan) => {
    const { wholeAddresses, ...table } = tableOf(results.rows, rowLimit, plan)
    if (wholeAddresses && !isNoted) onWholeAddresses?.()
    isNoted ||= wholeAddresses
    return {
      ...table,
      bytesScanned: seesAddresses ? results.bytesScanned : rounded(results.bytesScanned),
      recordsScanned: results.recordsScanned,
      recordsMatched: results.recordsMatched,
      elapsedMs: Date.now() - startedMs,
    }
  }
  const isWaiting = (placeInLine: number) => ({
    ...{ columns: [], rows: [], bytesScanned: 0, recordsScanned: 0, recordsMatched: 0 },
    elapsedMs: Date.now() - startedMs,
    placeInLine,
  })
  let isBegun = false
  const report: Options['onProgress'] = (partial) => {
    isBegun = true
    onProgress?.(partial)
  }
  try {
    const plan = await planFor(text, seesAddresses)
    const asked: LogsQuery = {
      text: plan.text,
      masked: plan.masked,
      logGroup: namesItsSource(text) ? null : runtime().env.logGroup,
      range: { fromMs, toMs },
      signal,
      deadlineMs,
      maxRows,
      onProgress: (partial) => {
        const rowLimit = unchanged(partial.rows) ? 0 : partialRows
        report(shown(partial, rowLimit, plan))
      },
      onPlace: (place) => {
        // The first report says only that there will be more.
        if (!isBegun) report(isWaiting(place))
        report(isWaiting(place))
      },
    }
    const results = await askedFor(named(text), () => queryLogs(asked))
    const answer = shown(results, maxRows, plan)
    // A query without `limit` ends at as many rows by itself.
    const more = results.rows.length >= maxRows || answer.rows.length < results.rows.length
    return { ok: true, more, ...answer }
  } catch (error) {
    signal.throwIfAborted()
    const failure = failureOf(error, 'logs:StartQuery')
    return { ok: false, failure: failure.kind === 'failed' ? { ...failure, remedy } : failure }
  }
}
