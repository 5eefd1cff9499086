import { rowsOf } from '@/components/shell/use-queries'
import { type Situation, situation } from '@/lib/orders/situation'
import type { OverviewProps } from './questions'

export type SituationProps = OverviewProps<'totals' | 'orders' | 'failing' | 'urls' | 'alarms'>

const zero = { events: 0, requests: 0, visitors: 0, visits: 0, orders: 0, failed: 0 }

/** What is the matter, from the readings that are there. */
export function situationOf(props: SituationProps): Situation {
  const { totals, orders, failing, urls, alarms, source, ...frame } = props
  const rows = rowsOf(totals)
  return situation({
    ...frame,
    totals: rows && (rows[0] ?? zero),
    orders: rowsOf(orders),
    failing: rowsOf(failing),
    urls: rowsOf(urls),
    alarms: alarms.reading?.ok ? alarms.reading.alarms : null,
    loading: source.loading,
  })
}
