import { z } from 'zod'
import type { LocationOf } from '@/lib/location'
import { insights } from './insights'
import { orderCount, orderNumbers } from './order-count'
import { type AddressRow, isFailed, isRequest, type Query, text, where, whole } from './query'
import { byAddress, gatherBy } from './requests-by-country'

const coordinate = z.coerce.number().nullable().default(null)
const row = z.object({
  country: text,
  /** Null for what has none. */
  region: text,
  requests: whole,
  orders: whole,
  failed: whole,
  /** Where its requests come from on average, degrees; null when the log does not say. */
  lat: coordinate,
  lon: coordinate,
})
export type RequestsByRegion = z.infer<typeof row>

interface Sum {
  requests: number
  lat: number
  lon: number
}

/** Where the requests of each region come from on average, by country and region. */
function centresOf(rows: AddressRow[], locationOf: LocationOf): Map<string, Sum> {
  const sums = new Map<string, Sum>()
  for (const { remoteIP, requests } of rows) {
    const location = locationOf(remoteIP)
    if (!location?.lat || !location.lon) continue
    const key = `${location.country} ${location.region}`
    const sum = sums.get(key) ?? { requests: 0, lat: 0, lon: 0 }
    sum.requests += requests
    sum.lat += requests * Number(location.lat)
    sum.lon += requests * Number(location.lon)
    sums.set(key, sum)
  }
  return sums
}

export const requestsByRegion: Query<RequestsByRegion> = {
  name: 'requests-by-region',
  title: 'Requests, orders and failures by region',
  row,
  text: (context) => insights`
    ${where(context, isRequest)}
    ${orderNumbers(context.site)}
    stats count(*) as requests, ${orderCount(context.site)} as orders, sum(${isFailed}) as failed,
      avg(lat) as lat, avg(lon) as lon
      by country, region | sort requests desc | limit 1000`,
  locations: {
    text: byAddress,
    gather(rows, locationOf) {
      const centres = centresOf(rows, locationOf)
      return gatherBy(rows, locationOf, (location) => ({
        country: location?.country || null,
        region: location?.region || null,
      })).map((sum) => {
        const {
          requests = 0,
          lat = 0,
          lon = 0,
        } = centres.get(`${sum.country ?? ''} ${sum.region ?? ''}`) ?? {}
        return {
          ...sum,
          lat: requests > 0 ? lat / requests : null,
          lon: requests > 0 ? lon / requests : null,
        }
      })
    },
  },
}
