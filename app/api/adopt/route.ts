import { z } from 'zod'
import { readBody } from '@/app/api/body'
import { statusOf } from '@/lib/api'
import { adopt } from '@/lib/blind-spots/create-alarm'
import { badRequest, guard } from '@/lib/guard'
import { alarm, metricFilter } from '@/lib/monitoring'

const body = z.strictObject({
  filters: z.array(metricFilter).max(2, 'must be at most 2').default([]),
  alarm,
})

/** Makes the metric filters and the alarm of a proposal, in the embedded engine only. */
export const POST = guard(async (request) => {
  const read = await readBody(request, body)
  if ('problem' in read) return read.problem
  const { filters, alarm: wanted } = read.body
  if ('rule' in wanted) return badRequest('alarm', 'must watch metrics; a rule is not adopted here')
  const adopted = await adopt({ filters, alarm: wanted })
  if (adopted.ok) return Response.json(adopted)
  if ('wrong' in adopted) return Response.json({ error: adopted.wrong }, { status: 400 })
  if ('failure' in adopted)
    return Response.json(adopted, { status: statusOf[adopted.failure.kind] })
  const { readOnly, commands } = adopted
  return Response.json({ error: { message: readOnly, commands } }, { status: 403 })
})
