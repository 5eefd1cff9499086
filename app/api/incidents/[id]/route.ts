import { statusOf } from '@/lib/api'
import { runtime } from '@/lib/aws/runtime'
import { badRequest, guard } from '@/lib/guard'
import { incidentNote } from '@/lib/orders/incidents/incident-note'
import { readIncident } from '@/lib/situation/incident-evidence'
import { isZone } from '@/lib/zone'

/** An incident as a note in Markdown, its times in `zone` or the server's. */
export const GET = guard<{ params: Promise<{ id: string }> }>(async (request, { params }) => {
  const { id } = await params
  const asked = new URL(request.url).searchParams.get('zone')
  if (asked !== null && !isZone(asked))
    return badRequest('zone', 'must be a time zone, e.g. Europe/Berlin')
  const reading = await readIncident(id, request.signal)
  if (!reading.ok) return Response.json(reading, { status: statusOf[reading.failure.kind] })
  if (!reading.evidence)
    return Response.json({ message: 'There is no such incident.', ...reading }, { status: 404 })
  const zone = asked ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const note = incidentNote(reading.evidence, { zone, publicUrl: runtime().env.publicUrl })
  const name = `incident-${reading.evidence.incident.id.replaceAll(':', '')}.md`
  return new Response(note, {
    headers: {
      'content-type': 'text/markdown; charset=utf-8',
      'content-disposition': `inline; filename="${name}"`,
    },
  })
})
