import { FailingTable } from '@/components/errors/failing-table'
import { Nothing, Panel } from '@/components/shell/panel'
import { rowsOf } from '@/components/shell/use-queries'
import { counted, full } from '@/lib/format'
import { viewHref } from '@/lib/view'
import { NoEvents } from './no-events'
import type { PanelProps } from './panel-props'

const maxRows = 8

/** The requests that fail most, and the way to all of them. */
export function FailedRequests(props: PanelProps<'failing' | 'urls' | 'failures' | 'totals'>) {
  const { failing, urls, failures, totals, view, window, zone, nowMs, source } = props
  const { events, requests } = rowsOf(totals)?.[0] ?? { events: 0, requests: 0 }
  const all = viewHref('/errors', view)
  return (
    <Panel
      title="Failed requests"
      about="status 400 or above"
      current={failing}
      view={view}
      zone={zone}
      footer={
        <>
          <a href={all}>All failed requests</a>
          {events > requests && (
            <a href={all}>{counted(events - requests, 'line')} in an unknown format</a>
          )}
        </>
      }
    >
      {(rows) =>
        totals.reading?.ok && events === 0 ? (
          <NoEvents view={view} source={source} />
        ) : rows.length === 0 ? (
          <Nothing title="No failed requests">
            All {full(requests)} requests in this period got a status below 400.
          </Nothing>
        ) : (
          <FailingTable
            rows={rows.slice(0, maxRows)}
            urls={urls}
            failures={failures}
            window={window}
            zone={zone}
            nowMs={nowMs}
            hrefOf={(request) => viewHref('/errors', view, { request, status: undefined })}
          />
        )
      }
    </Panel>
  )
}
