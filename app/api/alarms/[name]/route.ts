import { changed, type OfAlarm } from '@/app/api/alarms/changed'
import { readBody } from '@/app/api/body'
import { deleteAlarm, editAlarm } from '@/lib/alarm-changes/change'
import { alarmEdit } from '@/lib/alarm-changes/edit'
import { readParams, statusOf } from '@/lib/api'
import { readAlarm } from '@/lib/aws/alarm-detail'
import { nowMs } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'
import { windowOf } from '@/lib/window'

export const GET = guard<OfAlarm>(async (request, { params }) => {
  const { name } = await params
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const now = nowMs()
  const range = windowOf(view.range, now)
  const reading = await readAlarm(name, { range, nowMs: now, signal: request.signal })
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})

/** Gives an alarm other thresholds and recipients, in the embedded engine only. */
export const PUT = guard<OfAlarm>(async (request, { params }) => {
  const read = await readBody(request, alarmEdit)
  if ('problem' in read) return read.problem
  return changed(await editAlarm((await params).name, read.body))
})

/** Deletes an alarm, in the embedded engine only. */
export const DELETE = guard<OfAlarm>(async (_, { params }) =>
  changed(await deleteAlarm((await params).name)),
)
