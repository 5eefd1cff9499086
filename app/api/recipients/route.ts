import { statusOf } from '@/lib/api'
import { readRecipients } from '@/lib/aws/local-engine'
import { guard } from '@/lib/guard'

/** Those who are told of alarms, and how telling them goes. */
export const GET = guard(async () => {
  const reading = await readRecipients()
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})
