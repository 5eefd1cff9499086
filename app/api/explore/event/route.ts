import { seesAddresses } from '@/lib/access/roles'
import { statusOf } from '@/lib/api'
import { readLogRecord } from '@/lib/aws/log-fields'
import { watchedSite } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'

const maxLength = 4_000

export const GET = guard(async (request, _, { caller, noteAddresses }) => {
  const pointer = new URL(request.url).searchParams.get('ptr')
  if (!pointer) return badRequest('ptr', 'is needed: the @ptr of a row')
  if (pointer.length > maxLength) return badRequest('ptr', 'must have at most 4,000 characters')
  const answer = await readLogRecord(pointer, {
    seesAddresses: seesAddresses(caller, watchedSite()),
  })
  if (!answer.ok) return Response.json(answer, { status: statusOf[answer.failure.kind] })
  const { ok, fields, wholeAddresses } = answer
  if (wholeAddresses) noteAddresses('a log event of Explore')
  return Response.json({ ok, fields })
})
