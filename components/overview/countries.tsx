import { WorldMap } from '@/components/charts/world-map'
import { Panel } from '@/components/shell/panel'
import { viewHref } from '@/lib/view'
import { NoEvents } from './no-events'
import type { PanelProps } from './panel-props'

/** Where requests come from, on a map whose countries filter the page. */
export function Countries({ countries, view, zone, source }: PanelProps<'countries'>) {
  const hrefOf = (country: string) =>
    viewHref('/', view, {
      country: view.country === country ? undefined : country,
      city: undefined,
    })
  return (
    <Panel title="Where requests come from" current={countries} view={view} zone={zone} tall>
      {(rows) =>
        rows.length === 0 ? (
          <NoEvents view={view} source={source} />
        ) : (
          <WorldMap rows={rows} selected={view.country} hrefOf={hrefOf} />
        )
      }
    </Panel>
  )
}
