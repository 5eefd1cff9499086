import * as z from 'zod'
import { parameterSource } from '@/lib/shop/query-condition'
import { every, type Fragment, insights, regex } from './insights'
import { type Query, text, where, whole } from './query'
import { isRequestNamed } from './url'

/** A request as incidents name it: `request` is a path or, with `*`, the pattern of several. */
export interface OneRequest {
  method: string
  request: string
  /** The part of the query that chooses the page, as `?route=checkout/checkout`, where one does. */
  route?: string
  status: number
}

const row = z.object({ value: text, status: text, requests: whole, clients: whole })
/** Of the clients that share a browser, country or referrer: how many got a status. */
export type RequestOutcome = z.infer<typeof row>

function isRouted(route: string): Fragment[] {
  const [name = '', value = ''] = route.slice(1).split('=')
  return route === '' ? [] : [insights`query like ${regex(parameterSource(name, value))}`]
}

export const isRequestOf = ({ method, request, route = '' }: Omit<OneRequest, 'status'>) =>
  every([insights`method = ${method}`, isRequestNamed(request), ...isRouted(route)])

const values = {
  browser: insights`coalesce(userAgent, useragent)`,
  country: insights`country`,
  referrer: insights`referer`,
}
export type OutcomesBy = keyof typeof values
export const outcomesBy = Object.keys(values) as OutcomesBy[]

/** What one request was answered, by what its clients have in common. */
export const requestOutcomes = (by: OutcomesBy, of: OneRequest): Query<RequestOutcome> => ({
  name: `request-outcomes-by-${by}`,
  title: `What one request was answered, by ${by}`,
  row,
  text: (context) => insights`
    ${where(context, isRequestOf(of))} fields ${values[by]} as value
    | stats count(*) as requests, count_distinct(remoteIP) as clients by value, status
    | sort clients desc | limit 2000`,
  ...(by === 'country' && { locations: byAddress(of) }),
})

/** For logs without locations: each client counts once for what it met and once for other answers. */
const byAddress = (of: OneRequest): Query<RequestOutcome>['locations'] => ({
  text: (context) => insights`
    ${where(context, isRequestOf(of))}
    stats count(*) as requests, sum(status < 0) as orders, sum(status = ${of.status}) as failed by remoteIP
    | sort requests desc | limit 10000`,
  gather(rows, locationOf) {
    const sums = new Map<string, RequestOutcome>()
    const add = (value: string | null, status: string, requests: number) => {
      if (requests === 0) return
      const key = `${value} ${status}`
      const sum = sums.get(key) ?? { value, status, requests: 0, clients: 0 }
      sums.set(key, { ...sum, requests: sum.requests + requests, clients: sum.clients + 1 })
    }
    for (const { remoteIP, requests, failed } of rows) {
      const country = locationOf(remoteIP)?.country || null
      add(country, String(of.status), failed)
      add(country, 'other', requests - failed)
    }
    return [...sums.values()].sort((a, b) => b.clients - a.clients)
  },
})
