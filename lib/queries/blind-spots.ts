import * as z from 'zod'
import type { Site } from '@/lib/site'
import { type Fragment, insights, list, Unquotable } from './insights'
import { maxMinutes } from './measures-by-minute'
import { isOrder, text, time, whole } from './query'
import { isOnTheWay } from './steps'

/** Requests that failed badly: server errors anywhere, any failure on the way to an order. */
const isHarmful = (site: Site) => insights`status >= 500 or (status >= 400 and ${isOnTheWay(site)})`

export const failuresByMinute = (site: Site): Fragment => insights`
  filter ${isHarmful(site)} | stats count(*) as failures by request, status, bin(1m) as minute
  | sort failures desc | limit ${maxMinutes}`
export const failureRow = z.object({ request: text, status: text, minute: time, failures: whole })

export const oneOrder = (site: Site): Fragment =>
  insights`filter ${isOrder({ site })} | fields @message | limit 1`

/** The failures of one URL and status in a time range. */
export interface FailureRange {
  request: string | null
  status: string | null
  fromMs: number
  toMs: number
}

function isOne({ request, status, fromMs, toMs }: FailureRange): Fragment {
  const same = (field: Fragment, value: string | null) =>
    value === null ? insights`not ispresent(${field})` : insights`${field} = ${value}`
  return insights`${same(insights`request`, request)} and ${same(insights`status`, status)}
    and toMillis(@timestamp) >= ${fromMs} and toMillis(@timestamp) < ${toMs}`
}

// So that ten of them, and what stands before them, leave a query within its length.
const maxBranchLength = 700

/** Those that a query can name: a URL that cannot be quoted, or is long, is left out. */
export function quotable<Some extends FailureRange>(ranges: readonly Some[]): Some[] {
  return ranges.filter((range) => {
    try {
      return isOne(range).fragment.length <= maxBranchLength
    } catch (error) {
      if (error instanceof Unquotable) return false
      throw error
    }
  })
}

/** `case` has so many branches. */
export const maxBranches = 10

/** How many clients each range of failures had, and one of its events; `index` counts as in the list. */
export function incidentDetails(ranges: readonly FailureRange[]): Fragment {
  const branches = ranges
    .slice(0, maxBranches)
    .map((range, at) => insights`${isOne(range)}, ${String(at)}`)
  return insights`
    filter status >= 400 | fields case(${list(branches)}) as index
    | filter ispresent(index)
    | stats count_distinct(remoteIP) as clients, latest(@message) as message by index`
}
export const incidentDetailsRow = z.object({
  index: whole,
  clients: whole,
  message: z.string().default(''),
})
