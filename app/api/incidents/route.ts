import { statusOf } from '@/lib/api'
import { guard } from '@/lib/guard'
import { readIncidents } from '@/lib/situation/read'

export const GET = guard(async () => {
  const reading = await readIncidents()
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})
