import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { Explore } from '@/components/explore/explore'
import { seesAddresses } from '@/lib/access/roles'
import { readPrelude } from '@/lib/aws/log-format'
import { cloudwatchMode, watchedSite } from '@/lib/aws/read'
import { vocabulary } from '@/lib/local/insights/vocabulary'
import { samples } from '@/lib/queries/samples'
import { type Params, writeView } from '@/lib/view'
import { begin, sourceOf } from '../begin'
import { pageCaller } from '../caller'

export const metadata: Metadata = { title: 'Explore' }

export default async function ExplorePage({ searchParams }: { searchParams: Promise<Params> }) {
  const begun = await begin(searchParams)
  const { frame } = begun
  const billed = cloudwatchMode() === 'aws'
  // Where queries cost money, the link of another site runs none: it is for the viewer to say so.
  const ownLink = (await headers()).get('sec-fetch-site') === 'same-origin'
  return (
    <Explore
      key={writeView(frame.view)}
      first={await sourceOf(begun)}
      samples={samples(watchedSite(), await readPrelude())}
      vocabulary={vocabulary}
      billed={billed}
      wholeAddresses={seesAddresses(await pageCaller(), watchedSite())}
      runsAtOnce={frame.view.query !== undefined && (ownLink || !billed)}
      {...frame}
    />
  )
}
