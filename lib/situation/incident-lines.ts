import { Failed } from '@/lib/aws/failures'
import { readPrelude } from '@/lib/aws/log-format'
import { run } from '@/lib/aws/run'
import { maskAddresses } from '@/lib/mask'
import { newRouteOf } from '@/lib/orders/expected/request-key'
import type { Asked, IncidentLines } from '@/lib/orders/incidents/incident-evidence'
import type { Incident } from '@/lib/orders/incidents/incidents'
import { isSameAnswer } from '@/lib/orders/words/request-name'
import { after, every, type Fragment, insights } from '@/lib/queries/insights'
import { isOrder, isRequest } from '@/lib/queries/query'
import type { QueryContext } from '@/lib/queries/query-context'
import { type RequestLine, requestLines } from '@/lib/queries/request-lines'
import { isRequestOf } from '@/lib/queries/request-outcomes'
import type { Rows } from '@/lib/reading'
import { dayMs, minuteMs, type TimeRange } from '@/lib/time'

/** Lines that are shown of the failed ones: all where they are no more, else the newest and the first. */
const maxFailed = 12
const maxFirst = 3
const maxGood = 3
/** Of the second in which the last one came, whose later ones are left out. */
const maxInSecond = 7
const secondMs = 1_000

/** A period as queries take it; the bin is not used. */
export const contextOf = ({ site }: Pick<QueryContext, 'site'>, range: TimeRange) => ({
  view: { range },
  window: { ...range, binMs: minuteMs },
  site,
})

interface Asking extends Pick<QueryContext, 'site'> {
  signal?: AbortSignal
}

async function linesOf(
  which: Fragment,
  order: 'newest' | 'oldest',
  limit: number,
  range: TimeRange,
  { site, signal }: Asking,
): Promise<Rows<RequestLine>> {
  const reading = await run(
    requestLines({ which, order, limit }),
    contextOf({ site }, range),
    signal,
  )
  if (!reading.ok) throw new Failed(reading.failure)
  const routeOf = newRouteOf(site.steps)
  const rows = reading.rows.map((line) => ({ ...line, query: routeOf(line.query ?? '') }))
  return { ...reading, rows }
}

/** The query of lines for those who want more of them than are shown. */
async function allOf(which: Fragment, range: TimeRange, { site }: Asking): Promise<Asked> {
  const query = requestLines({ which, order: 'newest', limit: 1_000 })
  const text = after(await readPrelude(), query.text(contextOf({ site }, range)))
  return { query: maskAddresses(text.fragment), range }
}

const newestFirst = (a: RequestLine, b: RequestLine) => b['@timestamp'] - a['@timestamp']

type Culprit = NonNullable<Incident['report']['culprit']>

/** An answer that is slow has the status of a good one, and one that leads in a circle that of any redirect. */
function isGoodAnswer({ status, before, failure }: Culprit): Fragment {
  if (failure !== undefined) return insights`status = ${status}`
  if (before !== undefined) return insights`status = ${before}`
  const isLoop = status >= 300 && status < 400
  return isLoop ? insights`(status < 300 or status = 304)` : insights`status < 400`
}

/** Whether an answer took less time than the first bad one, where only that is what was bad of it. */
function isQuicker({ durationMs }: RequestLine, firstBad: RequestLine | undefined, of: Culprit) {
  const isSlow = of.status < 300 && of.before === undefined && of.failure === undefined
  if (!isSlow || durationMs === null || firstBad === undefined) return true
  return durationMs < (firstBad.durationMs ?? 0)
}

/** The failed lines of an incident and the last good ones before them. Throws {@link Failed}. */
export async function readIncidentLines(
  { report, fromMs, blamed, lastOrderMs }: Incident,
  range: TimeRange,
  asking: Asking,
): Promise<IncidentLines> {
  const { culprit, kind } = report
  if (!culprit) {
    // Nothing failed: what stands at the edge is what came last.
    const [which, of] =
      kind === 'no-traffic' ? [isRequest, 'lines' as const] : [isOrder(asking), 'orders' as const]
    // A page of an order that is loaded again later is no order.
    const lastMs = of === 'orders' ? Math.min(fromMs, lastOrderMs ?? fromMs) : fromMs
    const before = { fromMs: fromMs - dayMs, toMs: lastMs + secondMs }
    const read = await linesOf(which, 'newest', maxGood + maxInSecond, before, asking)
    const rows = read.rows.filter((one) => one['@timestamp'] <= lastMs).slice(0, maxGood)
    const asked = await allOf(which, before, asking)
    return { failed: [], firstFailed: [], leftOut: 0, good: rows, of, asked }
  }
  const found = blamed.find((one) => isSameAnswer(one, culprit))
  const sinceMs = Math.min(found?.sinceMs ?? fromMs, range.toMs - 1)
  const isIt = isRequestOf(culprit)
  const isFailure = every([isIt, insights`status = ${culprit.status}`])
  const failing = { fromMs: Math.max(range.fromMs, sinceMs), toMs: range.toMs }
  const [newest, first] = await Promise.all([
    linesOf(isFailure, 'newest', maxFailed, failing, asking),
    linesOf(isFailure, 'oldest', maxFirst, failing, asking),
  ])
  const areAll = newest.recordsMatched <= newest.rows.length
  const failed = areAll ? newest.rows : newest.rows.slice(0, maxFailed - maxFirst)
  const firstFailed = areAll ? [] : first.rows.toSorted(newestFirst)
  const firstBadMs = first.rows[0]?.['@timestamp'] ?? sinceMs
  const before = { fromMs: firstBadMs - dayMs, toMs: firstBadMs }
  const isGood = every([isIt, isGoodAnswer(culprit)])
  const read = await linesOf(isGood, 'newest', maxGood + maxInSecond, before, asking)
  const isBefore = (line: RequestLine) => line['@timestamp'] < firstBadMs
  const good = read.rows.filter((line) => isBefore(line) && isQuicker(line, first.rows[0], culprit))
  return {
    failed,
    firstFailed,
    leftOut: Math.max(0, newest.recordsMatched - failed.length - firstFailed.length),
    good: good.slice(0, maxGood),
    of: 'request',
    asked: await allOf(isFailure, failing, asking),
  }
}
