import type { Metadata } from 'next'
import { Explore } from '@/components/explore'
import { settleWithin } from '@/lib/settle'
import { type Params, writeView } from '@/lib/view'
import { begin, patienceMs } from '../ask'

export const metadata: Metadata = { title: 'Explore' }

export default async function ExplorePage({ searchParams }: { searchParams: Promise<Params> }) {
  const { params, view, nowMs, window, zone, source } = await begin(searchParams)
  const first = await settleWithin(patienceMs, { source })
  const query = typeof params.query === 'string' ? params.query.slice(0, 10_000) : undefined
  return (
    <Explore
      key={writeView(view)}
      first={first}
      query={query}
      view={view}
      window={window}
      zone={zone}
      nowMs={nowMs}
    />
  )
}
