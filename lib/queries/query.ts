import * as z from 'zod'
import type { Location, LocationOf } from '@/lib/location'
import type { View } from '@/lib/view'
import { binText } from '@/lib/window'
import type { FromBase } from './base'
import { every, type Fragment, insights, period } from './insights'
import type { QueryContext } from './query-context'
import { isAsked, isReached } from './steps'

/** One query: its text and what a row of its answer looks like. A pure value. */
export interface Query<Row> {
  name: string
  /** In one sentence, for the page that lists queries. */
  title: string
  /** View fields that it needs. */
  needs?: readonly ('request' | 'country' | 'city' | 'status')[]
  /** For rows by location: how to get them by `remoteIP` when the log has no locations. */
  locations?: LocationsQuery<Row>
  /** How its rows follow from those of a base, where these are kept; without it, they are asked for as a whole. */
  from?: FromBase<Row>
  /** Asked beside a page's own: it waits for what the page has asked for already, if that brings its rows. */
  inPassing?: boolean
  text(context: QueryContext): Fragment
  row: z.ZodType<Row>
}

/** How to get rows by location from a log whose lines have only addresses. */
export interface LocationsQuery<Row> {
  text(context: QueryContext): Fragment
  /** Groups rows by address into rows by location, null when it is unknown. */
  gather(rows: AddressRow[], locationOf: LocationOf): Row[]
}

/** A moment as Logs Insights prints it (`2026-11-24 10:05:03.000`, UTC) → epoch ms. */
export const time = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/)
  .transform((text) => Date.parse(`${text.replace(' ', 'T')}Z`))

export const whole = z.coerce.number()
export const text = z.string().nullable().default(null)

export const addressRow = z.object({
  remoteIP: z.string().default(''),
  requests: whole,
  orders: whole,
  failed: whole,
})
export type AddressRow = z.infer<typeof addressRow>

/** Whether a request from somewhere fits the view's filters of location. */
export const isWithin = (location: Location | null, { country, region, city }: View): boolean =>
  [
    [country, location?.country],
    [region, location?.region],
    [city, location?.city],
  ].every(([wanted, found]) => wanted === undefined || wanted === found)

/** Filters by location, and nothing else. */
export const withoutLocation = (view: View): View => ({
  ...view,
  country: undefined,
  region: undefined,
  city: undefined,
})

export const bin = ({ window }: QueryContext) => insights`bin(${period(binText(window))})`

/** Answered well as well: a failed order is none. */
export const isOrder = ({ site }: Pick<QueryContext, 'site'>) =>
  isReached(site, site.steps.length - 1)
/** Whatever it was answered. */
export const isLanding = ({ site }: Pick<QueryContext, 'site'>) => isAsked(site, 0)
export const isFailed = insights`status >= 400`
/** Only a request has a status: a line in doubt has one field, one that is not understood has none. */
export const isRequest = insights`ispresent(status)`
export const isNoRequest = insights`not ispresent(status)`

const isFrom = (network: string) =>
  network.includes(':')
    ? insights`isIpv6InSubnet(remoteIP, ${network})`
    : insights`isIpv4InSubnet(remoteIP, ${network})`

/** Failed, and with the status of the view where it names one. */
export const failedAsViewed = ({ view }: Pick<QueryContext, 'view'>): Fragment =>
  view.status === undefined ? isFailed : every([isFailed, insights`status = ${view.status}`])

/** `filter …` for the view's filters and more conditions, with its pipe; nothing when there is none. */
export function where({ view }: QueryContext, ...more: Fragment[]): Fragment {
  const conditions = [...more]
  if (view.country !== undefined) conditions.push(insights`country = ${view.country}`)
  if (view.region !== undefined) conditions.push(insights`region = ${view.region}`)
  if (view.city !== undefined) conditions.push(insights`city = ${view.city}`)
  if (view.client !== undefined) conditions.push(isFrom(view.client))
  if (conditions.length === 0) return insights``
  return insights`filter ${every(conditions)} |`
}
