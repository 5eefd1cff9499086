import { healthOf } from '@/lib/aws/health'
import { readArchive } from '@/lib/aws/local-engine'
import { nowMs, readQuery, readSource } from '@/lib/aws/read'
import { guard } from '@/lib/guard'
import { settleWithin } from '@/lib/settle'
import { noticeText } from '@/lib/source'

const loadingLimitMs = 100

/** Healthy means that a query was answered just now, not that the server is up; while the log is being read, that it is. */
export const GET = guard(async (request) => {
  const now = nowMs()
  const source = await readSource({ nowMs: now })
  const isLoading = source.loading?.done === false
  const [archiveReading, reading] = await Promise.all([
    isLoading
      ? settleWithin(loadingLimitMs, { read: readArchive() }).then(({ read }) => read)
      : readArchive(),
    isLoading
      ? null
      : readQuery('totals', { range: '15m' }, { nowMs: now, signal: request.signal }),
  ])
  const problems = [
    ...(reading === null || reading.ok
      ? []
      : [`${reading.failure.message} ${reading.failure.remedy}`]),
    ...(source.failure ? [`${source.failure.message} ${source.failure.remedy}`] : []),
    ...(source.loading?.files.flatMap(({ problem }) => problem ?? []) ?? []),
    // Reported, but not unhealthy: restarting this server would not fix it.
    ...source.notices.map(
      (notice) => `${noticeText(notice, (ms) => new Date(ms).toISOString())} ${notice.remedy}`,
    ),
  ]
  const answered = reading?.ok ?? false
  const archive = archiveReading?.ok ? archiveReading.archive : null
  const { state, files, totals } = healthOf(source, answered)
  const isAnswering = (isLoading || answered) && !source.failure
  // A young log may have no request yet; what cannot be read or understood is not well.
  const ok = isAnswering && ['ok', 'loading', 'noRequests'].includes(state)
  return Response.json(
    { ok, state, problems, files, totals, source, archive, asOfMs: now },
    // Another server would not read the log either: 503 is for one that does not answer.
    { status: isAnswering ? 200 : 503 },
  )
})
