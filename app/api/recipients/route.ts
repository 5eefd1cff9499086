import { statusOf } from '@/lib/api'
import { readRecipients } from '@/lib/aws/local-engine'
import { guard } from '@/lib/guard'

/** The recipients of alarm notifications, and how delivery to them is going. */
export const GET = guard(async () => {
  const reading = await readRecipients()
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})
