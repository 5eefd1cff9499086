import { NoEvents, NoneFits } from '@/components/shell/no-events'
import { Nothing, StillReading } from '@/components/shell/panel'
import type { PanelFrame } from '@/components/shell/panel-page'
import { rowsOf } from '@/components/shell/use-page'
import type { Current } from '@/components/shell/use-reading'
import { counted, full } from '@/lib/format'
import type { Totals } from '@/lib/queries/totals'
import type { Reading } from '@/lib/reading'

/** How many lines of a period are no requests. */
export function othersOf(totals: Current<Reading<Totals>>): number {
  const row = rowsOf(totals)?.[0]
  return row ? row.events - row.requests : 0
}

interface Props extends Pick<PanelFrame, 'view' | 'source'> {
  totals: Current<Reading<Totals>>
}

/** That nothing failed, as far as that is known. */
export function NoFailures({ totals, view, source }: Props) {
  const requests = rowsOf(totals)?.[0]?.requests ?? 0
  const others = othersOf(totals)
  if (source.loading) return <StillReading source={source} />
  if (!totals.reading?.ok) return <Nothing title="Whether any request failed is not known yet" />
  if (view.status !== undefined) return <NoneFits />
  if (requests === 0) return <NoEvents view={view} source={source} others={others} />
  if (others > 0)
    return (
      <Nothing title="No failures among the lines that were understood">
        {counted(requests, 'request')} got a status below 400. {counted(others, 'line')} could not
        be read as {others === 1 ? 'a request' : 'requests'}.
      </Nothing>
    )
  return (
    <Nothing title="No failed requests in this period">
      {requests === 1
        ? 'The only request got a status below 400.'
        : `All ${full(requests)} requests got a status below 400.`}
    </Nothing>
  )
}
