import * as z from 'zod'
import { insights } from './insights'
import { failuresBy } from './one-url'
import { type Query, text, whole } from './query'
import { ofUrl } from './url'

const row = z.object({ country: text, city: text, failures: whole, clients: whole })
export type UrlLocation = z.infer<typeof row>

export const urlLocations: Query<UrlLocation> = {
  name: 'url-locations',
  title: 'Failures of one URL by country and city',
  needs: ['request'],
  row,
  text: (context) => insights`
    ${ofUrl(context, 'failed')} stats count(*) as failures, count_distinct(remoteIP) as clients by country, city | sort failures desc | limit 100`,
  from: failuresBy(({ failedCountry, failedCity }) => ({
    country: failedCountry,
    city: failedCity,
  })),
}
