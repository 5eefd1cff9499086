import { Overview } from '@/components/overview/overview'
import { readAlarms } from '@/lib/aws/alarms'
import { readQuery } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { type Params, writeView } from '@/lib/view'
import { begin, maxWaitMs } from './begin'

export default async function OverviewPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { view, nowMs, window, site, zone, source } = await begin(searchParams)
  const first = await settleWithin(maxWaitMs, {
    totals: readQuery('totals', view, { nowMs }),
    previous: readQuery('totals', view, { nowMs, previous: true }),
    requests: readQuery('requests-by-bin', view, { nowMs }),
    orders: readQuery('orders-by-bin', view, { nowMs }),
    countries: readQuery('requests-by-country', view, { nowMs }),
    cities: readQuery('requests-by-city', view, { nowMs }),
    failing: readQuery('failing-urls', view, { nowMs }),
    urls: readQuery('requests-by-url', view, { nowMs }),
    failures: readQuery('failures-by-bin', view, { nowMs }),
    alarms: readAlarms({ nowMs, fromMs: window.fromMs }),
    source,
  })
  return (
    <Overview
      key={writeView(view)}
      first={first}
      view={view}
      window={window}
      site={site}
      zone={zone}
      nowMs={nowMs}
    />
  )
}
