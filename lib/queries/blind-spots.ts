import { z } from 'zod'
import type { Site } from '@/lib/site'
import { type Fragment, insights, list, Unquotable } from './insights'
import { maxMinutes } from './measures-by-minute'
import { isLanding, isOrder, text, time, whole } from './query'

/** Requests that failed badly: server errors anywhere, any failure on the way to an order. */
const isHarm = ({ landing, menu, order }: Site) =>
  insights`status >= 500 or (status >= 400 and request in ${[landing, menu, order.request]})`

export const failuresByMinute = (site: Site): Fragment => insights`
  filter ${isHarm(site)} | stats count(*) as failures by request, status, bin(1m) as minute
  | sort failures desc | limit ${maxMinutes}`
export const failureRow = z.object({ request: text, status: text, minute: time, failures: whole })

export const wayByMinute = (site: Site): Fragment => insights`
  filter request in ${[site.landing, site.order.request]}
  | stats sum(${isLanding({ site })}) as visits, sum(${isOrder({ site })}) as orders
    by bin(1m) as minute
  | limit ${maxMinutes}`
export const wayRow = z.object({ minute: time, visits: whole, orders: whole })

export const anOrder = (site: Site): Fragment =>
  insights`filter ${isOrder({ site })} | fields @message | limit 1`

/** The failures of one URL and status in some stretch of time. */
export interface Failing {
  request: string | null
  status: string | null
  fromMs: number
  toMs: number
}

function isOne({ request, status, fromMs, toMs }: Failing): Fragment {
  const same = (field: Fragment, value: string | null) =>
    value === null ? insights`not ispresent(${field})` : insights`${field} = ${value}`
  return insights`${same(insights`request`, request)} and ${same(insights`status`, status)}
    and toMillis(@timestamp) >= ${fromMs} and toMillis(@timestamp) < ${toMs}`
}

/** What can be asked about: a URL that cannot be quoted is left out. */
export function quotable<Some extends Failing>(failings: readonly Some[]): Some[] {
  return failings.filter((failing) => {
    try {
      return isOne(failing).fragment !== ''
    } catch (error) {
      if (error instanceof Unquotable) return false
      throw error
    }
  })
}

/** `case` has so many branches. */
export const maxBranches = 10

/** How many clients each failing had, and one of its events: rows are numbered as in the list. */
export function aboutEach(site: Site, failings: readonly Failing[]): Fragment {
  const branches = failings
    .slice(0, maxBranches)
    .map((failing, at) => insights`${isOne(failing)}, ${String(at)}`)
  return insights`
    filter ${isHarm(site)} | fields case(${list(branches)}) as place
    | filter ispresent(place)
    | stats count_distinct(remoteIP) as clients, latest(@message) as message by place`
}
export const aboutRow = z.object({ place: whole, clients: whole, message: z.string().default('') })
