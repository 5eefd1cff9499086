import { z } from 'zod'
import { insights } from './insights'
import {
  type AddressRow,
  type Ask,
  isFailed,
  isOrder,
  type Place,
  type Query,
  text,
  where,
  whole,
} from './query'

const row = z.object({ country: text, requests: whole, orders: whole, failed: whole })
export type RequestsByCountry = z.infer<typeof row>

/** Requests by client address: what remains to be asked when the lines carry no place. */
export const byAddress = (ask: Ask) => insights`
  ${where({ ...ask, view: { ...ask.view, country: undefined, city: undefined } })}
  stats count(*) as requests, sum(${isOrder(ask)}) as orders, sum(${isFailed}) as failed by remoteIP
  | sort requests desc | limit 10000`

/** Adds up rows that have the same key; the largest comes first. */
export function gatherBy<Key extends object>(
  rows: AddressRow[],
  placeOf: (address: string) => Place | null,
  keyOf: (place: Place | null) => Key,
): (Key & { requests: number; orders: number; failed: number })[] {
  const sums = new Map<string, Key & { requests: number; orders: number; failed: number }>()
  for (const { remoteIP, requests, orders, failed } of rows) {
    const key = keyOf(placeOf(remoteIP))
    const name = JSON.stringify(key)
    const sum = sums.get(name) ?? { ...key, requests: 0, orders: 0, failed: 0 }
    sums.set(name, {
      ...sum,
      requests: sum.requests + requests,
      orders: sum.orders + orders,
      failed: sum.failed + failed,
    })
  }
  return [...sums.values()].sort((a, b) => b.requests - a.requests)
}

export const requestsByCountry: Query<RequestsByCountry> = {
  name: 'requests-by-country',
  title: 'Requests, orders and failures by country',
  row,
  text: (ask) => insights`
    ${where(ask)} stats count(*) as requests, sum(${isOrder(ask)}) as orders, sum(${isFailed}) as failed by country
    | sort requests desc | limit 300`,
  places: {
    text: byAddress,
    gather: (rows, placeOf) =>
      gatherBy(rows, placeOf, (place) => ({ country: place?.country || null })),
  },
}
