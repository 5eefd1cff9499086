import type { Metadata } from 'next'
import { Incidents } from '@/components/incidents/incidents'
import { watchedSite } from '@/lib/aws/read'
import { settleWithin } from '@/lib/settle'
import { readIncidents, readSituation } from '@/lib/situation/read'
import type { Params } from '@/lib/view'
import { begin, maxWaitMs } from '../begin'

export const metadata: Metadata = { title: 'Incidents' }

export default async function IncidentsPage({ searchParams }: { searchParams: Promise<Params> }) {
  const { frame, source } = await begin(searchParams)
  const first = await settleWithin(maxWaitMs, {
    incidents: readIncidents(),
    situation: readSituation(),
    source,
  })
  return <Incidents first={first} site={watchedSite()} {...frame} />
}
