import { bots } from './bots'
import { failingUrls } from './failing-urls'
import { failuresByBin } from './failures-by-bin'
import { funnel } from './funnel'
import { ordersByBin } from './orders-by-bin'
import type { Query } from './query'
import { requestsByBin } from './requests-by-bin'
import { requestsByCity } from './requests-by-city'
import { requestsByCountry } from './requests-by-country'
import { requestsByRegion } from './requests-by-region'
import { requestsByUrl } from './requests-by-url'
import { sampleEvents } from './sample-events'
import { totals } from './totals'
import { unparsedEvents } from './unparsed-events'
import { urlAgents } from './url-agents'
import { urlByBin } from './url-by-bin'
import { urlLocations } from './url-locations'
import { urlReferrers } from './url-referrers'

/** Every query by its name; tests and the JSON API walk it. */
export const catalog = {
  totals,
  funnel,
  'requests-by-bin': requestsByBin,
  'orders-by-bin': ordersByBin,
  'requests-by-country': requestsByCountry,
  'requests-by-region': requestsByRegion,
  'requests-by-city': requestsByCity,
  'failing-urls': failingUrls,
  'failures-by-bin': failuresByBin,
  'requests-by-url': requestsByUrl,
  'url-by-bin': urlByBin,
  'url-locations': urlLocations,
  'url-agents': urlAgents,
  'url-referrers': urlReferrers,
  'sample-events': sampleEvents,
  bots,
  'unparsed-events': unparsedEvents,
} as const

export type QueryName = keyof typeof catalog
export type RowOf<Name extends QueryName> =
  (typeof catalog)[Name] extends Query<infer Row> ? Row : never

export function isQueryName(name: string): name is QueryName {
  return Object.hasOwn(catalog, name)
}
