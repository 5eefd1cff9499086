import { statusOf } from '@/lib/api'
import { runtime } from '@/lib/aws/runtime'
import { guard } from '@/lib/guard'
import { jsonOf } from '@/lib/orders/report/report-json'
import { notAnswered } from '@/lib/orders/report/with-log'
import { readSituation } from '@/lib/situation/read'

/** How the shop is doing now: what `npm run situation` says of a moment, and what the page needs beside it. */
export const GET = guard(async () => {
  const reading = await readSituation()
  if (!reading.ok) {
    const { failure } = reading
    const said = jsonOf(notAnswered(runtime().now(), failure))
    return Response.json({ ...said, ...reading }, { status: statusOf[failure.kind] })
  }
  return Response.json({ ...(reading.report && jsonOf(reading.report)), ...reading })
})
