import { readParams, statusOf } from '@/lib/api'
import { readAlarms } from '@/lib/aws/alarms'
import { nowMs } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'
import { windowOf } from '@/lib/window'

export const GET = guard(async (request) => {
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const now = nowMs()
  const { fromMs } = windowOf(view.range, now)
  const reading = await readAlarms({ nowMs: now, fromMs, signal: request.signal })
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})
