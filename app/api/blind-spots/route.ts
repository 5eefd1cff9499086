import { readParams, statusOf } from '@/lib/api'
import { nowMs } from '@/lib/aws/read'
import { readBlindSpots } from '@/lib/blind-spots/read'
import { maxRangeMs } from '@/lib/blind-spots/result'
import { badRequest, guard } from '@/lib/guard'
import { windowOf } from '@/lib/window'

/** What went wrong in the range of the address and no alarm saw. */
export const GET = guard(
  async (request) => {
    const { view, wrong } = readParams(request.url)
    if (wrong) return badRequest(wrong.field, wrong.problem)
    const { fromMs, toMs } = windowOf(view.range, nowMs())
    if (toMs - fromMs > maxRangeMs) return badRequest('from', 'must lie within 60 days of to')
    const reading = await readBlindSpots({ range: { fromMs, toMs }, signal: request.signal })
    return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
  },
  { ownPagesOnly: true },
)
