import { statusOf } from '@/lib/api'
import { readLogRecord } from '@/lib/aws/log-fields'
import { badRequest, guard } from '@/lib/guard'

const maxLength = 4_000

export const GET = guard(async (request) => {
  const pointer = new URL(request.url).searchParams.get('ptr')
  if (!pointer) return badRequest('ptr', 'is needed: the @ptr of a row')
  if (pointer.length > maxLength) return badRequest('ptr', 'must have at most 4,000 characters')
  const answer = await readLogRecord(pointer)
  if (!answer.ok) return Response.json(answer, { status: statusOf[answer.failure.kind] })
  const { ok, fields } = answer
  return Response.json({ ok, fields })
})
