import { held } from '@/lib/aws/held'
import { nowMs, read, readSource } from '@/lib/aws/read'
import { guard } from '@/lib/guard'

/** Healthy means that a query was answered just now, not that the server is up. */
export const GET = guard(async (request) => {
  const now = nowMs()
  const [source, archive, reading] = await Promise.all([
    readSource({ nowMs: now }),
    // A store that cannot be read is told by the query.
    held()
      .home?.archive()
      .catch(() => null) ?? null,
    read('totals', { range: '15m' }, { nowMs: now, signal: request.signal }),
  ])
  const problems = [
    ...(reading.ok ? [] : [`${reading.failure.message} ${reading.failure.remedy}`]),
    ...(source.failure ? [`${source.failure.message} ${source.failure.remedy}`] : []),
    ...(archive?.problem ? [`${archive.problem.message} ${archive.problem.remedy}`] : []),
    ...(source.loading?.files.flatMap(({ problem }) => problem ?? []) ?? []),
  ]
  const ok = reading.ok && !source.failure
  return Response.json({ ok, problems, source, archive, asOfMs: now }, { status: ok ? 200 : 503 })
})
