import type { OfAlarm } from '@/app/api/alarms/changed'
import { tested } from '@/app/api/back-test/tested'
import { readBody } from '@/app/api/body'
import { alarmEdit } from '@/lib/alarm-changes/edit'
import { tryEdit } from '@/lib/alarm-changes/try-edit'
import { readParams } from '@/lib/api'
import { nowMs } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'
import { windowOf } from '@/lib/window'

/** Runs an alarm over the range of the address, as it is and as it would be after an edit. */
export const POST = guard<OfAlarm>(async (request, { params }) => {
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const read = await readBody(request, alarmEdit)
  if ('problem' in read) return read.problem
  const range = windowOf(view.range, nowMs())
  return tested(await tryEdit((await params).name, read.body, { range, signal: request.signal }))
})
