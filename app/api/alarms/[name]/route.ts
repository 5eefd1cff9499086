import { readParams, statusOf } from '@/lib/api'
import { readAlarm } from '@/lib/aws/alarm-detail'
import { nowMs } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'
import { windowOf } from '@/lib/window'

export const GET = guard<{ params: Promise<{ name: string }> }>(async (request, { params }) => {
  const { name } = await params
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const now = nowMs()
  const range = windowOf(view.range, now)
  const reading = await readAlarm(name, { range, nowMs: now, signal: request.signal })
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})
