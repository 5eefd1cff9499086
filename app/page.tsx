import { Overview } from '@/components/overview/overview'
import { readAlarms } from '@/lib/aws/alarms'
import { read } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { type Params, writeView } from '@/lib/view'
import { begin, patienceMs } from './ask'

export default async function OverviewPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { view, nowMs, window, site, zone, source } = await begin(searchParams)
  const first = await settleWithin(patienceMs, {
    totals: read('totals', view, { nowMs }),
    previous: read('totals', view, { nowMs, previous: true }),
    requests: read('requests-by-bin', view, { nowMs }),
    orders: read('orders-by-bin', view, { nowMs }),
    countries: read('requests-by-country', view, { nowMs }),
    cities: read('requests-by-city', view, { nowMs }),
    failing: read('failing-urls', view, { nowMs }),
    urls: read('requests-by-url', view, { nowMs }),
    failures: read('failures-by-bin', view, { nowMs }),
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
