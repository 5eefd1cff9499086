import type { Spot } from '@/components/charts/country-map'
import { WorldMap } from '@/components/charts/world-map'
import { othersOf } from '@/components/errors/no-failures'
import { useCountryName } from '@/components/shell/country-names'
import { LogText } from '@/components/shell/log-text'
import { NoEvents } from '@/components/shell/no-events'
import { Panel } from '@/components/shell/panel'
import { rowsOf } from '@/components/shell/use-page'
import type { RequestsByRegion } from '@/lib/queries/requests-by-region'
import { type View, viewHref } from '@/lib/view'
import { LocationTable } from './location-table'
import styles from './locations.module.css'
import type { OverviewProps } from './questions'

type Props = OverviewProps<'countries' | 'regions' | 'cities' | 'totals'>
type Within = Pick<View, 'country' | 'region' | 'city'>

/** The same page within a location; of the world when it has none. */
const hrefWithin = (view: View, { country, region, city }: Within) =>
  viewHref('/', view, { country, region, city })

type Placed = Pick<RequestsByRegion, 'requests' | 'orders' | 'lat' | 'lon'>

/** A dot of a place; none when it has no name, or is not on the earth: a log may say anything of itself. */
function spotOf({ lat, lon, requests, orders }: Placed, name: string | null, href: string) {
  if (!name || lat === null || lon === null || Math.abs(lat) > 90 || Math.abs(lon) > 180) return []
  return [{ name, lat, lon, requests, orders, href }]
}

/** The regions of the country that is chosen or, once one of them is, its cities. */
function spotsOf({ regions, cities, view }: Pick<Props, 'regions' | 'cities' | 'view'>): Spot[] {
  const { country, region } = view
  if (country === undefined) return []
  if (region === undefined)
    return (rowsOf(regions) ?? [])
      .filter((row) => row.country === country)
      .flatMap((row) => {
        const href = hrefWithin(view, { country, region: row.region ?? undefined })
        return spotOf(row, row.region, href).map((spot) => ({ ...spot, isSelected: false }))
      })
  return (rowsOf(cities) ?? [])
    .filter((row) => row.country === country && row.region === region)
    .flatMap((row) => {
      const isSelected = row.city !== null && row.city === view.city
      // The city that is chosen leads back to its region.
      const city = isSelected ? undefined : (row.city ?? undefined)
      const href = hrefWithin(view, { country, region, city })
      return spotOf(row, row.city, href).map((spot) => ({ ...spot, isSelected }))
    })
}

/** The way back from a city or region to its country and the world. */
function Trail({ view }: { view: View }) {
  const countryName = useCountryName()
  const { country, region, city } = view
  const steps = [
    { name: 'World', within: {} },
    country !== undefined && { name: countryName(country), within: { country } },
    region !== undefined && { name: region, within: { country, region } },
    city !== undefined && { name: city, within: { country, region, city } },
  ].filter((step) => step !== false)
  if (steps.length === 1) return null
  return (
    <nav className={styles.trail} aria-label="Location">
      <ol>
        {steps.map(({ name, within }, at) => (
          <li key={name}>
            {at < steps.length - 1 ? (
              <a href={hrefWithin(view, within)}>
                <LogText text={name} />
              </a>
            ) : (
              <b aria-current="true">
                <LogText text={name} />
              </b>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** Where requests come from, as a map and as a table that descend to regions and cities. */
export function Locations({ countries, regions, cities, totals, ...frame }: Props) {
  const { view } = frame
  const hrefOf = (country: string) => hrefWithin(view, view.country === country ? {} : { country })
  return (
    <Panel
      {...frame}
      title="Where requests come from"
      current={countries}
      above={<Trail view={view} />}
      empty={<NoEvents {...frame} others={othersOf(totals)} />}
      tall
    >
      {(rows) => (
        <div className={styles.locations}>
          <div>
            <WorldMap
              rows={rows}
              selected={view.country}
              hrefOf={hrefOf}
              spots={spotsOf({ regions, cities, view })}
              inside={view.region === undefined ? 'regions' : 'cities'}
            />
          </div>
          <LocationTable
            countries={rows}
            regions={regions.reading}
            cities={cities.reading}
            view={view}
            hrefOf={(within) => hrefWithin(view, within)}
          />
        </div>
      )}
    </Panel>
  )
}
