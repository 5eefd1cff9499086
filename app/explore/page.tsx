import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Explore } from '@/components/explore/explore'
import { cloudwatchMode } from '@/lib/aws/read'
import { vocabulary } from '@/lib/local/insights/vocabulary'
import { samples } from '@/lib/queries/samples'
import { settleWithin } from '@/lib/settle'
import { type Params, writeView } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'
import './explore.css'

export const metadata: Metadata = { title: 'Explore' }

export default async function ExplorePage({ searchParams }: { searchParams: Promise<Params> }) {
  const { view, nowMs, window, site, zone, source } = await begin(searchParams)
  const first = await settleWithin(maxWaitMs, { source })
  const billed = cloudwatchMode() === 'aws'
  // Where queries cost money, a link from another site runs none: the viewer starts it.
  const ownLink = (await headers()).get('sec-fetch-site') === 'same-origin'
  return (
    <Explore
      key={writeView(view)}
      first={first}
      samples={samples(site)}
      vocabulary={vocabulary}
      billed={billed}
      runsAtOnce={view.query !== undefined && (ownLink || !billed)}
      view={view}
      window={window}
      zone={zone}
      nowMs={nowMs}
    />
  )
}
