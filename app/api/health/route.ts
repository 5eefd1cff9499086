import { guard } from '@/lib/guard'
import { readHealth } from '@/lib/health/read'

/** 200 only while reading, evaluating, archiving, notifying and querying all work; 503 with the reasons otherwise. */
export const GET = guard(async (request) => {
  const health = await readHealth(request.signal)
  return Response.json(health, { status: health.ok ? 200 : 503 })
})
