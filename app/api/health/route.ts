import { healthOf } from '@/lib/aws/health'
import { readArchive } from '@/lib/aws/local-engine'
import { nowMs, readQuery, readSource } from '@/lib/aws/read'
import { guard } from '@/lib/guard'

/** Healthy means that a query was answered just now, not that the server is up. */
export const GET = guard(async (request) => {
  const now = nowMs()
  const [source, archiveReading, reading] = await Promise.all([
    readSource({ nowMs: now }),
    readArchive(),
    readQuery('totals', { range: '15m' }, { nowMs: now, signal: request.signal }),
  ])
  const problems = [
    ...(reading.ok ? [] : [`${reading.failure.message} ${reading.failure.remedy}`]),
    ...(source.failure ? [`${source.failure.message} ${source.failure.remedy}`] : []),
    ...(source.loading?.files.flatMap(({ problem }) => problem ?? []) ?? []),
    // Reported, but not unhealthy: restarting this server would not fix it.
    ...source.notices.map(({ message, remedy }) => `${message} ${remedy}`),
  ]
  const ok = reading.ok && !source.failure
  const archive = archiveReading.ok ? archiveReading.archive : null
  const { state, files, totals } = healthOf(source, reading.ok)
  return Response.json(
    { ok, state, problems, files, totals, source, archive, asOfMs: now },
    { status: ok ? 200 : 503 },
  )
})
