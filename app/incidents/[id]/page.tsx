import type { Metadata } from 'next'
import { IncidentPage } from '@/components/incidents/incident-page'
import { readIncident } from '@/lib/situation/incident-evidence'
import { readIncidents } from '@/lib/situation/read'
import type { Params } from '@/lib/view'
import { answersOf, begin } from '../../begin'

interface Props {
  params: Promise<{ id: string }>
  searchParams: Promise<Params>
}

export const metadata: Metadata = { title: 'Incident' }

export default async function OneIncident({ params, searchParams }: Props) {
  const { frame, source, left, asking } = await begin(searchParams)
  const id = (await params).id.replaceAll('%3A', ':')
  const incidents = readIncidents()
  const evidence = asking(() => readIncident(id, left))
  const first = await answersOf({ incidents, source }, { evidence })
  return <IncidentPage key={id} id={id} first={first} {...frame} />
}
