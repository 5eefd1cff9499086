import { missingFor } from '@/app/readings'
import { readParams, statusOf } from '@/lib/api'
import { nowMs, readQuery } from '@/lib/aws/read'
import { badRequest, guard } from '@/lib/guard'
import { catalog, isQueryName } from '@/lib/queries/catalog'
import { jsonResponse } from '@/lib/shared-json'

export const GET = guard<{ params: Promise<{ name: string }> }>(async (request, { params }) => {
  const { name } = await params
  if (!isQueryName(name)) {
    return badRequest('name', `must be one of ${Object.keys(catalog).join(', ')}`)
  }
  const { view, period, wrong } = readParams(request.url)
  if (wrong) return badRequest(wrong.field, wrong.problem)
  const missing = missingFor({ query: name }, view)
  if (missing) return badRequest(missing, `is needed for ${name}`)
  const reading = await readQuery(name, view, { nowMs: nowMs(), period, signal: request.signal })
  return jsonResponse(reading, reading.ok ? 200 : statusOf[reading.failure.kind])
})
