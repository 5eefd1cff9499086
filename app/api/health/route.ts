import { guard } from '@/lib/guard'
import { readHealth } from '@/lib/health/read'

/**
 * 200 only while reading, evaluating, archiving, notifying and querying all work; 503 with the reasons otherwise.
 * Whoever is nobody is told that much, and not why.
 */
export const GET = guard(async (request, _, { caller }) => {
  const health = await readHealth(request.signal)
  const { ok } = health
  return Response.json(caller ? health : { ok }, { status: ok ? 200 : 503 })
})
