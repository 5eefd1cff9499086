import * as z from 'zod'
import type { Location } from '@/lib/location'
import { fromLocations, maxAddresses } from './from-locations'
import { insights } from './insights'
import { orderCount, orderNumbers } from './order-count'
import {
  type AddressRow,
  isFailed,
  isRequest,
  type LocationsQuery,
  type Query,
  text,
  where,
  whole,
  withoutLocation,
} from './query'
import type { QueryContext } from './query-context'

const row = z.object({ country: text, requests: whole, orders: whole, failed: whole })
export type RequestsByCountry = z.infer<typeof row>

/** Requests by client address: for logs without locations. */
export const byAddress = (context: QueryContext) => insights`
  ${where({ ...context, view: withoutLocation(context.view) }, isRequest)}
  ${orderNumbers(context.site)}
  stats count(*) as requests, ${orderCount(context.site)} as orders, sum(${isFailed}) as failed by remoteIP
  | sort requests desc | limit ${maxAddresses}`

type Sums = Omit<AddressRow, 'remoteIP'>

/** Adds up rows that have the same key; the largest comes first. */
export function gatherBy<Key extends object>(
  rows: AddressRow[],
  locationOf: (address: string) => Location | null,
  keyOf: (location: Location | null) => Key,
): (Key & Sums)[] {
  const sums = new Map<string, Key & Sums>()
  for (const { remoteIP, requests, orders, failed } of rows) {
    const key = keyOf(locationOf(remoteIP))
    const name = JSON.stringify(key)
    const sum = sums.get(name) ?? { ...key, requests: 0, orders: 0, failed: 0 }
    sum.requests += requests
    sum.orders += orders
    sum.failed += failed
    sums.set(name, sum)
  }
  return [...sums.values()].sort((a, b) => b.requests - a.requests)
}

const maxRows = 300

const locations: LocationsQuery<RequestsByCountry> = {
  text: byAddress,
  gather: (rows, locationOf) =>
    gatherBy(rows, locationOf, (location) => ({ country: location?.country || null })),
}

export const requestsByCountry: Query<RequestsByCountry> = {
  name: 'requests-by-country',
  title: 'Requests, orders and failures by country',
  row,
  text: (context) => insights`
    ${where(context, isRequest)}
    ${orderNumbers(context.site)}
    stats count(*) as requests, ${orderCount(context.site)} as orders, sum(${isFailed}) as failed by country
    | sort requests desc | limit ${maxRows}`,
  locations,
  from: fromLocations(locations, { by: ['country'], centred: false, maxRows }),
}
