import { BarList } from '@/components/charts/bar-list'
import { Panel } from '@/components/shell/panel'
import { counted, full } from '@/lib/format'
import type { RequestsByCity } from '@/lib/queries/requests-by-city'
import { type View, viewHref } from '@/lib/view'
import { NoEvents } from './no-events'
import type { PanelProps } from './panel-props'

const maxCities = 10

const entryOf = ({ city, region, country, requests, orders }: RequestsByCity, view: View) => ({
  key: `${country} ${region} ${city}`,
  name: city ?? '',
  more: country ?? '',
  value: requests,
  note: counted(orders, 'order'),
  href: viewHref('/', view, { city: city ?? undefined, country: country ?? undefined }),
})

/** The cities that most requests come from, each of which filters the page. */
export function Cities({ cities, view, zone, source }: PanelProps<'cities'>) {
  return (
    <Panel title="Top cities" about="requests" current={cities} view={view} zone={zone}>
      {(rows) => {
        const named = rows.filter(({ city }) => city)
        if (named.length === 0) return <NoEvents view={view} source={source} />
        return (
          <>
            <BarList
              label="Top cities"
              entries={named.slice(0, maxCities).map((row) => entryOf(row, view))}
            />
            <p className="small mute">
              {Math.min(maxCities, named.length)} of {full(named.length)} cities
            </p>
          </>
        )
      }}
    </Panel>
  )
}
