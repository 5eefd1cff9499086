import { plainLine } from '@/lib/local/aws-error'
import type { Compiled } from '@/lib/local/insights/compile'
import { numberOf } from '@/lib/local/store/duckdb'
import type { Reader } from '@/lib/local/store/readers'
import type { Store } from '@/lib/local/store/store'
import { StoreFailed } from '@/lib/local/store/store-failed'
import { answersOf } from './answers'
import { rowsBy } from './bases'
import { extentOf, fixedShare, type Queries, type StartedQuery } from './started-queries'

// A quick query needs no partial results, and they would slow it down.
const partialAfterMs = 1_000
/** The newest part of a window whose rows are shown while the whole is being read. */
export const newestShare = 1 / 20
const maxBytes = 64 << 20

const isInterrupt = (problem: unknown) =>
  problem instanceof Error && /interrupt/i.test(problem.message)

/** What running a query needs of the engine. */
export interface QueryContext {
  store: Store
  queries: Queries
  /** Epoch ms. */
  clock: () => number
  /** Writes a line to the server's log. */
  log: (text: string) => void
}

interface QueryPlan {
  compiled: Compiled
  /** The same query over the newest part of its window. */
  newest: () => Compiled
}

/** Shows the rows of the newest part if a reader is free. A failure only leaves them out. */
async function showNewest(
  { store }: QueryContext,
  query: StartedQuery,
  { compiled, newest }: QueryPlan,
  signal: AbortSignal,
): Promise<boolean> {
  const reader = store.readers.spare()
  if (!reader) return false
  try {
    const part = newest()
    const { sql, parameters } = part
    // A query that names its own period by SOURCE has no newest part that is known here.
    if (String(parameters) === String(compiled.parameters)) return false
    const { rows, bytes } = await reader.query(sql, parameters, { signal, maxBytes })
    const extent = { records: rows.length }
    const matched = await matchedOf(part, { extent, rows, reader, signal })
    if (!signal.aborted) Object.assign(query, { rows, bytes, matched })
    return !signal.aborted
  } catch {
    return false
  } finally {
    reader.release()
  }
}

async function readAll(
  context: QueryContext,
  query: StartedQuery,
  reader: Reader,
  plan: QueryPlan,
) {
  const { compiled } = plan
  const { signal } = query.stop
  const whole = new AbortController()
  let read = 0
  query.share = () => {
    read = Math.max(read, reader.progress())
    return read
  }
  const partial = setTimeout(async () => {
    const either = AbortSignal.any([signal, whole.signal])
    const shown = await showNewest(context, query, plan, either)
    if (shown) read = Math.max(read, newestShare)
  }, partialAfterMs)
  try {
    const count = async () => {
      query.extent = await extentOf(context.store, context.queries.extents, compiled.scanned)
      return query.extent
    }
    const counting = count()
    const [extent, { rows, bytes }] = await Promise.all([
      counting,
      rowsBy(compiled, context.queries.bases, {
        store: context.store,
        reader,
        options: { signal, maxBytes },
        known: context.queries.parts,
        records: async () => (await counting).records,
      }),
    ])
    whole.abort()
    Object.assign(query, { rows, bytes })
    query.share = fixedShare(1)
    query.matched = await matchedOf(compiled, { extent, rows, reader, signal })
  } finally {
    query.share = fixedShare(query.share())
    clearTimeout(partial)
    whole.abort()
  }
}

/** A result, and what it takes to count the rows that its query matched. */
interface Counting {
  extent: { records: number }
  rows: StartedQuery['rows']
  reader: Reader
  signal: AbortSignal
}

async function matchedOf(
  { matched }: Compiled,
  { extent, rows, reader, signal }: Counting,
): Promise<number> {
  if (!matched) return extent.records
  if ('column' in matched) return Number(rows[0]?.[matched.column] ?? 0)
  return numberOf(await reader.query(matched.sql, matched.parameters, { signal }))
}

/** What a query that found no room on the disk says; null for any other problem. */
function withoutRoom(problem: unknown, workDir: string): string | null {
  if (problem instanceof StoreFailed) return problem.message
  // DuckDB puts what does not fit into memory there, as far as there is room.
  if (!(problem instanceof Error) || !/max_temp_directory_size/.test(problem.message)) return null
  return `The query needs more room for its work than the disk of ${workDir} has left. Free some space there, or ask for fewer fields or a shorter period.`
}

/** Runs a started query to its end and sets its status. Never rejects. */
export async function runQuery(
  context: QueryContext,
  query: StartedQuery,
  plan: QueryPlan,
): Promise<void> {
  const { signal } = query.stop
  const answers = answersOf(context.store, context.queries.answers, plan.compiled)
  let reader: Reader | undefined
  let deadline: NodeJS.Timeout | undefined
  try {
    signal.throwIfAborted()
    if (answers.give(query)) {
      query.share = fixedShare(1)
      query.status = 'Complete'
      return
    }
    reader = await context.store.readers.take(signal)
    query.status = 'Running'
    deadline = setTimeout(() => {
      query.status = 'Timeout'
      query.stop.abort()
    }, context.queries.deadlineMs)
    deadline.unref()
    await readAll(context, query, reader, plan)
    signal.throwIfAborted()
    query.status = 'Complete'
    answers.take(query)
  } catch (problem) {
    if (query.status === 'Timeout') {
      context.log(`The query ${query.id} was stopped: it ran for longer than it may.`)
    } else if (query.status !== 'Cancelled') {
      query.status = signal.aborted || isInterrupt(problem) ? 'Cancelled' : 'Failed'
      query.problem = withoutRoom(problem, context.store.workDir)
      if (query.status === 'Failed')
        context.log(`The query ${query.id} failed: ${plainLine(problem)}`)
    }
  } finally {
    clearTimeout(deadline)
    reader?.release()
    query.endedMs = context.clock()
  }
}
