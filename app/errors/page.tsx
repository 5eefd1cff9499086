import type { Metadata } from 'next'
import { Errors } from '@/components/errors/errors'
import { UrlFailures } from '@/components/errors/url-failures'
import { readQuery } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { type Params, writeView } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'Errors' }

export default async function ErrorsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { view, nowMs, window, zone, source } = await begin(searchParams)
  const frame = { view, window, zone, nowMs }
  if (view.request === undefined) {
    const first = await settleWithin(maxWaitMs, {
      failing: readQuery('failing-urls', view, { nowMs }),
      urls: readQuery('requests-by-url', view, { nowMs }),
      failures: readQuery('failures-by-bin', view, { nowMs }),
      unparsed: readQuery('unparsed-events', view, { nowMs }),
      source,
    })
    return <Errors key={writeView(view)} first={first} {...frame} />
  }
  const first = await settleWithin(maxWaitMs, {
    byBin: readQuery('url-by-bin', view, { nowMs }),
    places: readQuery('url-locations', view, { nowMs }),
    agents: readQuery('url-agents', view, { nowMs }),
    referrers: readQuery('url-referrers', view, { nowMs }),
    samples: readQuery('sample-events', view, { nowMs }),
    source,
  })
  return <UrlFailures key={writeView(view)} first={first} {...frame} />
}
