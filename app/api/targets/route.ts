import { held } from '@/lib/aws/held'
import { guard } from '@/lib/guard'
import { notHere } from './not-here'

/** Those who are told of alarms, and how telling them goes. */
export const GET = guard(async () => {
  const { home, env, now } = held()
  if (!home) return notHere(env.cloudwatch)
  return Response.json({ ok: true, targets: await home.targets(), asOfMs: now() })
})
