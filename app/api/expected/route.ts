import { readParams, statusOf } from '@/lib/api'
import { nowMs } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'
import { readExpected } from '@/lib/situation/read'
import { periodWindow, windowOf } from '@/lib/window'

/** The orders to expect in the bins of a time range, of the visits that came. */
export const GET = guard(async (request) => {
  const { view, period, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const reading = await readExpected(periodWindow(windowOf(view.range, nowMs()), period))
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})
