import { type Spot, WorldMap } from '@/components/charts/world-map'
import { othersOf } from '@/components/errors/no-failures'
import { useCountryName } from '@/components/shell/country-names'
import { LogText } from '@/components/shell/log-text'
import { NoEvents } from '@/components/shell/no-events'
import { Panel } from '@/components/shell/panel'
import { rowsOf } from '@/components/shell/use-queries'
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

function spotsOf(regions: readonly RequestsByRegion[], view: View): Spot[] {
  return regions.flatMap(({ country, region, requests, orders, lat, lon }) => {
    if (country !== view.country || !region || lat === null || lon === null) return []
    // What a log says of itself need not be on the earth.
    if (Math.abs(lat) > 90 || Math.abs(lon) > 180) return []
    const isSelected = region === view.region
    // The region that is chosen leads back to its country.
    const href = hrefWithin(view, { country, ...(!isSelected && { region }) })
    return [{ name: region, lat, lon, requests, orders, href, isSelected }]
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
              spots={spotsOf(rowsOf(regions) ?? [], view)}
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
