import type { Metadata } from 'next'
import { Errors } from '@/components/errors/errors'
import { UrlFailures } from '@/components/errors/url-failures'
import { read } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { type Params, writeView } from '@/lib/view'
import { begin, patienceMs } from '../ask'

export const metadata: Metadata = { title: 'Errors' }

export default async function ErrorsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { view, nowMs, window, zone, source } = await begin(searchParams)
  const frame = { view, window, zone, nowMs }
  if (view.request === undefined) {
    const first = await settleWithin(patienceMs, {
      failing: read('failing-urls', view, { nowMs }),
      urls: read('requests-by-url', view, { nowMs }),
      failures: read('failures-by-bin', view, { nowMs }),
      unparsed: read('unparsed-events', view, { nowMs }),
      source,
    })
    return <Errors key={writeView(view)} first={first} {...frame} />
  }
  const first = await settleWithin(patienceMs, {
    byBin: read('url-by-bin', view, { nowMs }),
    places: read('url-locations', view, { nowMs }),
    agents: read('url-agents', view, { nowMs }),
    referrers: read('url-referrers', view, { nowMs }),
    samples: read('sample-events', view, { nowMs }),
    source,
  })
  return <UrlFailures key={writeView(view)} first={first} {...frame} />
}
