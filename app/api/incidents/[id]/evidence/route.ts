import { statusOf } from '@/lib/api'
import { guard } from '@/lib/guard'
import { readIncident } from '@/lib/situation/incident-evidence'

/** What is known of an incident: lines, alarms, and who met it. */
export const GET = guard<{ params: Promise<{ id: string }> }>(async (request, { params }) => {
  const { id } = await params
  const reading = await readIncident(id, request.signal)
  const status = !reading.ok ? statusOf[reading.failure.kind] : reading.evidence ? 200 : 404
  return Response.json(reading, { status })
})
