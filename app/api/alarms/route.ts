import * as z from 'zod'
import { readBody } from '@/app/api/body'
import { readParams, statusOf } from '@/lib/api'
import { readAlarms } from '@/lib/aws/alarms'
import { nowMs } from '@/lib/aws/read'
import { createAlarm } from '@/lib/blind-spots/create-alarm'
import { badRequest, guard } from '@/lib/guard'
import { alarm, metricFilter } from '@/lib/monitoring'
import { windowOf } from '@/lib/window'

export const GET = guard(async (request) => {
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const now = nowMs()
  const { fromMs } = windowOf(view.range, now)
  const reading = await readAlarms({ nowMs: now, fromMs, signal: request.signal })
  return Response.json(reading, { status: reading.ok ? 200 : statusOf[reading.failure.kind] })
})

const newAlarm = z.strictObject({
  filters: z.array(metricFilter).max(2, 'must be at most 2').default([]),
  alarm,
})

/** Creates an alarm with its metric filters, in the embedded engine only. */
export const POST = guard(async (request, _, { isAbout }) => {
  const read = await readBody(request, newAlarm)
  if ('problem' in read) return read.problem
  const { filters, alarm: wanted } = read.body
  isAbout(wanted.name)
  if ('rule' in wanted)
    return badRequest('alarm', 'must watch metrics; composite alarms are not created here')
  const result = await createAlarm({ filters, alarm: wanted })
  if (result.ok) return Response.json(result)
  if ('wrong' in result) return Response.json({ error: result.wrong }, { status: 400 })
  if ('failure' in result) return Response.json(result, { status: statusOf[result.failure.kind] })
  const { readOnly, commands } = result
  return Response.json({ error: { message: readOnly, commands } }, { status: 403 })
})
