import { counted } from '@/lib/format'
import type { RequestsByCity } from '@/lib/queries/requests-by-city'
import { type View, viewHref } from '@/lib/view'

/** What a list says of one of `rows`, with its region where another one is called the same. */
export const cityEntry = (row: RequestsByCity, rows: readonly RequestsByCity[], view: View) => {
  const { city, region, country, requests, orders } = row
  const isAlike = (one: RequestsByCity) => one.city === city && one.country === country
  const regionText = rows.filter(isAlike).length > 1 ? (region ?? 'no region known') : null
  return {
    key: `${country} ${region} ${city}`,
    name: city ?? '',
    more: [regionText, country].filter((text) => text !== null).join(', '),
    value: requests,
    note: counted(orders, 'order'),
    href: viewHref('/', view, {
      country: country ?? undefined,
      region: region ?? undefined,
      city: city ?? undefined,
    }),
  }
}
