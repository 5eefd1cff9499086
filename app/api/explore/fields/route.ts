import { readParams } from '@/lib/api'
import { readLogFields } from '@/lib/aws/log-fields'
import { nowMs } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'
import { windowOf } from '@/lib/window'

export const GET = guard(async (request) => {
  const { view, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  return Response.json(await readLogFields(windowOf(view.range, nowMs()).toMs))
})
