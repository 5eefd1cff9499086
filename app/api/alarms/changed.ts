import type { Change } from '@/lib/alarm-changes/change'
import { statusOf } from '@/lib/api'

/** The route of one alarm. */
export interface OfAlarm {
  params: Promise<{ name: string }>
}

/** What became of a change, with its HTTP status. */
export function changed(change: Change): Response {
  if (change.ok) return Response.json(change)
  if ('wrong' in change) return Response.json({ error: change.wrong }, { status: 400 })
  if ('failure' in change) return Response.json(change, { status: statusOf[change.failure.kind] })
  const { elsewhere, commands } = change
  return Response.json({ error: { message: elsewhere, commands } }, { status: 403 })
}
