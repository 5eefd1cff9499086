import * as z from 'zod'
import { fromLocations } from './from-locations'
import { centre, gatherWithCentre } from './gather-with-centre'
import { insights } from './insights'
import { orderCount, orderNumbers } from './order-count'
import { isFailed, isRequest, type LocationsQuery, type Query, text, where, whole } from './query'
import { byAddress } from './requests-by-country'

const row = z.object({
  country: text,
  /** Null for what has none. */
  region: text,
  requests: whole,
  orders: whole,
  failed: whole,
  ...centre,
})
export type RequestsByRegion = z.infer<typeof row>

const maxRows = 1_000

const locations: LocationsQuery<RequestsByRegion> = {
  text: byAddress,
  gather: (rows, locationOf) =>
    gatherWithCentre(rows, locationOf, (location) => ({
      country: location?.country || null,
      region: location?.region || null,
    })),
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
      by country, region | sort requests desc | limit ${maxRows}`,
  locations,
  from: fromLocations(locations, { by: ['country', 'region'], centred: true, maxRows }),
}
