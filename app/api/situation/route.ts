import { statusOf } from '@/lib/api'
import { guard } from '@/lib/guard'
import { jsonOf } from '@/lib/orders/report-json'
import { readSituation } from '@/lib/situation/read'

/** How the shop is doing now: what `npm run situation` says of a moment, and what the page needs beside it. */
export const GET = guard(async () => {
  const reading = await readSituation()
  if (!reading.ok) return Response.json(reading, { status: statusOf[reading.failure.kind] })
  return Response.json({ ...(reading.report && jsonOf(reading.report)), ...reading })
})
