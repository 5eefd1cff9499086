import { statusOf } from '@/lib/api'
import { runtime } from '@/lib/aws/runtime'
import { guard } from '@/lib/guard'
import { incidentNote } from '@/lib/orders/incident-note'
import { readIncidents } from '@/lib/situation/read'

/** An incident as a note in Markdown. */
export const GET = guard<{ params: Promise<{ id: string }> }>(async (_, { params }) => {
  const { id } = await params
  const reading = await readIncidents()
  if (!reading.ok) return Response.json(reading, { status: statusOf[reading.failure.kind] })
  const incident = reading.incidents?.find((one) => one.id === id)
  if (!incident) return Response.json({ message: 'There is no such incident.' }, { status: 404 })
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const note = incidentNote(incident, { zone, publicUrl: runtime().env.publicUrl })
  return new Response(note, { headers: { 'content-type': 'text/markdown; charset=utf-8' } })
})
